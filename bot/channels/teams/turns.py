"""One turn of botbuilder's, as far as an answer needs it: finish the invoke, post, update."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from botbuilder.core import TurnContext

from bot.channels.base import Retry
from bot.channels.teams.adapter import TeamsAdapter, Undelivered
from bot.channels.teams.adaptive import CONTENT_TYPE, message, render, written
from bot.channels.teams.adaptive_parts import Element
from bot.channels.teams.inbound import Envelope
from bot.channels.teams.windows import WINDOWS, in_words, page
from dialogs.core.cards import Card, Content

log = logging.getLogger("kombot.teams")

MESSAGE = "application/vnd.microsoft.activity.message"
SHOWS = b'{"statusCode": 200, "type": "%s", "value": %%s}' % CONTENT_TYPE.encode()
"""An answer that shows a card in place of the one that was clicked."""
SEARCHING, OPENING = "composeExtension/", "composeExtension/fetchTask"
"""What a message extension asks; kombot is none, and says so."""
TRIES = 3
LONGEST_PAUSE = 3.0

Pause = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """`pause` waits between tries, in seconds. It may be used after the invoke is answered.

    `again`: Teams asked for the same a second time. It gets its answer, and nothing else is sent.
    """

    context: TurnContext
    adapter: TeamsAdapter
    envelope: Envelope
    pause: Pause
    again: bool = False

    async def say(self, words: str) -> None:
        if self.envelope.is_invoke:
            self._respond(told(self.envelope.name, words))
        else:
            await self.post(Card(title=words))

    async def turn_page(self, content: Content) -> bool:
        """Show it in the window; False where it does not fit into one."""
        cards = render(content, opened_from=self.envelope.reply_to)
        if len(cards) == 1:
            attachment = {"contentType": CONTENT_TYPE, "content": cards[0]}
            self._respond(page(content.title, attachment))
        return len(cards) == 1

    def replace(self, content: Content) -> tuple[Element, ...]:
        """Show its first card in place of the one that was clicked, on this device.

        Returns all of them: the others are to follow below it, once the invoke is answered.
        """
        cards = written(content)
        if self.envelope.is_invoke:
            self.adapter.answer(self.context, SHOWS % cards[0].raw)
        return tuple(each.card for each in cards)

    async def post(self, content: Content, *, over_the_old: bool = False) -> bool:
        """As a message; over the message whose card was used, where that is there still.

        False where Teams did not take it.
        """
        first, *others = render(content)
        updated = over_the_old and await self.update(first, content)
        arrived = updated or await self._send(first, content)
        if arrived:
            await self.follow(others, content)
        return arrived

    async def follow(self, cards: Sequence[Element], content: Content) -> None:
        """The rest of what is too large for one message, in the order in which it is read."""
        for card in cards:
            await self._send(card, content)

    async def update(self, card: Element, content: Content) -> bool:
        """Keep the stored message up to date: the person's other devices show that one."""
        if not self.envelope.reply_to:
            return False
        shown, stored = message(card, summary=content.title), self.envelope.reply_to
        return await self._tried(lambda: self.adapter.put(self.context, shown, id=stored))

    async def _send(self, card: Element, content: Content) -> bool:
        shown = message(card, summary=content.title)
        return await self._tried(lambda: self.adapter.post(self.context, shown))

    async def _tried(self, call: Callable[[], Awaitable[Any]]) -> bool:
        """A reply is in no outbox: it is tried a few times now, and then told to be lost."""
        if self.again:
            return True
        for left in reversed(range(TRIES)):
            try:
                await call()
            except Undelivered as undelivered:
                why = undelivered.why
                if not (left and isinstance(why, Retry)):
                    log.warning("teams did not take an answer: %s", why.reason)
                    return False
                await self.pause(min(why.after.total_seconds(), LONGEST_PAUSE))
            else:
                return True
        return False

    def _respond(self, body: dict[str, Any]) -> None:
        if self.envelope.is_invoke:
            self.adapter.answer(self.context, json.dumps(body, ensure_ascii=False).encode())


def told(name: str, words: str) -> dict[str, Any]:
    """What the client shows of words that answer this invoke."""
    if name in WINDOWS or name == OPENING:
        return in_words(words)
    if name.startswith(SEARCHING):
        return {"composeExtension": {"type": "message", "text": words}}
    return {"statusCode": int(HTTPStatus.OK), "type": MESSAGE, "value": words}
