"""The year's one or two themes, which every conversation at the workplace is held under."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.theme_names import chosen_name
from storage import kom, people, rounds
from storage.tables import Cycle, RoleName
from storage.unit_of_work import Unit

THEME_LENGTH = 60
"""A theme is a headline: it is a page's title and a button's label."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    led = _led(visit)
    if not led:
        return Refusal("leaders_only")
    years = (visit.today.year, visit.today.year + 1)
    names = [await people.workplace(unit, each) for each in led]
    home = led[0]
    return {
        "workplaces": tuple(Option(each.id, label=each.name) for each in names if each),
        "years": tuple(Option(str(year), label=str(year)) for year in years),
        "cycles": {
            (each, str(year)): await kom.cycle(unit, each, year) for each in led for year in years
        },
        "suggested": await _suggested(unit, home, visit.who.language),
    }


def _led(visit: Visit) -> list[str]:
    """The workplaces that the visitor leads, their own first."""
    led = {where for role, where in visit.who.roles if role == RoleName.LEADER}
    return sorted(led, key=lambda each: (each != visit.who.workplace_id, each))


async def _suggested(unit: Unit, workplace_id: str, language: str) -> tuple[str, ...]:
    """The themes of the workplace's latest Udviklingsdialog, once they are announced."""
    latest = await rounds.latest(unit, workplace_id)
    if latest is None or latest.announced_at is None:
        return ()
    found = await rounds.selections(unit, latest.id)
    return tuple(chosen_name(each, language) for each in found.values())


def workplaces(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["workplaces"]
    return found


def years(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["years"]
    return found


def several(facts: Facts, _answers: Answers) -> bool:
    return len(workplaces(facts)) > 1


def chosen(facts: Facts, answers: Answers) -> Cycle | None:
    """What is set already for the year that was picked."""
    where = answers.get("workplace") or workplaces(facts)[0].key
    found: Cycle | None = facts["cycles"].get((where, answers.get("year", "")))
    return found


def prefill(facts: Facts) -> Answers:
    """This year's themes where they are set: opening again is for changing them."""
    here, now = workplaces(facts)[0].key, years(facts)[0].key
    cycle: Cycle | None = facts["cycles"][here, now]
    if cycle is None:
        return {}
    first, *rest = cycle.themes
    answers = {"year": now, "purpose": cycle.purpose or "", "theme_1": first}
    return {**answers, "theme_2": rest[0] if rest else "", "workplace": here}


def _already(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    cycle = chosen(facts, answers)
    parts = [say("year/already", year=cycle.year, names=cycle.themes)] if cycle else []
    if facts["suggested"]:
        parts.append(say("year/suggested", names=facts["suggested"]))
    return tuple(parts)


async def save(unit: Unit, sent: Completion) -> Card:
    answers, say = sent.answers, sent.say
    cycle = Cycle(
        workplace_id=answers.get("workplace") or workplaces(sent.facts)[0].key,
        year=int(answers["year"]),
        purpose=answers["purpose"] or None,
        themes=_themes(answers),
        set_by=sent.who.id,
    )
    kom.expect_role(unit, sent.who.id, RoleName.LEADER, cycle.workplace_id)
    kom.set_year(unit, cycle, chosen(sent.facts, answers))
    rows = Rows(tuple((say("year/theme", number=at), name) for at, name in _numbered(cycle)))
    talks = Button(label=say("year/people"), value=write(Do("people")), style="primary")
    home = Button(label=say("common/home"), value=write(Do("home")))
    title = say("year/done", year=cycle.year)
    return Card(title=title, body=(rows, say("year/talk_about_it")), buttons=(talks, home))


def _themes(answers: Answers) -> list[str]:
    """One or two: the same one twice is one."""
    first, second = answers["theme_1"], answers["theme_2"]
    return [first] if second.casefold() in {"", first.casefold()} else [first, second]


def _numbered(cycle: Cycle) -> list[tuple[int, str]]:
    return list(enumerate(cycle.themes, 1))


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
                Text("theme_1", max_length=THEME_LENGTH, multiline=False, personal=False),
                Text(
                    "theme_2",
                    required=False,
                    max_length=THEME_LENGTH,
                    multiline=False,
                    personal=False,
                ),
            ),
            body=_already,
        ),
    ),
    load=load,
    done=save,
    prefill=prefill,
)
