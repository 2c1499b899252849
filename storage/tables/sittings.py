"""A round's steps, its dialogues (one for the whole workplace or one a team) and who sits where."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime
from storage.ids import new_id


class RoundStep(SQLModel, table=True):
    """One of a round's steps and the last day for it. `step` is a phase's key in the pack."""

    __tablename__ = "round_step"
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    step: str = Field(primary_key=True)
    due_on: date
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: str | None = Field(default=None, foreign_key="person.id")


class Sitting(SQLModel, table=True):
    """One dialogue: of the whole workplace (`name` is empty) or of one of its teams.

    `starts_at` is "HH:MM" where the workplace is. `changes` counts how often day, time or place
    moved, so that a calendar takes the newest. `slot` is the part of the script that runs, from 0,
    since `slot_at`; while it pauses, `paused_at` says since when. From `evaluated_at` on nobody
    evaluates it any more. From `off_at` on it is called off, until it gets a new day or is
    invited to again.
    """

    __tablename__ = "sitting"
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    name: str = ""
    held_on: date
    starts_at: str = "09:00"
    place: str = ""
    changes: int = 0
    invited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    slot: int = 0
    slot_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    evaluated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    off_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def is_off(self) -> bool:
        """Called off, and not begun all the same: its day means nothing."""
        return bool(self.off_at) and not (self.started_at or self.ended_at)

    def is_over(self, today: date) -> bool:
        return not self.is_off and bool(self.ended_at or self.held_on < today)


class SittingMember(SQLModel, table=True):
    """Who belongs to a team; empty where the whole workplace sits together."""

    __tablename__ = "sitting_member"
    __table_args__ = (Index("ix_sitting_member_person", "person_id"),)
    sitting_id: str = Field(foreign_key="sitting.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)


class Attendance(SQLModel, table=True):
    """What the groups are made from: who stays away, and each one's profession where it counts."""

    __tablename__ = "attendance"
    sitting_id: str = Field(foreign_key="sitting.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    coming: bool = True
    profession: str = ""


class Apart(SQLModel, table=True):
    """Two people who shall not sit in one group; the ids in order. It has no reason on purpose."""

    __tablename__ = "apart"
    sitting_id: str = Field(foreign_key="sitting.id", primary_key=True)
    one_id: str = Field(foreign_key="person.id", primary_key=True)
    other_id: str = Field(foreign_key="person.id", primary_key=True)


class Proposal(SQLModel, table=True):
    """The groups that the planning group is working on: ids of people, group by group.

    `turn` counts how often they were changed, and `published` is the turn that everybody was told,
    0 while nobody was. Who sits where for everybody else is `Seat`. `held`: round one is over, and
    stays as it was.
    """

    __tablename__ = "proposal"
    sitting_id: str = Field(foreign_key="sitting.id", primary_key=True)
    round_one: list[list[str]] = Field(default_factory=list, sa_type=Json)
    round_two: list[list[str]] = Field(default_factory=list, sa_type=Json)
    changed_by: str = Field(foreign_key="person.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)
    turn: int = 1
    published: int = 0
    held: bool = False


class Seat(SQLModel, table=True):
    """A person's group, from 1, in one part of the dialogue; `part` is the list it is about."""

    __tablename__ = "seat"
    sitting_id: str = Field(foreign_key="sitting.id", primary_key=True)
    part: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    number: int
    writes: bool = False
