"""The development conversation: the year's themes, preparations, goals and check-ins."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Private, PrivateJson, UtcDateTime
from storage.ids import new_id


class Kind(StrEnum):
    KOM = "kom"
    MINI = "mini"


class Scope(StrEnum):
    """What of a preparation the owner has shared with the leader."""

    NOTHING = "nothing"
    TOPICS = "topics"
    ALL = "all"


class Cycle(SQLModel, table=True):
    """A workplace's year of conversations under 1-2 themes (NYB-KOM-08)."""

    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("workplace_id", "year", name="uq_cycle_year"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    workplace_id: str = Field(foreign_key="workplace.id")
    year: int
    concept: str = "nyborg_kom"
    purpose: str | None = Field(default=None, sa_type=Private("cycle.purpose"))
    themes: list[str] = Field(default_factory=list, sa_type=PrivateJson("cycle.themes"))
    set_by: str = Field(foreign_key="person.id")


class Conversation(SQLModel, table=True):
    __tablename__ = "conversation"
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    leader_id: str = Field(foreign_key="person.id", index=True)
    kind: str = Kind.KOM.value
    at: datetime = Field(sa_type=UtcDateTime)
    held: bool = False


class Preparation(SQLModel, table=True):
    """An employee's preparation: theirs alone except for what `shared` says (X-03)."""

    __tablename__ = "preparation"
    conversation_id: str = Field(foreign_key="conversation.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    answers: dict[str, str] = Field(
        default_factory=dict, sa_type=PrivateJson("preparation.answers")
    )
    shared: str = Scope.NOTHING.value
    shared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Goal(SQLModel, table=True):
    """`caller` says who calls the follow-up: `leader` or `person` (NYB-KOM-50)."""

    __tablename__ = "goal"
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    leader_id: str = Field(foreign_key="person.id")
    title: str = Field(sa_type=Private("goal.title"))
    agreed_on: date
    caller: str = "leader"
    open: bool = True


class Checkin(SQLModel, table=True):
    """`trivsel` 1-10. `visible_to` is `me` or `leader`, chosen each time (X-10)."""

    __tablename__ = "checkin"
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    made_on: date
    trivsel: int
    note: str | None = Field(default=None, sa_type=Private("checkin.note"))
    visible_to: str = "me"


class Progress(SQLModel, table=True):
    """How far a goal has come, 0-10, in one check-in."""

    __tablename__ = "progress"
    checkin_id: str = Field(foreign_key="checkin.id", primary_key=True)
    goal_id: str = Field(foreign_key="goal.id", primary_key=True, index=True)
    value: int
    note: str | None = Field(default=None, sa_type=Private("progress.note"))
