"""What a conversation leads to: its plan, how something is learned, who helps, what came of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import Field, SQLModel

from storage.columns import Json, Private, PrivateJson, UtcDateTime
from storage.ids import new_id


class Outcome(StrEnum):
    """What became of a goal at a follow-up."""

    KEPT = "kept"
    ADJUSTED = "adjusted"
    REACHED = "reached"
    CLOSED = "closed"
    NEW = "new"


class ActivityState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    DROPPED = "dropped"


class TalkPlan(SQLModel, table=True):
    """The plan of one conversation (NYB-KOM-27, 32): it is complete when both have said yes.

    `fields` are the headings that the concept has once for the whole talk. `filed_digest` is of
    the file that was handed over to the personnel file (NOR-29), which the receipt names.
    `released` are the yeses to help that a draft has no use for: whose and to which goal, no words.
    """

    __tablename__ = "talk_plan"
    id: str = Field(default_factory=new_id, primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.id", unique=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    leader_id: str = Field(foreign_key="person.id")
    concept: str
    fields: dict[str, str] = Field(default_factory=dict, sa_type=PrivateJson("talk_plan.fields"))
    follow_up_on: date | None = None
    caller: str = "leader"
    turn: int = 1
    written_by: str = Field(foreign_key="person.id")
    person_ok_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leader_ok_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    filed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    filed_by: str | None = Field(default=None, foreign_key="person.id")
    filed_digest: str | None = None
    released: list[dict[str, str]] | None = Field(default=None, sa_type=Json)


class Activity(SQLModel, table=True):
    """Something concrete that leads to a goal, and what was wanted and came of it (KL-26).

    `form` is a way to learn, by the catalogue's key. `before`, `after` and `later` are the
    employee's own answers around it, by the catalogue's questions. Each is shared by itself.
    """

    __tablename__ = "activity"
    id: str = Field(default_factory=new_id, primary_key=True)
    goal_id: str = Field(foreign_key="goal.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    what: str = Field(sa_type=Private("activity.what"))
    who: str | None = Field(default=None, sa_type=Private("activity.who"))
    form: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    state: str = ActivityState.PLANNED.value
    before: dict[str, str] | None = Field(default=None, sa_type=PrivateJson("activity.before"))
    after: dict[str, str] | None = Field(default=None, sa_type=PrivateJson("activity.after"))
    later: dict[str, str] | None = Field(default=None, sa_type=PrivateJson("activity.later"))
    before_shared: bool = False
    after_shared: bool = False
    later_shared: bool = False


class GoalHelper(SQLModel, table=True):
    """A colleague who has said yes to helping with a goal. They see `what`, and not the goal."""

    __tablename__ = "goal_helper"
    goal_id: str = Field(foreign_key="goal.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True)
    what: str = Field(sa_type=Private("goal_helper.what"))
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TalkOutcome(SQLModel, table=True):
    """What a follow-up found of one goal.

    `title` are the words that it has in the plan of that talk, where they are not the goal's own.
    While it `waits` they are a draft's: the goal gets them when both have said yes to the plan.
    """

    __tablename__ = "talk_outcome"
    conversation_id: str = Field(foreign_key="conversation.id", primary_key=True)
    goal_id: str = Field(foreign_key="goal.id", primary_key=True, index=True)
    outcome: str
    title: str | None = Field(default=None, sa_type=Private("talk_outcome.title"))
    waits: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
