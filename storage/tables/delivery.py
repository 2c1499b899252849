"""What goes out, when it is due, and why it was or was not sent."""

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Json, PrivateJson, UtcDateTime
from storage.ids import new_id


class Lane(IntEnum):
    """Who goes first: an update that somebody waits for, a nudge, a message to everyone."""

    UPDATE = 0
    NUDGE = 1
    BROADCAST = 2


class OutboxState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"


class Outbox(SQLModel, table=True):
    """One message that will be sent to a person or a place.

    `message` names what renders it (in `dialogs.MESSAGES`) from `params`, which hold ids rather
    than words. `about` groups rows for clearing (`round:ID`). `slot` names a message that is
    updated in place. `version` is compared when a row is settled, so that an update merged into it
    meanwhile is not lost. `whom` is the person or the place, so that one conversation is found by
    an index. `claim` names the courier's batch that has the row until `leased_until`.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_claim", "state", "lane", "due_at", "id"),
        Index("ix_outbox_whom", "whom", "state", "settled_at"),
        Index("ix_outbox_about", "about"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    place_id: str | None = Field(default=None, foreign_key="place.id")
    whom: str = ""
    message: str
    params: dict[str, Any] = Field(default_factory=dict, sa_type=PrivateJson("outbox.params"))
    about: str = ""
    slot: str = ""
    dedupe_key: str = Field(unique=True)
    lane: int = int(Lane.NUDGE)
    state: str = OutboxState.PENDING.value
    due_at: datetime = Field(sa_type=UtcDateTime)
    give_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claim: str = ""
    attempts: int = 0
    version: int = 1
    reason: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Posted(SQLModel, table=True):
    """Where a message that is updated in place stands: `target` is an address or place id."""

    __tablename__ = "posted"
    target: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    reference: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class Pace(SQLModel, table=True):
    """How fast a platform lets all workers together speak, by what it counts.

    `next_at` is when the next call may go out. Until `rests_until` none does: the platform said so.
    """

    __tablename__ = "pace"
    key: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=UtcDateTime)
    rests_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Due(SQLModel, table=True):
    """The next time a rule looks at a person about a subject, found by `due_at`."""

    __tablename__ = "due"
    __table_args__ = (
        UniqueConstraint("rule", "person_id", "subject", name="uq_due"),
        Index("ix_due_subject", "subject"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    rule: str
    person_id: str = Field(default="")
    """Empty for a rule that is about no one person (the close of a vote)."""
    subject: str = ""
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    give_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class Decision(SQLModel, table=True):
    """What was decided about a nudge, and why: `verdict` is sent, waits or skipped."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_person", "person_id", "rule", "local_date"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    rule: str
    person_id: str
    subject: str = Field(default="", index=True)
    local_date: date
    verdict: str
    reason: str = ""
    at: datetime = Field(sa_type=UtcDateTime)


class Mute(SQLModel, table=True):
    """A person does not want nudges of a `kind`, or of `all`; `until` is the last such day."""

    __tablename__ = "mute"
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    kind: str = Field(primary_key=True)
    until: date | None = None
