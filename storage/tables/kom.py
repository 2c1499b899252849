"""The development conversation: the year's themes, preparations, goals and check-ins."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.columns import Private, PrivateJson, UtcDateTime
from storage.ids import new_id
from storage.migrations import history


class Kind(StrEnum):
    """`kom` is the year's conversation whatever the concept calls it, `mini` the short one."""

    KOM = "kom"
    MINI = "mini"
    LEADER = "leader"
    SENIOR = "senior"


class Scope(StrEnum):
    """What of a preparation the owner has shared with the leader."""

    NOTHING = "nothing"
    TOPICS = "topics"
    ALL = "all"


class Cycle(SQLModel, table=True):
    """A workplace's year of conversations under 1-2 themes (NYB-KOM-08).

    `form` is `individual`, `team` or `both`; `with_workplace_id` a team that works closely with
    this one. `guide` is what the leader takes out of the concept's questions and puts in, for all.
    `turn` is compared and set at each change, and tells calendars which entry is the newer.
    """

    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("workplace_id", "year", name="uq_cycle_year"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    workplace_id: str = Field(foreign_key="workplace.id")
    year: int
    concept: str
    purpose: str | None = Field(default=None, sa_type=Private("cycle.purpose"))
    themes: list[str] = Field(default_factory=list, sa_type=PrivateJson("cycle.themes"))
    set_by: str = Field(foreign_key="person.id")
    form: str = Field(default="individual", sa_column_kwargs={"server_default": "individual"})
    with_workplace_id: str | None = Field(
        default=None, sa_column_args=[ForeignKey("workplace.id", name="fk_cycle_with_workplace")]
    )
    first_day: date | None = None
    last_day: date | None = None
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    kickoff_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    kickoff_place: str | None = Field(default=None, sa_type=Private("cycle.kickoff_place"))
    guidelines: str | None = Field(default=None, sa_type=Private("cycle.guidelines"))
    guide: dict[str, list[str]] | None = Field(default=None, sa_type=PrivateJson("cycle.guide"))
    evaluation_until: date | None = None
    evaluated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    turn: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class Conversation(SQLModel, table=True):
    """`concept` is the pack that it is held after. `sequence` counts its moves, for calendars.

    One that is called off waits without a date: a new one takes it up, with what was prepared.
    """

    __tablename__ = "conversation"
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    leader_id: str = Field(foreign_key="person.id", index=True)
    kind: str = Kind.KOM.value
    at: datetime = Field(sa_type=UtcDateTime)
    held: bool = False
    concept: str = Field(sa_column_kwargs={"server_default": history.CONCEPT})
    cycle_id: str | None = Field(
        default=None,
        index=True,
        sa_column_args=[ForeignKey("cycle.id", name="fk_conversation_cycle")],
    )
    place: str | None = Field(default=None, sa_type=Private("conversation.place"))
    sequence: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    called_by: str | None = Field(
        default=None, sa_column_args=[ForeignKey("person.id", name="fk_conversation_called_by")]
    )
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    called_off_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


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
    """`caller` says who calls the follow-up: `leader` or `person` (NYB-KOM-50).

    `fields` are the plan's headings for this goal, by their keys, and `why` it is worth reaching.
    `zone` is how far it is from what the person can already, `outcome` what became of it.
    `agreed_with` is the leader before, while the person lets a later one follow it up.
    `first_title` is what its own plan says, once a later one has it in other words.
    """

    __tablename__ = "goal"
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    leader_id: str = Field(foreign_key="person.id")
    title: str = Field(sa_type=Private("goal.title"))
    first_title: str | None = Field(default=None, sa_type=Private("goal.first_title"))
    agreed_on: date
    caller: str = "leader"
    open: bool = True
    plan_id: str | None = Field(
        default=None, index=True, sa_column_args=[ForeignKey("talk_plan.id", name="fk_goal_plan")]
    )
    fields: dict[str, str] | None = Field(default=None, sa_type=PrivateJson("goal.fields"))
    agreed_with: str | None = Field(
        default=None, sa_column_args=[ForeignKey("person.id", name="fk_goal_agreed_with")]
    )
    zone: str | None = None
    outcome: str | None = None
    closed_on: date | None = None


class Checkin(SQLModel, table=True):
    """`trivsel` 1-10. `visible_to` is `me` or `leader`, chosen each time (X-10)."""

    __tablename__ = "checkin"
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    made_on: date
    trivsel: int
    note: str | None = Field(default=None, sa_type=Private("checkin.note"))
    visible_to: str = "me"
    conversation_id: str | None = Field(
        default=None, sa_column_args=[ForeignKey("conversation.id", name="fk_checkin_conversation")]
    )


class Progress(SQLModel, table=True):
    """How far a goal has come, 0-10, in one check-in."""

    __tablename__ = "progress"
    checkin_id: str = Field(foreign_key="checkin.id", primary_key=True)
    goal_id: str = Field(foreign_key="goal.id", primary_key=True, index=True)
    value: int
    note: str | None = Field(default=None, sa_type=Private("progress.note"))
