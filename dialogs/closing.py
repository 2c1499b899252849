"""The end of a vote: it closes by itself, is parted from its voters for good, and is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dialogs import planning
from dialogs.rules.ballots import NAMES_FROM, Shown, Withheld, gate, words_may_be_read
from dialogs.theme_names import themes_of
from storage import ballots, due, outbox, paper, people, rounds, steps
from storage.ballots import Vote
from storage.database import Snapshot
from storage.outbox import Mail
from storage.rounds import Progress
from storage.scrub import scrub
from storage.tables import Lane, Mode, Person, Phase, Round, ThemeList
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace

COUNTED = (Phase.CLOSED.value, Phase.ANNOUNCED.value)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What may be seen of a vote; everything is withheld while it runs.

    `in_chat`: so many of the ballots came in the chat, where others came on paper.
    """

    progress: Progress
    lists: dict[ThemeList, Shown]
    in_chat: int | None = None


async def close_round(unit: Unit, round_id: str, now: datetime) -> bool:
    """Close a vote whose deadline has come; False where there is nothing to close (any more).

    Nor while sheets of paper are missing from the pile, or are too many (X-13).
    """
    round_ = await rounds.find(unit, round_id)
    if round_ is None or round_.deadline > now:
        return False
    if round_.phase == Phase.PROPOSED.value:
        _lapse(unit, round_, now)
        return True
    if round_.phase != Phase.VOTING.value or not await paper.is_even(unit, round_):
        return False
    rounds.close(unit, round_.id, now)
    steps.finish(unit, round_.id, "choose", person_id=None, now=now)
    rounds.forget_traces(unit, round_.id)
    paper.forget_sessions(unit, round_.id)
    if round_.mode == Mode.SECRET.value:
        await part(unit, round_, now)
    else:
        ballots.count_again(unit, round_.id)
    await _tell(unit, round_, now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=now)
    return True


async def part(unit: Unit, round_: Round, now: datetime) -> None:
    """Destroy the links between voters and ballots, and hand over that the store is scrubbed.

    A secret vote's at the close; a named vote's in the transaction that announces the themes.
    """
    await ballots.cut(unit, round_, names_from=NAMES_FROM)
    due.plan(unit, rule="vote.sever", subject=round_.id, due_at=now)


async def sever(store: Store, round_id: str, now: datetime) -> bool:
    """Scrub the store of every trace of a vote that was parted; True once that is done.

    False means: try again shortly, somebody was reading. It waits for the writer and for readers,
    so it must not be called from within a unit of work that has read.
    """
    async with store.snapshot() as reads:
        round_ = await rounds.find(reads, round_id)
    if round_ is None or round_.severed_at is not None:
        return True
    if round_.answered is None or not await store.maintenance(scrub):
        return False

    async def done(unit: Unit) -> None:
        rounds.severed(unit, round_id, now)

    try:
        await store.run(done, attempts=1)
    except LostRace:
        return False
    return True


async def result(reads: Snapshot, round_: Round) -> Result:
    """The one way to a vote's numbers: behind the gate, and only once it is closed."""
    progress = await rounds.progress(reads, round_)
    if round_.phase not in COUNTED:
        return Result(progress=progress, lists={each: Withheld() for each in ThemeList})
    tally = await ballots.tally(reads, round_.id)
    minimum, in_chat = round_.minimum, round_.in_chat
    shown = {
        each: gate(tally[each], order=order_of(each), minimum=minimum, in_chat=in_chat)
        for each in ThemeList
    }
    return Result(progress=progress, lists=shown, in_chat=in_chat)


async def words(reads: Snapshot, round_: Round, which: ThemeList) -> tuple[Vote, ...]:
    """Reasons and free wordings of one list, shuffled, for `planning.readers` alone (X-14).

    Nothing while the vote runs, and nothing from a list with too few ballots.
    """
    if round_.phase not in COUNTED:
        return ()
    tally = await ballots.tally(reads, round_.id)
    if not words_may_be_read(tally[which], minimum=round_.minimum, in_chat=round_.in_chat):
        return ()
    return tuple(await ballots.with_words(reads, round_.id, which))


def order_of(which: ThemeList) -> tuple[str, ...]:
    """Every theme of a list in the pack's order, the free one last."""
    return tuple(theme.key for theme in themes_of(which).options)


async def _tell(unit: Unit, round_: Round, now: datetime) -> None:
    """The tally to the channel, the reasons to those who read them, the choice to the group."""
    today = now.date()
    if place := await people.place_for(unit, round_.workplace_id, "planning"):
        await _end_count(unit, round_, place.id, now)
        show_tally(unit, round_, place.id, now)
    for person in await planning.readers(unit, round_, today):
        outbox.queue(unit, _mail(round_, "reasons_ready", now, person=person))
    for person in await planning.group(unit, round_.workplace_id, today):
        outbox.queue(unit, _mail(round_, "select_now", now, person=person))


async def _end_count(unit: Unit, round_: Round, place_id: str, now: datetime) -> None:
    """The number that stands in the channel says that it is the last; nothing new is posted."""
    slot = rounds.running_slot(round_.id)
    if await outbox.posted(unit, target=place_id, slot=slot):
        last = _mail(round_, "vote_running", now, place_id=place_id)
        outbox.queue(unit, replace(last, slot=slot, lane=Lane.UPDATE))


def show_tally(unit: Unit, round_: Round, place_id: str, now: datetime) -> None:
    """In the planning group's channel, once; again where it never arrived."""
    outbox.queue_again(unit, _mail(round_, "tally", now, place_id=place_id))


def _mail(
    round_: Round,
    message: str,
    now: datetime,
    *,
    person: Person | None = None,
    place_id: str | None = None,
) -> Mail:
    who = person.id if person else ""
    return Mail(
        message=message,
        key=f"{message}:{round_.id}:{who}",
        due_at=now,
        person_id=person.id if person else None,
        place_id=place_id,
        params={"round": round_.id},
        about=rounds.afterwards(round_.id),
    )


def _lapse(unit: Unit, round_: Round, now: datetime) -> None:
    """Nobody settled how to vote in time: there was no vote, and its opener hears it."""
    rounds.lapse(unit, round_)
    outbox.forget_about(unit, rounds.about(round_.id))
    due.cancel_all(unit, round_.id)
    outbox.queue(
        unit,
        Mail(
            message="round_lapsed",
            key=f"lapsed:{round_.id}",
            due_at=now,
            person_id=round_.opened_by,
            about=rounds.afterwards(round_.id),
        ),
    )
