"""What of conversations is to be deleted soon, and what has been: told without a word of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta

from dialogs.core.actions import Do, write
from dialogs.core.calendar import DAY
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.talks.packs import names_of, pack_named
from storage import keeping
from storage.database import Snapshot
from storage.keeping import Entry
from storage.unit_of_work import Unit

LOOKS_BACK = timedelta(days=60)
"""So long the word for it shows what has been told and what is gone."""
COPIED_AT = {"minutes": "minutes", "plan": "talk_plan"}
"""Where a copy is made of what two have together."""
AT_ONCE = 5
"""Buttons to such copies on a card: the rest is a button further on."""


async def entries(
    reads: Snapshot, house: House, reader_id: str, first: date, last: date
) -> list[Entry]:
    """What somebody was to be told on those days, both included."""
    between = (house.calendar.at(first, time.min), house.calendar.at(last + DAY, time.min))
    return await keeping.told(reads, reader_id, (first, last), between)


async def going(unit: Unit, request: Request) -> Card:
    """All that is to go, and what went in the last two months.

    `do:going:5`: with copies of what comes after the first five.
    """
    say, first = request.say, request.today - LOOKS_BACK
    found = await entries(unit, request.house, request.who.id, first, request.today)
    body = parts(found, request.who.id, request.house, say) or (say("keeping/nothing"),)
    first_copy = int(request.subject) if request.subject.isdecimal() else 0
    made = copies(found, request.who.id, request.house, say, after=first_copy)
    return Card(title=say("keeping/title"), body=body, buttons=(*made, *buttons(say)))


def copies(
    found: Sequence[Entry], reader_id: str, house: House, say: Speaker, *, after: int = 0
) -> Iterator[Button]:
    """To each of what two have together that is to go: there they keep a copy in time (HER-12)."""
    both = [each for each in found if each.row.destroyed_at is None]
    both = [each for each in both if each.row.artefact in COPIED_AT]
    for each in both[after:][:AT_ONCE]:
        label = say("keeping/copy", what=_what(each, reader_id, house, say))
        yield Button(label=label, value=write(Do(COPIED_AT[each.row.artefact], each.row.subject)))
    if len(both) > after + AT_ONCE:
        further = write(Do("going", str(after + AT_ONCE)))
        yield Button(label=say("keeping/more_copies"), value=further)


def buttons(say: Speaker) -> tuple[Button, ...]:
    return (
        Button(label=say("keeping/privacy"), value=write(Do("privacy"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )


def parts(found: Sequence[Entry], reader_id: str, house: House, say: Speaker) -> tuple[Part, ...]:
    """First what is to go, by its rule and its day; then the receipts."""
    soon = [each for each in found if each.row.destroyed_at is None]
    gone = [each for each in found if each.row.destroyed_at is not None]
    return (
        *_under("soon", soon, reader_id, house, say),
        *([say("keeping/keep_copy")] if soon else []),
        *_under("gone", gone, reader_id, house, say),
    )


def _under(
    key: str, found: Iterable[Entry], reader_id: str, house: House, say: Speaker
) -> tuple[Part, ...]:
    rows = tuple((_what(each, reader_id, house, say), _when(each, house, say)) for each in found)
    return (Heading(say(f"keeping/{key}")), Facts(rows)) if rows else ()


def _what(entry: Entry, reader_id: str, house: House, say: Speaker) -> str:
    """A leader sees whose it is, and everybody which conversation it is of."""
    pack = pack_named(house, entry.concept)
    facts = {**names_of(pack, say.language), "minutes_name": pack.names.minutes.in_(say.language)}
    facts["plan_name"] = pack.names.plan.in_(say.language)
    what = say(f"keeping/what_{entry.row.artefact}", at=entry.at, **facts)
    name = entry.name.split()[0]
    return say("keeping/whose", name=name, what=what) if entry.row.person_id != reader_id else what


def _when(entry: Entry, house: House, say: Speaker) -> str:
    if entry.row.destroyed_at is not None:
        return say("keeping/is_gone", at=entry.row.destroyed_at)
    pack = pack_named(house, entry.concept)
    rule = next((each for each in pack.keeping if each.artefact == entry.row.artefact), None)
    # What a concept says of the leader's notes, it says to the employee.
    is_own = entry.row.artefact == keeping.LEADERS_OWN
    says = rule.says.in_(say.language) if rule and not is_own else ""
    return say("keeping/goes", says=says, day=entry.row.due_on)
