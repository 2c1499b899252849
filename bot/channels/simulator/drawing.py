"""From what is to be shown to HTML: pure, and every value is escaped by the templates."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.simulator.chat import Line
from bot.channels.simulator.directory import Cast, Group
from bot.channels.simulator.lived import STAGES
from dialogs.core.cards import (
    Button,
    Card,
    ChoiceField,
    Content,
    Details,
    Facts,
    Form,
    Heading,
    Image,
    Part,
    Series,
)
from dialogs.core.texts import Speaker, Texts
from storage.simulator import BOT

HERE = Path(__file__).parent
# A hint that is longer is folded away: what there is to choose from stays in sight.
LONG_HINT = 160
LONG_TITLE = 70
LONG_FACT = 90
MOST_PIPS = 20
WHOLE = 100
SHORTEST = 3


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A row of a small chart; `width` is in hundredths of the whole."""

    label: str
    value: int
    width: int


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Draws for one reader: `say` has their language and zone, `rooms` are channels by their id."""

    say: Speaker
    rooms: Sequence[tuple[str, str]] = ()

    def line(self, line: Line, author: str) -> str:
        return _render(
            "message.html.j2",
            say=self.say,
            line=line,
            rooms=self.rooms,
            author=author,
            mine=line.author != BOT,
            hour=self.hour(line.at),
            **_kinds(line),
        )

    def day(self, moment: datetime) -> str:
        return _render("day.html.j2", words=self.say.day(moment), iso=self.iso_day(moment))

    def people(self, groups: Sequence[Group], *, unread: Mapping[str, int]) -> str:
        return _render("people.html.j2", say=self.say, groups=groups, unread=unread)

    def page(self, *, cast: Cast, house: str, names: dict[str, str]) -> str:
        return _render(
            "page.html.j2", say=self.say, cast=cast, house=house, names=names, stages=tuple(STAGES)
        )

    def hour(self, moment: datetime) -> str:
        return self.say("simulator/hour", at=moment)

    def iso_day(self, moment: datetime) -> str:
        return moment.astimezone(ZoneInfo(self.say.zone)).date().isoformat()


def _kinds(line: Line) -> dict[str, Any]:
    content = line.content
    if not isinstance(content, Card | Form):
        return {"kind": "words"}
    folded = _folded(content) if isinstance(content, Form) else {}
    beside = _beside(content)
    return {
        "kind": "form" if isinstance(content, Form) else "card",
        "body": [_typed(part) for part in content.body if not _is_folded(part, folded)],
        "folded": folded,
        "beside": beside,
        "buttons": [each for each in content.buttons if each not in beside.values()],
        "pips": pips(content.progress) if isinstance(content, Form) else (),
        "plain": len(content.title) > LONG_TITLE,
    }


def _folded(form: Form) -> dict[str, str]:
    """Descriptions that belong to a choice of the same name stand at that choice."""
    labels = {
        choice.label
        for field in form.fields
        if isinstance(field, ChoiceField)
        for choice in field.choices
    }
    return {
        part.title: part.text
        for part in form.body
        if isinstance(part, Details) and part.title in labels
    }


def _beside(content: Content) -> dict[int, Button]:
    """By a heading's place, the button that names it ("Ret: Dit tema"): what it is about.

    Of several headings with the same words (two goals have a page each) each has its own.
    """
    found: dict[int, Button] = {}
    left = [button for button in content.buttons if button.style == "plain"]
    for place, part in enumerate(content.body):
        named = f": {part.text}" if isinstance(part, Heading) else None
        own = next((each for each in left if named and each.label.endswith(named)), None)
        if own is not None:
            left.remove(own)
            found[place] = own
    return found


def pips(progress: str) -> tuple[bool, ...]:
    """A row of five with two done for "2 af 5"; empty where it says something else."""
    numbers = [int(number) for number in re.findall(r"\d+", progress)]
    match numbers:
        case [at, count] if at <= count <= MOST_PIPS:
            return tuple(step < at for step in range(count))
        case _:
            return ()


def _is_folded(part: Part, folded: dict[str, str]) -> bool:
    return isinstance(part, Details) and part.title in folded


def _typed(part: Part) -> tuple[str, Any]:
    return ("text", part) if isinstance(part, str) else (type(part).__name__.lower(), part)


def bars(series: Series) -> tuple[Bar, ...]:
    """The lowest value still shows: a bar of no length would look like a missing one."""
    span = max(series.high - series.low, 1)
    return tuple(
        Bar(label=label, value=value, width=_within(round((value - series.low) / span * WHOLE)))
        for label, value in series.points
    )


def _within(width: int) -> int:
    return min(max(width, SHORTEST), WHOLE)


def has_long(facts: Facts) -> bool:
    """Long values stand below their labels, and then all of them do."""
    return any(len(value) > LONG_FACT for _, value in facts.rows)


def picture(image: Image) -> str:
    return f"data:image/{image.kind};base64,{b64encode(image.png).decode('ascii')}"


def words() -> Texts:
    return Texts((HERE / "words",))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(bars=bars, has_long=has_long, picture=picture)
    environment.globals.update(LONG_HINT=LONG_HINT)
    return environment


def _render(template: str, **facts: object) -> str:
    return _environment().get_template(template).render(**facts)
