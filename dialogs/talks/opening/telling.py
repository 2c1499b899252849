"""Everybody at the workplace is told that the year opens, and what changes in it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion
from dialogs.core.messages import Hearing
from dialogs.core.texts import Speaker
from dialogs.talks.dates.invited import year_said
from dialogs.talks.opening.kickoff import out_of_calendar, to_calendar
from dialogs.talks.packs import names_of, pack_of
from storage import kom, outbox, people
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Cycle, Lane
from storage.unit_of_work import Unit

OPENED, CHANGED = "year_opened", "year_changed"
OWN_THEME = "own_theme"


def about(cycle_id: str) -> str:
    return f"cycle:{cycle_id}"


async def tell_year(
    unit: Unit, sent: Completion, cycle: Cycle, before: Cycle | None, what: Sequence[str]
) -> int:
    """Each of them, and everybody's channel where there is one; how many people that is.

    What nobody has been told yet is not told twice: the newer message says what holds.
    """
    was = before.kickoff_at if before and "kickoff" in what else None
    params = {
        "cycle": cycle.id,
        "what": list(what),
        "was": was.isoformat() if was and cycle.kickoff_at is None else "",
    }
    outbox.withdraw(unit, message=CHANGED, about=about(cycle.id))
    team = await people.of_workplace(unit, cycle.workplace_id, sent.today)
    told = [each.id for each in team if each.id != sent.who.id]
    for person_id in told:
        outbox.queue(unit, _mail(sent, cycle, params, person_id=person_id))
    if place := await people.place_for(unit, cycle.workplace_id, "everyone"):
        outbox.queue(unit, _mail(sent, cycle, params, place_id=place.id))
    return len(told)


def _mail(
    sent: Completion,
    cycle: Cycle,
    params: dict[str, Any],
    *,
    person_id: str | None = None,
    place_id: str | None = None,
) -> Mail:
    message = CHANGED if params["what"] else OPENED
    return Mail(
        message=message,
        key=f"{message}:{cycle.id}:{cycle.turn}:{person_id or place_id}",
        due_at=sent.now,
        person_id=person_id,
        place_id=place_id,
        params=params,
        about=about(cycle.id),
        lane=Lane.BROADCAST,
    )


async def year_opened(reads: Snapshot, hearing: Hearing) -> Card | None:
    cycle = await kom.cycle_by_id(reads, hearing.params["cycle"])
    if cycle is None:
        return None
    say, pack = hearing.say, pack_of(hearing.house, cycle)
    facts = {
        **names_of(pack, say.language),
        "year": cycle.year,
        "least": pack.cadence.invite.days,
    }
    with_name = await _with(reads, cycle)
    return Card(
        title=say("year_messages/opened", **facts),
        body=(
            *year_said(cycle, say),
            *_rows(cycle, ("period", "form", "kickoff", "guidelines"), with_name, say),
            say("year_messages/next", **facts),
            *((say("year_messages/own"),) if hearing.who else ()),
        ),
        buttons=_buttons(cycle, hearing),
    )


async def year_changed(reads: Snapshot, hearing: Hearing) -> Card | None:
    """What has changed, as it is now; the rest stands as they know it."""
    cycle = await kom.cycle_by_id(reads, hearing.params["cycle"])
    if cycle is None:
        return None
    say, pack = hearing.say, pack_of(hearing.house, cycle)
    what: list[str] = hearing.params["what"]
    facts = {**names_of(pack, say.language), "year": cycle.year}
    said = year_said(cycle, say) if {"purpose", "themes"} & set(what) else ()
    off = (say("year_messages/no_kickoff"),) if hearing.params["was"] else ()
    return Card(
        title=say("year_messages/changed", **facts),
        body=(
            say("year_messages/what"),
            *said,
            *_rows(cycle, what, await _with(reads, cycle), say),
            *off,
        ),
        buttons=_buttons(cycle, hearing),
    )


async def _with(reads: Snapshot, cycle: Cycle) -> str:
    found = await people.workplace(reads, cycle.with_workplace_id or "")
    return found.name if found else ""


def _rows(cycle: Cycle, which: Sequence[str], with_name: str, say: Speaker) -> tuple[Part, ...]:
    told = {
        "period": _period(cycle, say),
        "form": say(f"year_messages/form_{cycle.form}", team=with_name),
        "kickoff": _kickoff(cycle, say),
        "guidelines": cycle.guidelines or "",
    }
    rows = [(say(f"year_messages/{key}"), told[key]) for key in which if told.get(key)]
    return (Rows(tuple(rows)),) if rows else ()


def _period(cycle: Cycle, say: Speaker) -> str:
    if cycle.first_day is None or cycle.last_day is None:
        return ""
    return say("year_messages/from_to", first=cycle.first_day, last=cycle.last_day)


def _kickoff(cycle: Cycle, say: Speaker) -> str:
    if cycle.kickoff_at is None:
        return ""
    return say("year_messages/at", at=cycle.kickoff_at, place=cycle.kickoff_place or "")


def _buttons(cycle: Cycle, hearing: Hearing) -> tuple[Button, ...]:
    """In a channel nothing is anybody's own."""
    who, say = hearing.who, hearing.say
    if who is None:
        return ()
    was: str = hearing.params["was"]
    link = partial(out_of_calendar, was=was) if was else to_calendar
    links = link(say, cycle, house=hearing.house, person_id=who.id, now=hearing.now)
    own = write(Do(OWN_THEME, cycle.id))
    return (
        Button(label=say("year_messages/add_own"), value=own, style="primary"),
        *links,
        Button(label=say("common/home"), value=write(Do("home"))),
    )
