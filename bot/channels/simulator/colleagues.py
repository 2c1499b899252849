"""Colleagues who vote by themselves, so that nobody has to be twelve people in turn.

They have no way of their own: they say a word, fill in what they are shown and press what is there.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.channels.base import Inbound, Kind, Reply
from dialogs.core.actions import Move, Turn, read, write
from dialogs.core.cards import AnyField, Button, Card, ChoiceField, Form, ScaleField, TextField
from storage.simulator import CHANNEL

MOST_PAGES = 30
# Some themes are liked more than others; with all equal there would be no front runner.
LIKED = (5, 3, 2, 1)
TALKATIVE = 0.6


@dataclass(frozen=True, kw_only=True)
class Colleagues:
    receive: Callable[[Inbound], Awaitable[Reply]]

    async def answer(self, people: Sequence[str], *, word: str, reasons: Sequence[str]) -> int:
        """How many of them sent an answer to what `word` opens; who has sent one leaves it."""
        return sum([await self._answer(person, word, reasons) for person in people])

    async def _answer(self, person: str, word: str, reasons: Sequence[str]) -> bool:
        # The same person answers alike each time: a demo can be told again.
        luck = random.Random(person)  # noqa: S311 - nobody's secret hangs on it
        reply = await self._does(person, Kind.WORDS, text=word)
        for page in range(MOST_PAGES):
            match reply.content:
                case Form() as form if any(field.value for field in form.fields):
                    return await self._leaves_it(person, form.submit)
                case Card() as card if page == 0 and (send := _send(card)):
                    return await self._leaves_it(person, send)
                case Form() as form:
                    fields = {each.name: _filled(each, luck, reasons) for each in form.fields}
                    value = form.submit.value
                    reply = await self._does(person, Kind.SUBMIT, value=value, fields=fields)
                case Card() as card if send := _send(card):
                    await self._does(person, Kind.PRESS, value=send.value)
                    return True
                case _:
                    return False
        return False

    async def _leaves_it(self, person: str, button: Button) -> bool:
        """What is there was sent before: opened to be changed, and closed again unchanged."""
        action = read(button.value)
        if isinstance(action, Turn):
            cancel = replace(action, move=Move.CANCEL, page="")
            await self._does(person, Kind.PRESS, value=write(cancel))
        return False

    async def _does(
        self,
        person: str,
        kind: Kind,
        *,
        text: str = "",
        value: str = "",
        fields: dict[str, str] | None = None,
    ) -> Reply:
        return await self.receive(
            Inbound(
                channel=CHANNEL,
                external_id=person,
                kind=kind,
                text=text,
                value=value,
                fields=fields or {},
            )
        )


def _filled(field: AnyField, luck: random.Random, reasons: Sequence[str]) -> str:
    match field:
        case ChoiceField():
            liked = [choice.key for choice in field.choices[: len(LIKED)]]
            return luck.choices(liked, LIKED[: len(liked)])[0]
        case ScaleField():
            return str(luck.randint((field.low + field.high) // 2, field.high))
        case TextField() if field.required or luck.random() < TALKATIVE:
            return luck.choice(reasons)
        case _:
            return ""


def _send(card: Card) -> Button | None:
    for button in card.buttons:
        action = read(button.value)
        if isinstance(action, Turn) and action.move is Move.SEND:
            return button
    return None
