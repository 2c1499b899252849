"""A colleague who goes through a dialog to its end, by what a person has: pages and buttons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.channels.base import Inbound, Kind, Reply
from dialogs.core.actions import Action, Move, Turn, read, write
from dialogs.core.cards import (
    AnyField,
    Button,
    Card,
    ChoiceField,
    Content,
    DateField,
    Form,
    PhotoField,
    PlaceField,
    ScaleField,
    TextField,
    TimeField,
)
from dialogs.core.texts import Speaker
from storage.simulator import CHANNEL

MOST_PAGES = 40
STEP = timedelta(days=21)
"""How far a day lies that nothing proposes from the one above it, or from today."""


PICKS = {
    "mode": ("secret",),
    "note": ("heading_1", "heading_2"),
    "state": ("running",),
    "names": ("as_is",),
}
"""What people would choose who want the round to go on."""
DAYS = {
    "dialogue_on": 50,
    "deadline_on": 15,
    "planned_by": 30,
    "carried_out_by": 60,
    "evaluated_by": 90,
    "again_on": 60,
}
"""Days from today."""
SAID = "simulator_lived"


def lines_of(say: Speaker) -> dict[str, tuple[str, ...]]:
    """What people write in the demo, by the name of the step."""
    phrases = say.texts.phrases(SAID, say.language)
    return {name: tuple(say(f"{SAID}/{name}").split(" | ")) for name in sorted(phrases)}


@dataclass(kw_only=True)
class Player:
    """`lines` are what is written, by the name of the step, or "any".

    The next line each time, so that no two notes are alike. `picks` are answers to prefer to
    what stands there, in turn, by the name of the step, and `days` how far from today a day is.
    """

    receive: Callable[[Inbound], Awaitable[Reply]]
    today: Callable[[], date]
    lines: Mapping[str, tuple[str, ...]]
    picks: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(PICKS))
    days: Mapping[str, int] = field(default_factory=lambda: dict(DAYS))
    _done: int = 0
    _said: Counter[str] = field(default_factory=Counter)

    async def does(self, person: str, action: Action) -> Content | None:
        return await self._press(person, write(action))

    async def through(self, person: str, action: Action) -> bool:
        """Whether it came to an end: False where it was refused or a page could not be filled."""
        content = await self.does(person, action)
        before = ""
        for _ in range(MOST_PAGES):
            match content:
                case Form() as form if form.submit.value == before:
                    return False
                case Form() as form:
                    before = form.submit.value
                    filled = self._page(form)
                    content = await self._does(person, Kind.SUBMIT, before, filled)
                case Card() as card if send := _sends(card):
                    await self._press(person, send.value)
                    return True
                case _:
                    return before != ""
        return False

    async def follow(
        self, person: str, content: Content | None, *, begins: str = "", ends: str = ""
    ) -> Content | None:
        """Press the button whose value begins and ends so; None where there is none."""
        for button in content.buttons if content else ():
            if button.value.startswith(begins) and button.value.endswith(ends):
                return await self._press(person, button.value)
        return None

    def _page(self, form: Form) -> dict[str, str]:
        """What stands there already, or what somebody would answer; days one after another."""
        filled, day = dict[str, str](), self.today()
        for each in form.fields:
            own = self.days.get(each.name)
            if isinstance(each, DateField) and not each.value and (own or each.required):
                day = self.today() + timedelta(days=own) if own else day + STEP
                filled[each.name] = day.isoformat()
            else:
                filled[each.name] = self._picked(each) or each.value or self._filled(each)
        return filled

    def _picked(self, each: AnyField) -> str:
        if not isinstance(each, ChoiceField):
            return ""
        keys = [choice.key for choice in each.choices]
        name = each.name.partition(".")[0]
        wanted = [key for key in self.picks.get(name, ()) if key in keys]
        self._done += 1
        return wanted[self._done % len(wanted)] if wanted else ""

    def _filled(self, each: AnyField) -> str:
        match each:
            case ChoiceField(choices=choices):
                return choices[0].key if choices and each.required else ""
            case ScaleField():
                return str((each.low + 3 * each.high) // 4)
            case TimeField():
                return "09:00"
            case TextField():
                return self._line(each)[: each.max_length]
            case DateField() | PlaceField() | PhotoField():
                return ""

    def _line(self, each: TextField) -> str:
        name = each.name.partition(".")[0]
        known = self.lines.get(name) or (self.lines["any"] if each.required else ())
        self._said[name] += 1
        return known[self._said[name] % len(known)] if known else ""

    async def _press(self, person: str, value: str) -> Content | None:
        return await self._does(person, Kind.PRESS, value)

    async def _does(
        self, person: str, kind: Kind, value: str, fields: dict[str, str] | None = None
    ) -> Content | None:
        inbound = Inbound(
            channel=CHANNEL, external_id=person, kind=kind, value=value, fields=fields or {}
        )
        return (await self.receive(inbound)).content


def _sends(card: Card) -> Button | None:
    for button in card.buttons:
        action = read(button.value)
        if isinstance(action, Turn) and action.move is Move.SEND:
            return button
    return None
