"""Somebody has come or gone since the groups were told: whoever has the step hears of it (TAL-37).

By what holds when it is sent: who has put the groups right meanwhile hears nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card, Facts
from dialogs.core.messages import Hearing
from dialogs.core.texts import Speaker
from dialogs.rounds.groups.gathering import Gathering, gather
from dialogs.rounds.groups.groups_seen import useless
from dialogs.rounds.state import in_group
from storage import groups, outbox, people, rounds, sittings
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Person, Round, Sitting
from storage.unit_of_work import Unit

AMISS = "groups_amiss"


async def tell_amiss(
    unit: Unit,
    round_: Round,
    touched: Sequence[Sitting],
    calendar: WorkCalendar,
    now: datetime,
    *,
    but: str = "",
) -> None:
    """The contact person, or the group where there is none any more; `but` has just seen it."""
    told = await groups.published(unit, [each.id for each in touched])
    ahead = [each for each in touched if each.id in told and now < useless(each)]
    if not ahead:
        return
    today = calendar.local_date(now)
    contact = await planning.contact(unit, round_, today)
    group = await planning.group(unit, round_.workplace_id, today)
    for person in [contact] if contact else group:
        if person.id != but:
            outbox.queue(unit, _mail(round_, person, calendar, now, max(map(useless, ahead))))


def _mail(
    round_: Round, person: Person, calendar: WorkCalendar, now: datetime, until: datetime
) -> Mail:
    """One a working day, however many move."""
    theirs = calendar.for_zone(person.zone or calendar.zone)
    due_at = theirs.next_open(now)
    slot = f"{AMISS}:{round_.id}:{theirs.local_date(due_at).isoformat()}"
    return Mail(
        message=AMISS,
        key=f"{slot}:{person.id}",
        due_at=due_at,
        person_id=person.id,
        params={"round": round_.id},
        about=rounds.afterwards(round_.id),
        slot=slot,
        give_up_at=until,
    )


async def groups_amiss(reads: Snapshot, hearing: Hearing) -> Card | None:
    """Which dialogues' groups are for others than those who come, and who these are."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or hearing.who is None or not in_group(hearing.who, round_):
        return None
    found = await _amiss(reads, round_, hearing)
    if not found:
        return None
    say = hearing.say
    rows = [await _row(reads, each, say) for each in found]
    buttons = [_button(each, say, alone=len(found) == 1) for each in found]
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("groups/amiss_title"),
        body=(say("groups/amiss"), Facts(tuple(rows))),
        buttons=(*buttons, home),
    )


async def _amiss(reads: Snapshot, round_: Round, hearing: Hearing) -> list[Gathering]:
    if hearing.who is None:
        return []
    today = hearing.now.astimezone(ZoneInfo(hearing.who.zone)).date()
    held = await sittings.of_round(reads, round_.id)
    ahead = [each for each in held if not each.is_off and not each.is_over(today)]
    found = [await gather(reads, each.id, today) for each in ahead]
    return [each for each in found if each and each.was_told and not each.fits]


async def _row(reads: Snapshot, found: Gathering, say: Speaker) -> tuple[str, str]:
    sat = {each for group in found.proposed[1] for each in group}
    gone = await people.people(reads, sat - set(found.coming))
    facts = {
        "new": found.names(set(found.coming) - sat),
        "gone": sorted(each.name for each in gone.values()),
    }
    return _which(found, say), say("groups/amiss_who", **facts)


def _which(found: Gathering, say: Speaker) -> str:
    return found.sitting.name or say.day(found.sitting.held_on)


def _button(found: Gathering, say: Speaker, *, alone: bool) -> Button:
    label = say("groups/amiss_begin", team="" if alone else _which(found, say))
    value = write(Do("groups", found.sitting.id))
    return Button(label=label, value=value, style="primary" if alone else "plain")
