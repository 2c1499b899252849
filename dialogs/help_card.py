"""Help: every word that can be written, to whom it is of use, in a few groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.rounds.frames.frame import sets_frames
from dialogs.rounds.upwards.levels import looks_across, sits
from dialogs.talks.holding.choosing import may_choose
from dialogs.unreachable import may_see
from storage.tables import RoleName
from storage.unit_of_work import Unit

Useful: TypeAlias = Callable[[Who], bool]

GROUPS: Mapping[str, tuple[str, ...]] = {
    "own": (
        "home",
        "prepare",
        "agenda",
        "minutes",
        "checkin",
        "goals",
        "learning",
        "talk_plan",
        "senior",
        "people",
        "shared",
    ),
    "looks": ("own_year", "sheets", "year_wheel", "start"),
    "dialogue": ("round", "vote", "examples", "day", "notes", "plan", "frame", "channel", "here"),
    "above": ("level", "workplaces", "themes", "concept"),
    "quiet": (
        "pause",
        "why",
        "language",
        "support",
        "privacy",
        "consents",
        "trail",
        "status",
        "help",
    ),
}
"""By heading: the words, by the command that they ask for. None is left out: a test compares."""
BUTTONS = ("home", "checkin", "vote", "prepare")


def _leads(who: Who) -> bool:
    return who.has(RoleName.LEADER)


def _plans(who: Who) -> bool:
    return planning.workplace_of(who, "") is not None


USEFUL: Mapping[str, Useful] = {
    "people": _leads,
    "shared": _leads,
    "year_wheel": _leads,
    "start": _leads,
    "frame": lambda who: _plans(who) or sets_frames(who),
    "channel": _plans,
    "here": _plans,
    "level": sits,
    "workplaces": looks_across,
    "themes": lambda who: who.has(RoleName.HR),
    "concept": may_choose,
    "status": may_see,
}
"""By command: to whom it is named; every other one to everybody."""


async def help_card(_unit: Unit, request: Request) -> Card:
    say = request.say
    buttons = tuple(
        Button(label=say(f"help/{name}_button"), value=write(Do(name))) for name in BUTTONS
    )
    body: tuple[Part, ...] = (say("help/intro"), *_words(request), say("help/private"))
    return Card(title=say("help/title"), body=body, buttons=buttons)


def _words(request: Request) -> Iterator[Part]:
    say = request.say
    for group, names in GROUPS.items():
        rows = [
            (say(f"help/{name}_word"), say(f"help/{name}", plans=_plans(request.who)))
            for name in names
            if name not in USEFUL or USEFUL[name](request.who)
        ]
        if rows:
            yield Heading(say(f"help/group_{group}"))
            yield Facts(tuple(rows))
