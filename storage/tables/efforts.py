"""The plan for the work after the dialogue: what was sorted, chosen, planned and followed up."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import Private, PrivateJson, UtcDateTime
from storage.ids import new_id


class Topic(SQLModel, table=True):
    """A heading under which the groups' notes are sorted. `part` is the list it belongs to.

    `turn` is compared and set when it gets another name. `standing` is what its ratings said when
    they were closed, of all together; None while it can be rated.
    """

    __tablename__ = "topic"
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    part: str
    title: str = Field(sa_type=Private("topic.title"))
    turn: int = 1
    standing: dict[str, Any] | None = Field(default=None, sa_type=PrivateJson("topic.standing"))


class Rating(SQLModel, table=True):
    """How far a topic meets a criterion (TAL-54..56) in a group member's eyes, 1 to 5.

    It is there until the topic's ratings are closed, and read by nobody else.
    """

    __tablename__ = "rating"
    topic_id: str = Field(foreign_key="topic.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    criterion: str = Field(primary_key=True)
    value: int


class EffortState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


class Effort(SQLModel, table=True):
    """An indsats. `first_on`..`last_on` is its period; `turn` is compared and set at each change.

    `since` is the day on which it came to its present state, None while it is as it was planned.
    `shared_up` says that it goes up as one that needs the organisation (TAL-63).
    """

    __tablename__ = "effort"
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    topic_id: str | None = Field(default=None, foreign_key="topic.id")
    part: str
    title: str = Field(sa_type=Private("effort.title"))
    why: str | None = Field(default=None, sa_type=Private("effort.why"))
    state: str = EffortState.PLANNED.value
    since: date | None = None
    first_on: date | None = None
    last_on: date | None = None
    shared_up: bool = False
    turn: int = 1


class ActionPlan(SQLModel, table=True):
    """The action plan of an effort (TAL-58): internal to the workplace.

    `quick` is what can be done at once, so that everybody sees it (TAL-53).
    """

    __tablename__ = "action_plan"
    effort_id: str = Field(foreign_key="effort.id", primary_key=True)
    driver_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    planned_by: date | None = None
    carried_out_by: date | None = None
    evaluated_by: date | None = None
    quick: str | None = Field(default=None, sa_type=Private("action_plan.quick"))
    action: str | None = Field(default=None, sa_type=Private("action_plan.action"))
    follow_up: str | None = Field(default=None, sa_type=Private("action_plan.follow_up"))
    roles: str | None = Field(default=None, sa_type=Private("action_plan.roles"))
    communication: str | None = Field(default=None, sa_type=Private("action_plan.communication"))
    turn: int = 1


class Level(StrEnum):
    """IGLO (TAL-61)."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    LEADERSHIP = "leadership"
    ORGANISATION = "organisation"


class Contribution(SQLModel, table=True):
    """What one level gives to an effort; `whom` names who in the organisation is meant."""

    __tablename__ = "contribution"
    effort_id: str = Field(foreign_key="effort.id", primary_key=True)
    level: str = Field(primary_key=True)
    text: str = Field(sa_type=Private("contribution.text"))
    whom: str | None = Field(default=None, sa_type=Private("contribution.whom"))


class EffortProgress(SQLModel, table=True):
    """Where the driver says that an effort is, 0 to 10."""

    __tablename__ = "effort_progress"
    id: str = Field(default_factory=new_id, primary_key=True)
    effort_id: str = Field(foreign_key="effort.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    progress: int
    note: str | None = Field(default=None, sa_type=Private("effort_progress.note"))
    at: datetime = Field(sa_type=UtcDateTime)


class Verdict(StrEnum):
    """What becomes of an effort that was followed up."""

    GO_ON = "go_on"
    ADJUST = "adjust"
    DONE = "done"
    STOP = "stop"


class FollowUp(SQLModel, table=True):
    """What was found of an effort so many months after the dialogue (TAL-59), and decided."""

    __tablename__ = "follow_up"
    effort_id: str = Field(foreign_key="effort.id", primary_key=True)
    months: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    verdict: str
    text: str = Field(sa_type=Private("follow_up.text"))
    person_id: str = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Dissent(SQLModel, table=True):
    """A view that others do not share (TAL-109): it stays on the record and on MED's agenda."""

    __tablename__ = "dissent"
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    text: str = Field(sa_type=Private("dissent.text"))


class PlanChange(SQLModel, table=True):
    """Who of the planning group changed what, and when; `what` is a key, never words."""

    __tablename__ = "plan_change"
    __table_args__ = (Index("ix_plan_change_round", "round_id", "at"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id")
    what: str
    subject: str = ""
    person_id: str = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class ReportBack(SQLModel, table=True):
    """What the planning group told everybody about its choice (TAL-64); `version` counts how often.

    The efforts and their reasons are told as they stand.
    """

    __tablename__ = "report_back"
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    process: str = Field(sa_type=Private("report_back.process"))
    version: int = 1
    sent_by: str = Field(foreign_key="person.id")
    sent_at: datetime = Field(sa_type=UtcDateTime)
