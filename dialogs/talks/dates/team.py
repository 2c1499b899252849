"""Dates for everybody who has none: proposed within the period, and each can be moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Do, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card, Part
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Pages, Refusal, Visit
from dialogs.core.steps import SHORT, Answers, Day, Facts, Notice, Pick, Problem, Text, Time
from dialogs.rules.slots import Away, Busy, Room, is_away, overlaps, propose
from dialogs.talks.dates.arranged import Arranged, arrange
from dialogs.talks.dates.invited import lasts
from dialogs.talks.packs import names_of, pack_at, pack_of
from storage import arranging, kom, people
from storage.tables import Cycle, Kind, Person
from storage.unit_of_work import Unit

PER_PAGE = 6
"""People on a page: as many as a phone shows without getting lost."""
PER_DAY = ("1", "2", "3", "4")
USUALLY = {"per_day": "2", "clock": "09:00"}
DAYS = 20
"""Working days that are proposed where the year has no period."""
DAY_OF, CLOCK_OF = "day", "clock"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    team = await people.of_leader(unit, visit.who.id, visit.today)
    if not team:
        return Refusal("leads_nobody")
    cycle = await _cycle(unit, visit)
    calendar = visit.house.calendar.for_zone(visit.who.zone)
    year = calendar.at(date(cycle.year if cycle else visit.today.year, 1, 1), time.min)
    have = await arranging.with_talk(unit, [each.id for each in team], year)
    without = [each for each in team if each.id not in have]
    if not without:
        return Refusal("all_have_dates")
    pack = await _pack(unit, visit, cycle)
    return {
        **names_of(pack, visit.who.language),
        "people": without,
        "pack": pack,
        "cycle": cycle,
        "least": pack.cadence.invite.days,
        "away": await _away(unit, [visit.who.id, *(each.id for each in without)]),
        "busy": await _busy(unit, visit, pack),
        "me": visit.who.id,
        "calendar": calendar,
        "today": visit.today,
        "now": visit.now,
    }


async def _pack(unit: Unit, visit: Visit, cycle: Cycle | None) -> TalkConcept:
    if cycle is not None:
        return pack_of(visit.house, cycle)
    return await pack_at(unit, visit.house, visit.who.workplace_id, today=visit.today)


async def _busy(unit: Unit, visit: Visit, pack: TalkConcept) -> list[Busy]:
    found = await arranging.standing(unit, visit.who.id, visit.now)
    return [(each.at, each.at + lasts(pack, each.kind)) for each in found]


async def _cycle(unit: Unit, visit: Visit) -> Cycle | None:
    """This year's, or next year's once this one's period is over."""
    for year in (visit.today.year, visit.today.year + 1):
        found = await kom.cycle(unit, visit.who.workplace_id, year)
        if found and (found.last_day is None or found.last_day >= visit.today):
            return found
    return None


async def _away(unit: Unit, ids: list[str]) -> dict[str, list[Away]]:
    found: dict[str, list[Away]] = {}
    for each in await people.absences(unit, ids):
        found.setdefault(each.person_id, []).append((each.first_day, each.last_day))
    return found


def usually(facts: Facts, _answers: Answers) -> Answers:
    """Within the year's period; the invitation goes out in good time (NOR-21)."""
    cycle: Cycle | None = facts["cycle"]
    calendar: WorkCalendar = facts["calendar"]
    soonest = calendar.next_working_day(facts["today"] + timedelta(days=facts["least"]))
    first = max(cycle.first_day, soonest) if cycle and cycle.first_day else soonest
    last = cycle.last_day if cycle and cycle.last_day else None
    last = last if last and last >= first else calendar.add_working_days(first, DAYS)
    return {"first_day": first.isoformat(), "last_day": last.isoformat(), **USUALLY}


def check_frame(_facts: Facts, answers: Answers) -> dict[str, Problem]:
    first, last = answers.get("first_day", ""), answers.get("last_day", "")
    return {"last_day": Problem("period_order")} if first and last and last < first else {}


def is_soon(facts: Facts, answers: Answers) -> bool:
    soonest: date = facts["today"] + timedelta(days=facts["least"])
    return bool(answers.get("first_day")) and answers["first_day"] < soonest.isoformat()


def pages(facts: Facts) -> tuple[Page, ...]:
    team: list[Person] = facts["people"]
    parts = [team[at : at + PER_PAGE] for at in range(0, len(team), PER_PAGE)]
    return tuple(_page(number, part) for number, part in enumerate(parts, 1))


def _page(number: int, part: list[Person]) -> Page:
    steps = tuple(step for each in part for step in _steps(each))
    ids = [each.id for each in part]

    def proposed(facts: Facts, answers: Answers) -> Answers:
        return _proposed(facts, answers, ids)

    def wrong(facts: Facts, answers: Answers) -> dict[str, Problem]:
        return _wrong(facts, answers, ids)

    return Page(f"people.{number}", steps, item=str(number), propose=proposed, check=wrong)


def _steps(person: Person) -> tuple[Day, Time]:
    return (
        Day(f"{DAY_OF}.{person.id}", required=False, item=person.name),
        Time(f"{CLOCK_OF}.{person.id}", required=False, item=person.name),
    )


def _proposed(facts: Facts, answers: Answers, ids: list[str]) -> Answers:
    try:
        found = propose([each.id for each in facts["people"]], _room(facts, answers), facts["away"])
    except (KeyError, ValueError):
        return {}
    calendar: WorkCalendar = facts["calendar"]
    given: dict[str, str] = {}
    for each in ids:
        local = found[each].astimezone(ZoneInfo(calendar.zone)) if each in found else None
        given[f"{DAY_OF}.{each}"] = f"{local:%Y-%m-%d}" if local else ""
        given[f"{CLOCK_OF}.{each}"] = f"{local:%H:%M}" if local else ""
    return given


def _room(facts: Facts, answers: Answers) -> Room:
    """KeyError or ValueError where the frame is not there yet."""
    return Room(
        first=date.fromisoformat(answers["first_day"]),
        last=date.fromisoformat(answers["last_day"]),
        per_day=int(answers["per_day"]),
        starts=time.fromisoformat(answers["clock"]),
        lasts=_lasts(facts),
        calendar=facts["calendar"],
        after=facts["now"],
        busy=facts["busy"],
        away=facts["away"].get(facts["me"], ()),
    )


def _lasts(facts: Facts) -> timedelta:
    pack: TalkConcept = facts["pack"]
    return lasts(pack, Kind.KOM.value)


def _at(facts: Facts, answers: Answers, person_id: str) -> datetime | None:
    day, clock = answers.get(f"{DAY_OF}.{person_id}"), answers.get(f"{CLOCK_OF}.{person_id}")
    calendar: WorkCalendar = facts["calendar"]
    try:
        at = calendar.at(date.fromisoformat(day or ""), time.fromisoformat(clock or ""))
    except ValueError:
        return None
    return at


def _wrong(facts: Facts, answers: Answers, ids: list[str]) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    for each in ids:
        day, clock = answers.get(f"{DAY_OF}.{each}"), answers.get(f"{CLOCK_OF}.{each}")
        if bool(day) != bool(clock):
            found[f"{CLOCK_OF if day else DAY_OF}.{each}"] = Problem("day_and_time")
        elif at := _at(facts, answers, each):
            found |= _of_one(facts, answers, each, at)
    return found


def _of_one(facts: Facts, answers: Answers, person_id: str, at: datetime) -> dict[str, Problem]:
    calendar: WorkCalendar = facts["calendar"]
    day = calendar.local_date(at)
    on, clock = f"{DAY_OF}.{person_id}", f"{CLOCK_OF}.{person_id}"
    if not calendar.is_working_day(day):
        return {on: Problem("closed_day", {"day": day})}
    if is_away(facts["away"].get(person_id, ()), day):
        return {on: Problem("away_then")}
    if at <= facts["now"]:
        return {clock: Problem("time_passed")}
    others = [each.id for each in facts["people"] if each.id != person_id]
    taken = [begins for each in others if (begins := _at(facts, answers, each))]
    busy = [*facts["busy"], *((begins, begins + _lasts(facts)) for begins in taken)]
    return {clock: Problem("time_taken")} if overlaps(at, _lasts(facts), busy) else {}


async def save(unit: Unit, sent: Completion) -> Card:
    found: list[tuple[Person, datetime]] = []
    for person in sent.facts["people"]:
        if at := _at(sent.facts, sent.answers, person.id):
            found.append((person, at))
            await _invite(unit, sent, person, at)
    return _card(sent, found)


async def _invite(unit: Unit, sent: Completion, person: Person, at: datetime) -> None:
    kind = Kind.KOM.value
    await arrange(
        unit,
        sent,
        Arranged(
            person=person,
            kind=kind,
            at=at.astimezone(UTC),
            place=sent.answers.get("place", ""),
            before=await arranging.waiting(unit, person.id, kind),
        ),
    )


def _card(sent: Completion, found: list[tuple[Person, datetime]]) -> Card:
    say, given = sent.say, {person.id for person, _ in found}
    without = [each.name for each in sent.facts["people"] if each.id not in given]
    rows = tuple(
        (person.name, say.moment(at)) for person, at in sorted(found, key=lambda it: it[1])
    )
    parts: list[Part] = [Rows(rows), say("team_dates/told", count=len(found))] if found else []
    if without:
        parts.append(say("team_dates/without", names=without))
    buttons = (
        Button(label=say("team_dates/people"), value=write(Do("people"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(
        title=say("team_dates/done" if found else "team_dates/none"),
        body=tuple(parts),
        buttons=buttons,
    )


TEAM_DATES = Dialog(
    name="team_dates",
    pages=(
        Page(
            "frame",
            (
                Day("first_day"),
                Day("last_day"),
                Pick("per_day", options=PER_DAY),
                Time("clock"),
                Text("place", required=False, max_length=SHORT, multiline=False, personal=False),
            ),
            propose=usually,
            check=check_frame,
        ),
        Page("soon", (Notice("soon_read"),), when=is_soon),
        Pages(pages, others=(DAY_OF, CLOCK_OF)),
    ),
    load=load,
    done=save,
    roomy=True,
)
