"""Several teams in one round: each with its own dialogue, and everyone in exactly one (TAL-22)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import partial

from dialogs.core.cards import Facts as Rows
from dialogs.core.cards import Part
from dialogs.core.dialog import Page, Repeat
from dialogs.core.steps import Answers, Day, Facts, Option, Pick, Problem, Step, Text, Time
from dialogs.core.texts import Speaker
from dialogs.rounds.opening.facts import NINE, WHOLE

MOST_TEAMS = 6
NAME, PLACE = 30, 120
ON_A_PAGE, PAGES = 15, 6
"""So many people are shared out at most: 90, where a workplace of more has teams of its own."""
IN_TEAM = "in_team_"
LATEST = "21:00"
"""A dialogue takes three hours, and ends on its own day."""
NUMBERS = tuple(str(number) for number in range(1, MOST_TEAMS + 1))


@dataclass(frozen=True, kw_only=True)
class Team:
    """`name` is empty where the whole workplace sits together."""

    number: str
    name: str
    held_on: date
    starts_at: str
    place: str


def offered(facts: Facts) -> tuple[Option, ...]:
    """How many; no more than there are people for, and none where there are too many."""
    people = len(facts["colleagues"])
    most = min(MOST_TEAMS, people // 2) if people <= ON_A_PAGE * PAGES else 1
    return tuple(Option(each) for each in NUMBERS[: max(1, most)])


def count(answers: Answers) -> int:
    return int(answers.get("teams") or WHOLE)


def several(_facts: Facts, answers: Answers) -> bool:
    return count(answers) > 1


def _has(number: int, _facts: Facts, answers: Answers) -> bool:
    return 1 < count(answers) >= number


def teams(answers: Answers) -> Iterator[Team]:
    """As far as their days are known; the first team's day, time and place are the round's own."""
    whole = not several({}, answers)
    for number in NUMBERS[: count(answers)]:
        first = number == NUMBERS[0]
        day = day_in(answers, "dialogue_on" if first else f"team_day.{number}")
        if day is not None:
            at = answers.get("starts_at" if first else f"team_at.{number}") or NINE
            place = answers.get("place" if first else f"team_place.{number}", "")
            name = "" if whole else answers.get(f"team_name.{number}", "")
            yield Team(number=number, name=name, held_on=day, starts_at=at, place=place)


def day_in(answers: Answers, name: str) -> date | None:
    try:
        return date.fromisoformat(answers.get(name, ""))
    except ValueError:
        return None


def members(answers: Answers, team: Team) -> list[str]:
    """The ids of those who were put in the team."""
    return [
        name.partition(".")[2]
        for name, number in answers.items()
        if name.startswith(IN_TEAM) and number == team.number
    ]


def names_differ(_facts: Facts, answers: Answers) -> dict[str, Problem]:
    """Two teams of one name could not be told apart; and nobody meets in the past."""
    seen: set[str] = set()
    found: dict[str, Problem] = {}
    for number in NUMBERS[: count(answers)]:
        name = answers.get(f"team_name.{number}", "").casefold()
        if name and name in seen:
            found[f"team_name.{number}"] = Problem("team_name_twice")
        seen.add(name)
    return found


def ahead(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """Names that differ, and days after today, as of the first one."""
    found = names_differ(facts, answers)
    for team in [each for each in teams(answers) if each.number != NUMBERS[0]]:
        if team.held_on <= facts["today"]:
            found[f"team_day.{team.number}"] = Problem("dialogue_too_soon")
        if team.starts_at > LATEST:
            found[f"team_at.{team.number}"] = Problem("ends_too_late")
    return found


def proposed(_facts: Facts, answers: Answers) -> Answers:
    """At the same time and place, until somebody says otherwise."""
    return {
        **{f"team_at.{each}": answers.get("starts_at") or NINE for each in NUMBERS},
        **{f"team_place.{each}": answers.get("place", "") for each in NUMBERS},
    }


def _chunk(page: int, facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["colleagues"]
    return found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]


def _is_asked(page: int, facts: Facts, answers: Answers) -> bool:
    return several(facts, answers) and bool(_chunk(page, facts))


def _known(page: int, facts: Facts, answers: Answers) -> dict[str, Problem]:
    """A team that there is; and at the last of them, that none is left empty."""
    asked = [f"{IN_TEAM}{page + 1}.{each.key}" for each in _chunk(page, facts)]
    limit = count(answers)
    found = {
        name: Problem("team_unknown", {"count": limit})
        for name in asked
        if (number := answers.get(name, "")) and int(number) > limit
    }
    is_last = (page + 1) * ON_A_PAGE >= len(facts["colleagues"])
    filled = {number for name, number in answers.items() if name.startswith(IN_TEAM)}
    empty = [each for each in NUMBERS[:limit] if each not in filled]
    if is_last and asked and not found and empty:
        found[asked[0]] = Problem("team_empty", {"team": empty[0]})
    return found


def numbers(_facts: Facts) -> tuple[Option, ...]:
    """As they stand above the fields, with the team's name and day."""
    return tuple(Option(each, label=each) for each in NUMBERS)


def which_is_which(_facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    rows = [
        (say(f"round/team_of_{team.number}"), say("round/team_line", **_line(team)))
        for team in teams(answers)
    ]
    return (Rows(tuple(rows)),)


def _line(team: Team) -> dict[str, object]:
    return {"team": team.name, "day": team.held_on, "at": time.fromisoformat(team.starts_at)}


def _of_team(number: int) -> tuple[Step, ...]:
    when = partial(_has, number)
    name = Text(
        f"team_name.{number}",
        item=str(number),
        when=when,
        max_length=NAME,
        multiline=False,
        personal=False,
    )
    if number == 1:
        return (name,)
    return (
        name,
        Day(f"team_day.{number}", item=str(number), when=when),
        Time(f"team_at.{number}", item=str(number), when=when),
        Text(
            f"team_place.{number}",
            item=str(number),
            when=when,
            required=False,
            max_length=PLACE,
            multiline=False,
            personal=False,
        ),
    )


def people_page(page: int) -> Page:
    return Page(
        f"people_{page + 1}",
        (Repeat(partial(_chunk, page), (Pick(f"{IN_TEAM}{page + 1}", options=numbers),)),),
        when=partial(_is_asked, page),
        body=which_is_which,
        check=partial(_known, page),
    )


TEAMS = Page(
    "teams",
    tuple(step for number in range(1, MOST_TEAMS + 1) for step in _of_team(number)),
    when=several,
    check=ahead,
    propose=proposed,
)
PEOPLE = tuple(people_page(page) for page in range(PAGES))
