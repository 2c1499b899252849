"""Ballots: kept apart from their voters, counted, and parted from them for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import col, select

from storage import paper, rounds, tallies
from storage.bulk import row_of
from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import Ballot, PaperBallot, Participation, Round, ThemeList
from storage.unit_of_work import Unit

CHANCE = SystemRandom()
AT_ONCE = 10_000
"""A statement takes some 30,000 values at most, on SQLite and PostgreSQL alike."""


@dataclass(frozen=True, kw_only=True)
class Vote:
    """One choice from one list; empty words were not given."""

    theme: str
    wording: str = ""
    why: str = ""
    helps: str = ""


Votes = Mapping[ThemeList, Vote]


async def of(reads: Snapshot, participation: Participation) -> dict[ThemeList, Vote]:
    """A voter's own ballots, as long as they may be changed."""
    found = await reads.all(select(Ballot).where(col(Ballot.id).in_(_ids(participation))))
    return {ThemeList(ballot.list): _vote(ballot) for ballot in found}


def cast(unit: Unit, participation: Participation, votes: Votes, *, on_paper: bool = False) -> None:
    """Put a vote in, in the place of the one that was read; only if that is still the one.

    Changed ballots get fresh ids, so that a close which has read the old ones starts again. Whoever
    has handed in a sheet votes by that alone; `on_paper` is a sheet with a name on it (X-13).
    """
    old, new = _ids(participation), {each: new_id() for each in votes}
    tallies.take_back(unit, old)
    unit.delete(delete(Ballot).where(col(Ballot.id).in_(old)), expect=len(old))
    for each, vote in votes.items():
        unit.insert(_ballot(vote, each, participation.round_id, new[each]))
    tallies.add(unit, participation.round_id, {each: vote.theme for each, vote in votes.items()})
    unit.update(
        update(Participation)
        .where(
            col(Participation.round_id) == participation.round_id,
            col(Participation.person_id) == participation.person_id,
            col(Participation.wellbeing_token) == participation.wellbeing_token,
            col(Participation.leadership_token) == participation.leadership_token,
            col(Participation.on_paper).is_(participation.on_paper and on_paper),
        )
        .values(
            answered=True,
            on_paper=on_paper,
            wellbeing_token=new[ThemeList.WELLBEING],
            leadership_token=new[ThemeList.LEADERSHIP],
        )
    )


def take_away(unit: Unit, participation: Participation) -> None:
    """A sheet that was typed in under the wrong name; they may vote in the chat again."""
    old = _ids(participation)
    tallies.take_back(unit, old)
    unit.delete(delete(Ballot).where(col(Ballot.id).in_(old)), expect=len(old))
    unit.update(
        update(Participation)
        .where(
            col(Participation.round_id) == participation.round_id,
            col(Participation.person_id) == participation.person_id,
            col(Participation.wellbeing_token) == participation.wellbeing_token,
            col(Participation.on_paper).is_(True),
        )
        .values(answered=False, on_paper=False, wellbeing_token=None, leadership_token=None)
    )


async def tally(reads: Snapshot, round_id: str) -> dict[ThemeList, dict[str, int]]:
    """Raw counts by list and theme. Nothing shows them but behind `dialogs.rules.ballots.gate`."""
    return await tallies.read(reads, round_id)


def count_again(unit: Unit, round_id: str) -> None:
    """What is kept of the counts gives way to a full one."""
    tallies.recount(unit, round_id)


async def with_words(reads: Snapshot, round_id: str, which: ThemeList) -> list[Vote]:
    """One list's ballots that say something, in an order of chance that is new each time."""
    found = await reads.all(
        select(Ballot).where(
            Ballot.round_id == round_id,
            Ballot.list == which.value,
            or_(
                col(Ballot.wording).is_not(None),
                col(Ballot.why).is_not(None),
                col(Ballot.helps).is_not(None),
            ),
        )
    )
    CHANCE.shuffle(found)
    return [_vote(ballot) for ballot in found]


async def by_name(reads: Snapshot, round_id: str) -> dict[str, dict[ThemeList, Vote]]:
    """Of a named vote, by person id; empty once the names are gone."""
    people = await reads.all(
        select(Participation).where(
            Participation.round_id == round_id, col(Participation.answered).is_(True)
        )
    )
    ballots = await reads.all(select(Ballot).where(Ballot.round_id == round_id))
    votes = {ballot.id: (ThemeList(ballot.list), _vote(ballot)) for ballot in ballots}
    return {each.person_id: dict(votes[ballot] for ballot in _ids(each)) for each in people}


async def cut(unit: Unit, round_: Round, *, names_from: int) -> None:
    """Destroy what leads from voters to ballots, for good.

    Every ballot is written anew, in an order of chance and under an id of chance, its words sealed
    again; who took part becomes a number. What will never be shown is not kept: the ballots of a
    list with fewer than `names_from`, the words of one with fewer than the round's minimum. Sheets
    of paper become ballots like all others, in the place of what their voters had in the chat; how
    many others there are is kept for the gate.

    A vote that came in since the read loses this race, or its voter would be told it counted.
    """
    progress, pile = await rounds.progress(unit, round_), await paper.pile(unit, round_)
    old = await unit.all(select(Ballot).where(Ballot.round_id == round_.id))
    counted = [each for each in old if each.id not in pile.replaced]
    in_chat = sum(each.list == paper.ONE_LIST for each in counted) if pile.sheets else None
    ids = [ballot.id for ballot in old]
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        unit.delete(delete(Ballot).where(col(Ballot.id).in_(some)), expect=len(some))
    unit.delete(delete(Ballot).where(col(Ballot.round_id) == round_.id), expect=0)
    paper.clear(unit, round_.id, pile, eligible=progress.eligible)
    unit.update(
        update(Round)
        .where(col(Round.id) == round_.id, col(Round.answered).is_(None))
        .values(answered=progress.answered, eligible=progress.eligible, in_chat=in_chat)
    )
    sheets = [each for each in pile.sheets if each.theme]
    left = _rewritten(
        [*counted, *sheets], in_chat=in_chat, names_from=names_from, words_from=round_.minimum
    )
    unit.insert_all(Ballot, [_values(each) for each in left])
    tallies.write_anew(unit, round_.id, left)


def _rewritten(
    old: Iterable[Ballot | PaperBallot], *, in_chat: int | None, names_from: int, words_from: int
) -> list[Ballot]:
    """As the gate has it: whoever typed the sheets in knows all but those of the chat."""
    ballots = list(old)
    counts = Counter(ballot.list for ballot in ballots)
    sizes = {which: min(count, in_chat or count) for which, count in counts.items()}
    new = [
        _ballot(
            _vote(each) if sizes[each.list] >= words_from else Vote(theme=each.theme),
            ThemeList(each.list),
            each.round_id,
            new_id(),
        )
        for each in ballots
        if sizes[each.list] >= names_from
    ]
    CHANCE.shuffle(new)
    return new


def forget_words(unit: Unit, round_id: str) -> None:
    """Reasons and wordings have had their use; the counts stay."""
    unit.update(
        update(Ballot)
        .where(col(Ballot.round_id) == round_id)
        .values(wording=None, why=None, helps=None),
        expect=None,
    )


def _ids(participation: Participation) -> list[str]:
    both = (participation.wellbeing_token, participation.leadership_token)
    return [each for each in both if each]


def _vote(ballot: Ballot | PaperBallot) -> Vote:
    return Vote(
        theme=ballot.theme,
        wording=ballot.wording or "",
        why=ballot.why or "",
        helps=ballot.helps or "",
    )


def _ballot(vote: Vote, which: ThemeList, round_id: str, ballot_id: str) -> Ballot:
    return Ballot(
        id=ballot_id,
        round_id=round_id,
        list=which.value,
        theme=vote.theme,
        wording=vote.wording or None,
        why=vote.why or None,
        helps=vote.helps or None,
    )


def _values(ballot: Ballot) -> dict[str, Any]:
    return row_of(
        Ballot,
        id=ballot.id,
        round_id=ballot.round_id,
        list=ballot.list,
        theme=ballot.theme,
        wording=ballot.wording,
        why=ballot.why,
        helps=ballot.helps,
    )
