"""What people prepare for the dialogue, and what each of them will do after it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Private, UtcDateTime
from storage.ids import new_id


class Experience(StrEnum):
    GOOD = "good"
    DIFFICULT = "difficult"


class Example(SQLModel, table=True):
    """A person's own everyday example for one chosen theme (TAL-33): read by nobody else."""

    __tablename__ = "example"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id", "list", name="uq_example_own"),
        {"sqlite_with_rowid": False},
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id")
    person_id: str = Field(foreign_key="person.id", index=True)
    list: str
    experience: str
    happened: str = Field(sa_type=Private("example.happened"))
    shows: str | None = Field(default=None, sa_type=Private("example.shows"))
    leads_to: str | None = Field(default=None, sa_type=Private("example.leads_to"))


class Chore(SQLModel, table=True):
    """A practical thing to have ready on the day (TAL-36).

    `key` is the pack's; it is empty for one of the group's own, which has a `title`. `due_on` was
    set for a dialogue on `set_for`, and moves with it. `turn` is compared and set at each change,
    of which the last was made by `changed_by`.
    """

    __tablename__ = "chore"
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    key: str = ""
    title: str | None = Field(default=None, sa_type=Private("chore.title"))
    owner_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    due_on: date
    set_for: date
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: str | None = Field(default=None, foreign_key="person.id")
    turn: int = 1
    changed_by: str | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Commitment(SQLModel, table=True):
    """What a person will do already now (TAL-52): their own until they share it."""

    __tablename__ = "commitment"
    __table_args__ = (UniqueConstraint("round_id", "person_id", name="uq_commitment_own"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id")
    person_id: str = Field(foreign_key="person.id", index=True)
    text: str = Field(sa_type=Private("commitment.text"))
    shared: bool = False
