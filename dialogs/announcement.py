"""Everyone is told which themes were chosen, and why; later the reasons are deleted (TAL-32)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from dialogs import closing, planning
from dialogs.broadcast import news
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Quote
from dialogs.core.dialog import Completion
from dialogs.core.messages import Hearing
from dialogs.core.texts import Speaker
from dialogs.theme_names import chosen_name, list_name
from storage import due, outbox, people, results, rounds, steps
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Mode, Phase, Round, Selection, ThemeList
from storage.unit_of_work import Unit

REASONS_KEPT = timedelta(days=90)
LEFT_OVER = timedelta(days=1)
"""How long others who were choosing can still come back, to be told what was chosen."""
PLACES = ("planning", "everyone")
WAITING = ("select_now", "reasons_ready", "summary_ready")
"""Messages that are of no use any more."""


async def announce(
    unit: Unit, round_: Round, chosen: Sequence[Selection], sent: Completion
) -> None:
    """Keep the choice and tell everyone, once; a second choice loses the race and is told of it."""
    rounds.announce(unit, round_.id, chosen, sent.now)
    steps.finish(unit, round_.id, "select", person_id=sent.who.id, now=sent.now)
    if round_.mode == Mode.NAMED.value and round_.answered is None:
        await closing.part(unit, round_, sent.now)
    for message in WAITING:
        outbox.withdraw(unit, message=message, about=rounds.afterwards(round_.id))
    for dialog in ("selection", "summary"):
        results.end_soon(unit, dialog=dialog, subject=round_.id, at=sent.now + LEFT_OVER)
    due.cancel(unit, rule="selection.reminder", subject=round_.id)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    kept_until = sent.now + REASONS_KEPT
    due.plan(unit, rule="reasons.forget", subject=round_.id, due_at=kept_until)
    await _tell(unit, round_, sent.today, sent.now)


async def _tell(unit: Unit, round_: Round, today: date, now: datetime) -> None:
    """All who work there, with or without a vote, and the planning group wherever they work."""
    for person_id in await planning.concerned(unit, round_.workplace_id, today):
        outbox.queue(unit, _told(round_, now, person_id=person_id))
    for purpose in PLACES:
        if place := await people.place_for(unit, round_.workplace_id, purpose):
            show(unit, round_, place.id, now)


def show(unit: Unit, round_: Round, place_id: str, now: datetime) -> None:
    """In a channel, once; again where it never arrived."""
    outbox.queue_again(unit, _told(round_, now, place_id=place_id))


def _told(
    round_: Round, now: datetime, *, person_id: str | None = None, place_id: str | None = None
) -> Mail:
    key = f"announcement:{round_.id}"
    return news(round_, "announcement", key=key, now=now, person_id=person_id, place_id=place_id)


async def announcement(reads: Snapshot, hearing: Hearing) -> Card | None:
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or round_.phase != Phase.ANNOUNCED.value:
        return None
    say = hearing.say
    found = await rounds.selections(reads, round_.id)
    body = (
        say("announcement/intro", day=round_.dialogue_on),
        *chosen_and_why(found, say),
        Heading(say("announcement/next")),
        say("announcement/examples"),
        say("announcement/invitation"),
    )
    home = Button(label=say("common/home"), value=write(Do("home")))
    buttons = (*_to_prepare(hearing, round_), home) if hearing.who else ()
    return Card(title=say("announcement/title"), body=body, buttons=buttons)


def _to_prepare(hearing: Hearing, round_: Round) -> tuple[Button, ...]:
    """For those who take part, while there is something to prepare for."""
    who, today = hearing.who, hearing.house.calendar.local_date(hearing.now)
    if who is None or who.hourly_paid or round_.dialogue_on < today:
        return ()
    see = write(Do("examples", round_.id))
    return (Button(label=hearing.say("announcement/prepare"), value=see, style="primary"),)


def chosen_and_why(found: Mapping[ThemeList, Selection], say: Speaker) -> tuple[Part, ...]:
    parts: list[Part] = []
    for which in ThemeList:
        name = chosen_name(found[which], say.language)
        parts.append(Facts(((list_name(which, say.language), name),)))
        parts += [say("announcement/because"), Quote(found[which].reason)]
    return tuple(parts)


def forget_at(round_: Round) -> datetime:
    """90 days after the announcement, or after the day that an unannounced vote was for."""
    dialogue = datetime.combine(round_.dialogue_on, time.min, UTC)
    return (round_.announced_at or max(dialogue, round_.deadline)) + REASONS_KEPT


async def forget_reasons(unit: Unit, round_id: str, now: datetime) -> None:
    """What people wrote has had its use (X-02), and so have the names of a vote with names.

    A vote that was never announced is not kept for longer.
    """
    round_ = await rounds.find(unit, round_id)
    if round_ is None or round_.phase not in closing.COUNTED or now < forget_at(round_):
        return
    if round_.answered is None:
        await closing.part(unit, round_, now)
    results.forget_words(unit, round_id)
