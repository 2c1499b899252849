"""What goes up from workplaces, and what comes back (TAL-20, 63, 67, X-04)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Private, PrivateJson, UtcDateTime
from storage.ids import new_id


class Rung(StrEnum):
    """Who reads a report: the steps of the ladder."""

    COORDINATION = "coordination"
    HR = "hr"
    COMMITTEE = "committee"


class Ladder(SQLModel, table=True):
    """Which way an organisation sends its plans up, and how much of them (X-04).

    `rungs` are those who read, the first one first, with commas between. Without a row the default
    of `dialogs.rules.ladder` holds.
    """

    __tablename__ = "ladder"
    organisation_id: str = Field(foreign_key="organisation.id", primary_key=True)
    rungs: str
    scope: str
    set_by: str = Field(foreign_key="person.id")
    set_at: datetime = Field(sa_type=UtcDateTime)


class Report(SQLModel, table=True):
    """A plan with its efforts, or one rung's summary of those that it got; `rung` reads it.

    From a workplace it has a `round_id`; from a rung it is `area`'s (empty: the organisation's).
    `body` holds no names. `source` says what it is of, and `version` counts how often that was
    sent anew: of two that are sent at once the second loses the race.
    """

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_rung", "organisation_id", "rung", "area"),
        UniqueConstraint("source", "version", name="uq_report_version"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    frame_id: str | None = Field(default=None, foreign_key="frame.id", index=True)
    round_id: str | None = Field(default=None, foreign_key="round.id", index=True)
    area: str = ""
    rung: str
    source: str
    version: int = 1
    body: dict[str, Any] = Field(sa_type=PrivateJson("report.body"))
    sent_by: str = Field(foreign_key="person.id")
    sent_at: datetime = Field(sa_type=UtcDateTime)


class Answer(SQLModel, table=True):
    """What a rung answered to a report."""

    __tablename__ = "answer"
    id: str = Field(default_factory=new_id, primary_key=True)
    report_id: str = Field(foreign_key="report.id", index=True)
    text: str = Field(sa_type=Private("answer.text"))
    answered_by: str = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class PassedOn(SQLModel, table=True):
    """An effort of a report that another workplace is asked to help with (TAL-63).

    `effort` is its number in the report's body; `text` is what the rung adds.
    """

    __tablename__ = "passed_on"
    id: str = Field(default_factory=new_id, primary_key=True)
    report_id: str = Field(foreign_key="report.id", index=True)
    effort: int
    workplace_id: str = Field(foreign_key="workplace.id", index=True)
    text: str | None = Field(default=None, sa_type=Private("passed_on.text"))
    passed_by: str = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
