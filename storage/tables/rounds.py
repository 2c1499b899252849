"""The Udviklingsdialog's theme vote. Who has answered and what was answered stand apart."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import Private, UtcDateTime
from storage.ids import new_id


class Mode(StrEnum):
    SECRET = "secret"
    NAMED = "named"


class Phase(StrEnum):
    """`proposed`: a named vote waits for the employee representatives. `closed`: counted."""

    PROPOSED = "proposed"
    VOTING = "voting"
    CLOSED = "closed"
    ANNOUNCED = "announced"


class ThemeList(StrEnum):
    WELLBEING = "wellbeing"
    LEADERSHIP = "leadership"


class Round(SQLModel, table=True):
    """`minimum` is how many ballots a list needs before it is counted in the open (X-01).

    `severed_at` is when the last trace between voters and ballots was gone. `summary` is the employee
    representatives' nameless one. `plan_due` is the last day for sending the plan up (TAL-20).
    """

    __tablename__ = "round"
    id: str = Field(default_factory=new_id, primary_key=True)
    workplace_id: str = Field(foreign_key="workplace.id", index=True)
    opened_by: str = Field(foreign_key="person.id")
    contact_id: str = Field(foreign_key="person.id")
    mode: str = Mode.SECRET.value
    phase: str = Phase.VOTING.value
    minimum: int = 5
    deadline: datetime = Field(sa_type=UtcDateTime)
    dialogue_on: date
    plan_due: date | None = None
    opened_at: datetime = Field(sa_type=UtcDateTime)
    severed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    announced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    summary: str | None = Field(default=None, sa_type=Private("round.summary"))
    agreed: str = ""
    """Ids of the employee representatives who have agreed to a named vote, with spaces between."""


class Participation(SQLModel, table=True):
    """Everyone who may vote in a round, and whether they have. The tokens lead to the ballots while the
    vote may still be changed, and are destroyed at the close."""

    __tablename__ = "participation"
    __table_args__ = ({"sqlite_with_rowid": False},)
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    answered: bool = False
    wellbeing_token: str | None = None
    leadership_token: str | None = None


class Ballot(SQLModel, table=True):
    """One choice from one list. It has no time and no person, and nothing that leads to the ballot of the
    other list; `wording` is that of a free theme."""

    __tablename__ = "ballot"
    __table_args__ = (
        Index("ix_ballot_count", "round_id", "list", "theme"),
        {"sqlite_with_rowid": False},
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id")
    list: str
    theme: str
    wording: str | None = Field(default=None, sa_type=Private("ballot.wording"))
    why: str | None = Field(default=None, sa_type=Private("ballot.why"))
    helps: str | None = Field(default=None, sa_type=Private("ballot.helps"))
    token: str | None = Field(default=None, index=True)


class Selection(SQLModel, table=True):
    """The theme that the planning group chose from one list, and why."""

    __tablename__ = "selection"
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    list: str = Field(primary_key=True)
    theme: str
    wording: str | None = Field(default=None, sa_type=Private("selection.wording"))
    reason: str = Field(sa_type=Private("selection.reason"))
    selected_by: str = Field(foreign_key="person.id")
