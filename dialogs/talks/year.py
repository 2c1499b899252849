"""The leader opens the year: its purpose and themes, in which form, when, and the kick-off."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import SHORT, Day, Facts, Option, Pick, Text, Time
from dialogs.talks.evaluating.result import Lessons, lessons
from dialogs.talks.opening.asked import (
    already,
    check_frame,
    check_kickoff,
    committee,
    guidelines_wanted,
    has_team,
    is_shared,
    other_teams,
    prefill,
    room_for,
    several,
    workplaces,
    years,
)
from dialogs.talks.opening.kickoff import to_calendar
from dialogs.talks.opening.telling import tell_year
from dialogs.talks.opening.wanted import MOST_THEMES, changed, cycle_before, wanted
from dialogs.talks.packs import names_of, pack_at, pack_of
from dialogs.theme_names import chosen_name
from storage import kom, people, rounds
from storage import years as store
from storage.tables import Cycle, RoleName
from storage.unit_of_work import Unit

THEME_LENGTH = 60
"""A theme is a headline: it is a page's title and a button's label."""
MOST_TEAMS = 90
"""As many as there is room for in a list."""
FORMS = ("individual", "both", "team")


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    led = _led(visit)
    if not led:
        return Refusal("leaders_only")
    coming = (visit.today.year, visit.today.year + 1)
    found = [await people.workplace(unit, each) for each in led]
    cycles = {
        (each, str(year)): await kom.cycle(unit, each, year) for each in led for year in coming
    }
    packs = {each: await pack_at(unit, visit.house, each, today=visit.today) for each in led}
    language = visit.who.language
    return {
        **names_of(packs[led[0]], language),
        "workplaces": tuple(Option(each.id, label=each.name) for each in found if each),
        "years": tuple(Option(str(year), label=str(year)) for year in coming),
        "cycles": cycles,
        "packs": {
            key: pack_of(visit.house, cycle) if cycle else packs[key[0]]
            for key, cycle in cycles.items()
        },
        "others": await _others(unit, visit),
        "lessons": await _lessons(unit, visit, cycles),
        "suggested": await _suggested(unit, led[0], language),
        "today": visit.today,
        "now": visit.now,
        "calendar": visit.house.calendar.for_zone(visit.who.zone),
        "language": language,
    }


async def _lessons(
    unit: Unit, visit: Visit, years: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Lessons]:
    """By workplace and year: what was made of the year before (NYB-KOM-51)."""
    house, language = visit.house, visit.who.language
    return {
        (where, year): await lessons(unit, house, where, before=int(year), language=language)
        for where, year in years
    }


def _led(visit: Visit) -> list[str]:
    """The workplaces that the visitor leads, their own first."""
    led = {where for role, where in visit.who.roles if role == RoleName.LEADER}
    return sorted(led, key=lambda each: (each != visit.who.workplace_id, each))


async def _others(unit: Unit, visit: Visit) -> tuple[Option, ...]:
    found = await store.others(unit, visit.who.organisation_id, most=MOST_TEAMS)
    return tuple(Option(each.id, label=each.name, hint=each.area) for each in found)


async def _suggested(unit: Unit, workplace_id: str, language: str) -> tuple[str, ...]:
    """The themes of the workplace's latest Udviklingsdialog, once they are announced."""
    latest = await rounds.latest(unit, workplace_id)
    if latest is None or latest.announced_at is None:
        return ()
    found = await rounds.selections(unit, latest.id)
    return tuple(chosen_name(each, language) for each in found.values())


async def save(unit: Unit, sent: Completion) -> Card:
    before = cycle_before(sent.facts, sent.answers)
    cycle = wanted(sent, before)
    kom.expect_role(unit, sent.who.id, RoleName.LEADER, cycle.workplace_id)
    is_new = before is None or before.opened_at is None
    what = () if is_new or before is None else changed(before, cycle)
    if is_new or what:
        store.set_year(unit, cycle, before)
        told = await tell_year(unit, sent, cycle, before, what)
    else:
        told = 0
    return _card(sent, cycle, told, key="opened" if is_new else "changed" if what else "same")


def _card(sent: Completion, cycle: Cycle, told: int, *, key: str) -> Card:
    say, pack = sent.say, _pack(sent)
    facts = {**names_of(pack, say.language), "year": cycle.year}
    rows = Rows(tuple((say("year/theme", number=at), name) for at, name in _numbered(cycle)))
    tells = (say("year/told", count=told),) if told else ()
    buttons = (
        Button(label=say("year/dates"), value=write(Open("team_dates")), style="primary"),
        Button(label=say("year/guide"), value=write(Open("guide", f"year:{cycle.id}"))),
        *to_calendar(say, cycle, house=sent.house, person_id=sent.who.id, now=sent.now),
        Button(label=say("year/people"), value=write(Do("people"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    body = (rows, *tells, say("year/talk_about_it"))
    return Card(title=say(f"year/{key}", **facts), body=body, buttons=buttons)


def _pack(sent: Completion) -> TalkConcept:
    where = sent.answers.get("workplace") or workplaces(sent.facts)[0].key
    found: TalkConcept = sent.facts["packs"][where, sent.answers["year"]]
    return found


def _numbered(cycle: Cycle) -> list[tuple[int, str]]:
    return list(enumerate(cycle.themes, 1))


def _theme(number: int) -> Text:
    """The first is a must, the others as many as the pack has room for (NYB-KOM-08)."""
    return Text(
        f"theme_{number}",
        required=number == 1,
        when=room_for(number),
        phrases="" if number == 1 else "theme_2",
        max_length=THEME_LENGTH,
        multiline=False,
        personal=False,
    )


def _short(name: str) -> Text:
    return Text(name, required=False, max_length=SHORT, multiline=False, personal=False)


YEAR = Dialog(
    name="year",
    pages=(
        Page(
            "when",
            (
                Pick("year", options=years),
                Pick("workplace", options=workplaces, when=several),
            ),
        ),
        Page(
            "themes",
            (
                Text("purpose", required=False, personal=False),
                *(_theme(number) for number in range(1, MOST_THEMES + 1)),
            ),
            body=already,
        ),
        Page(
            "frame",
            (
                Pick("form", options=FORMS, when=has_team),
                Pick("with_team", required=False, options=other_teams, when=is_shared),
                Day("first_day", required=False, future=False),
                Day("last_day", required=False, future=False),
                Text("guidelines", required=False, personal=False, when=guidelines_wanted),
            ),
            body=committee,
            check=check_frame,
            propose=lambda _facts, _answers: {"form": FORMS[0]},
        ),
        Page(
            "kickoff",
            (
                Day("kickoff_day", required=False, future=False),
                Time("kickoff_clock", required=False),
                _short("kickoff_place"),
            ),
            check=check_kickoff,
        ),
    ),
    load=load,
    done=save,
    prefill=prefill,
)
