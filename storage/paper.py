"""Votes on paper (X-13): who has handed a sheet in, and the pile, which leads to nobody.

Whether somebody has voted in the chat as well is never read for whoever keeps the pile: a tick is
the same for everyone. What was voted in the chat stays until the close, in case a tick was wrong,
and gives way there to the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Mode, PaperBallot, Participation, Person, Phase, Round, Session
from storage.unit_of_work import Unit

if TYPE_CHECKING:
    from storage.ballots import Vote
    from storage.tables import ThemeList

DIALOGS = ("paper_ticks", "paper_entry")
ONE_LIST = "wellbeing"
"""Every sheet has a row of it."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Of a secret vote: sheets handed in, and sheets that are typed in."""

    ticked: int
    entered: int

    @property
    def even(self) -> bool:
        return self.ticked == self.entered


@dataclass(frozen=True, kw_only=True)
class Pile:
    """What a close needs. `replaced` are the ballots in the chat that give way to a sheet."""

    ticked: tuple[str, ...]
    replaced: frozenset[str]
    sheets: tuple[PaperBallot, ...]


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How many have answered, each way for itself, so that no tick shows in the other number."""

    chat: int
    paper: int
    eligible: int


async def who_may_hand_in(
    reads: Snapshot, round_id: str, today: date
) -> list[tuple[str, str, bool]]:
    """(id, name, has a sheet) of every voter who is here, by name.

    Those who have left are not among them, ticked ones apart: the others of them would be there
    only because they have voted.
    """
    here = or_(col(Person.left_on).is_(None), col(Person.left_on) > today)
    found = await reads.all(
        select(Person.id, Person.name, Participation.on_paper)
        .join(Participation, col(Participation.person_id) == Person.id)
        .where(Participation.round_id == round_id, or_(here, col(Participation.on_paper)))
        .order_by(col(Person.name), col(Person.id))
    )
    return [(person_id, name, bool(ticked)) for person_id, name, ticked in found]


async def counts(reads: Snapshot, round_id: str) -> Counts:
    return Counts(
        ticked=await reads.one(select(func.count()).where(*_ticked(round_id))),
        entered=await reads.one(
            select(func.count()).where(
                PaperBallot.round_id == round_id, PaperBallot.list == ONE_LIST
            )
        ),
    )


async def is_even(reads: Snapshot, round_: Round) -> bool:
    """A vote with names has no pile: what is handed in there is typed in by name."""
    return round_.mode == Mode.NAMED.value or (await counts(reads, round_.id)).even


async def ways(reads: Snapshot, round_id: str) -> Ways:
    in_chat = col(Participation.wellbeing_token).is_not(None)
    rows = await reads.all(
        select(in_chat, Participation.on_paper, func.count())
        .where(Participation.round_id == round_id)
        .group_by(in_chat, col(Participation.on_paper))
    )
    return Ways(
        chat=sum(number for voted, _, number in rows if voted),
        paper=sum(number for _, ticked, number in rows if ticked),
        eligible=sum(number for _, _, number in rows),
    )


def expect_open(unit: Unit, round_id: str) -> None:
    """State that the vote is not counted yet, or a sheet would slip in behind the tally."""
    unit.expect(select(Round).where(Round.id == round_id, col(Round.phase) == Phase.VOTING.value))


def tick(unit: Unit, round_id: str, person_id: str) -> None:
    """From now on the sheet counts; only where none was there when it was read."""
    unit.update(
        update(Participation)
        .where(*_of(round_id, person_id), col(Participation.on_paper).is_(False))
        .values(on_paper=True, answered=True)
    )


def untick(unit: Unit, round_id: str, person_id: str) -> None:
    """What they may have voted in the chat counts again."""
    unit.update(
        update(Participation)
        .where(*_of(round_id, person_id), col(Participation.on_paper).is_(True))
        .values(on_paper=False, answered=col(Participation.wellbeing_token).is_not(None))
    )


def enter(unit: Unit, round_id: str, votes: Mapping[ThemeList, Vote | None]) -> None:
    """A sheet of the pile; None is a list without exactly one cross."""
    for which, vote in votes.items():
        row = PaperBallot(round_id=round_id, list=which.value)
        if vote is not None:
            row.theme, row.wording = vote.theme, vote.wording or None
            row.why, row.helps = vote.why or None, vote.helps or None
        unit.insert(row)


def start_over(unit: Unit, round_id: str) -> None:
    unit.delete(delete(PaperBallot).where(col(PaperBallot.round_id) == round_id))


async def pile(reads: Snapshot, round_: Round) -> Pile:
    """With names a sheet is the person's one ballot, so that none gives way."""
    found = await reads.all(
        select(
            Participation.person_id,
            Participation.wellbeing_token,
            Participation.leadership_token,
        ).where(*_ticked(round_.id))
    )
    secret = round_.mode == Mode.SECRET.value
    tokens = [each for _, *both in found for each in both if each and secret]
    sheets = await reads.all(select(PaperBallot).where(PaperBallot.round_id == round_.id))
    return Pile(
        ticked=tuple(person_id for person_id, *_ in found),
        replaced=frozenset(tokens),
        sheets=tuple(sheets),
    )


def clear(unit: Unit, round_id: str, found: Pile, *, eligible: int) -> None:
    """The pile and everyone's part in the vote go; loses the race to any tick or sheet since."""
    ids = [each.id for each in found.sheets]
    if ids:
        unit.delete(delete(PaperBallot).where(col(PaperBallot.id).in_(ids)), expect=len(ids))
    unit.delete(delete(PaperBallot).where(col(PaperBallot.round_id) == round_id), expect=0)
    if found.ticked:
        mine = col(Participation.person_id).in_(found.ticked)
        unit.delete(delete(Participation).where(*_ticked(round_id), mine), expect=len(found.ticked))
    unit.delete(delete(Participation).where(*_ticked(round_id)), expect=0)
    unit.delete(
        delete(Participation).where(col(Participation.round_id) == round_id),
        expect=eligible - len(found.ticked),
    )


def forget_sessions(unit: Unit, round_id: str) -> None:
    """Half-filled sheets and ticks."""
    unit.delete(
        delete(Session).where(
            col(Session.dialog).in_(DIALOGS),
            or_(col(Session.subject) == round_id, col(Session.subject).startswith(f"{round_id}:")),
        )
    )


def _ticked(round_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Participation.round_id) == round_id,
        col(Participation.on_paper).is_(True),
    )


def _of(round_id: str, person_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Participation.round_id) == round_id,
        col(Participation.person_id) == person_id,
    )
