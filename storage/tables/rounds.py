"""The Udviklingsdialog's theme vote. Who has answered and what was answered stand apart."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from storage.columns import Private, UtcDateTime
from storage.ids import new_id


class Mode(StrEnum):
    SECRET = "secret"  # noqa: S105 - a ballot, no password
    NAMED = "named"


class Phase(StrEnum):
    """Where a round is.

    `planned`: the vote opens on a later day. `proposed`: a named vote waits for the employee
    representatives. `closed`: counted. From `announced` on, its steps say how far it is.
    """

    PLANNED = "planned"
    PROPOSED = "proposed"
    VOTING = "voting"
    CLOSED = "closed"
    ANNOUNCED = "announced"


class ThemeList(StrEnum):
    WELLBEING = "wellbeing"
    LEADERSHIP = "leadership"


_UNDER_WAY = text("phase IN ('planned', 'proposed', 'voting')")


TO_FRAME = ForeignKey("frame.id", name="fk_round_frame")
"""Named, as SQLite's tables are written anew for a key that comes later, and then it needs one."""


class Round(SQLModel, table=True):
    """A workplace's Udviklingsdialog, vote included; a workplace votes in one at most.

    `voting_opens` is None where the vote opens with the round; `dialogue_on` is the first of its
    sittings' days.

    `minimum` is how many ballots a list needs before it is counted in the open (X-01). `answered`
    and `eligible` are numbers of people, known once nothing leads from voters to ballots any more;
    until then `participation` is counted. `severed_at` is when the last trace between the two had
    left the file. `summary` is the employee representatives' nameless one. `plan_due` is the last
    day for sending the plan up (TAL-20). `agreed` are the ids of the employee representatives who
    have agreed to a named vote, with spaces between; it is emptied when voting opens. `in_chat` is
    how many of a secret vote's ballots came in the chat where others came on paper: whoever typed
    those in does not know these.
    """

    __tablename__ = "round"
    __table_args__ = (
        Index(
            "ux_round_under_way",
            "workplace_id",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
    )
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
    answered: int | None = None
    eligible: int | None = None
    severed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    announced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    summary: str | None = Field(default=None, sa_type=Private("round.summary"))
    agreed: str = ""
    voting_opens: datetime | None = Field(default=None, sa_type=UtcDateTime)
    frame_id: str | None = Field(default=None, index=True, sa_column_args=(TO_FRAME,))
    in_chat: int | None = None


class Participation(SQLModel, table=True):
    """Everyone who may vote in a round, and whether they have; the tokens are ids of ballots.

    It is there only while a vote may be changed and those who have not answered are to be reminded:
    at the close (of a named vote: at the announcement) its rows are deleted, so that not even who
    voted is known, which would be as good as a name where everyone chose the same theme.

    `on_paper`: the contact person has a sheet from them, which counts in the place of what they may
    have voted in the chat. `answered` holds for both ways.
    """

    __tablename__ = "participation"
    __table_args__ = (
        Index("ix_participation_person", "person_id"),
        {"sqlite_with_rowid": False},
    )
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    answered: bool = False
    wellbeing_token: str | None = None
    leadership_token: str | None = None
    on_paper: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class Ballot(SQLModel, table=True):
    """One choice from one list.

    It has no time and no person, and nothing that leads to the ballot of the other list. Its id is
    random and known to its voter's `participation` alone; at the close every ballot gets another.
    `wording` is that of a free theme.
    """

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


class PaperBallot(SQLModel, table=True):
    """One list of a sheet from the pile of a secret vote, until the close counts it with the rest.

    Nothing leads to a person, and nothing to the sheet's other list. Without exactly one cross it
    has no theme: the sheet counts as handed in, and for no theme.
    """

    __tablename__ = "paper_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    list: str
    theme: str = ""
    wording: str | None = Field(default=None, sa_type=Private("paper_ballot.wording"))
    why: str | None = Field(default=None, sa_type=Private("paper_ballot.why"))
    helps: str | None = Field(default=None, sa_type=Private("paper_ballot.helps"))


class TallyCount(SQLModel, table=True):
    """How many ballots of a round chose a theme: kept by whoever writes ballots, with them.

    A theme's count is the sum over its rows. Each process counts in a `slot` of its own, so that
    none waits for another's vote; one of them alone may be below zero. Like the ballots it is
    written anew at the close, and says nothing then that they do not say.
    """

    __tablename__ = "tally_count"
    __table_args__ = ({"sqlite_with_rowid": False},)
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    list: str = Field(primary_key=True)
    theme: str = Field(primary_key=True)
    slot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    ballots: int


class Selection(SQLModel, table=True):
    """The theme that the planning group chose from one list, and why."""

    __tablename__ = "selection"
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    list: str = Field(primary_key=True)
    theme: str
    wording: str | None = Field(default=None, sa_type=Private("selection.wording"))
    reason: str = Field(sa_type=Private("selection.reason"))
    selected_by: str = Field(foreign_key="person.id")
