"""What the person who clicked or wrote sees at once.

An invoke is answered in its own response, within its time; a message is answered by a message. What
takes longer goes on and is shown when it is there, so that nothing that someone wrote is dropped.
Where Teams asks again meanwhile, it gets the same answer. What a card opens and does not turn into
is a message of its own, so that all devices show both.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from bot.channels.base import Failed, Inbound, Reply, Sent, Target
from bot.channels.language import language_of
from bot.channels.teams.adaptive import render
from bot.channels.teams.adaptive_parts import Element
from bot.channels.teams.asked import Key, Lately, Work
from bot.channels.teams.channel import TeamsChannel
from bot.channels.teams.inbound import NAME, Envelope, read_inbound
from bot.channels.teams.keeping import Keeping, Message
from bot.channels.teams.members import Members, Receive
from bot.channels.teams.photos import Album
from bot.channels.teams.promised import Promised
from bot.channels.teams.turns import Turn
from bot.channels.teams.whose import is_personal, is_settled
from bot.channels.teams.windows import FETCH, given_back, stays, with_typed
from dialogs.core.cards import Content
from dialogs.core.runner import texts
from dialogs.core.texts import FALLBACK, Texts

log = logging.getLogger("kombot.teams")

WORDS_FOLDER = Path(__file__).parent / "words"
INVOKE_SECONDS = 3.0
MESSAGE_SECONDS = 10.0
SENDING_SECONDS = 1.5
"""For how long an answer waits to learn whether the message that it speaks of has arrived."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """`language` is for those whose client tells none."""

    receive: Receive
    channel: TeamsChannel
    members: Members
    album: Album
    language: str = FALLBACK
    invoke_seconds: float = INVOKE_SECONDS
    message_seconds: float = MESSAGE_SECONDS
    sending_seconds: float = SENDING_SECONDS
    _promised: Promised = field(default_factory=Promised)
    _asked: Lately = field(default_factory=Lately)
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def answer(self, turn: Turn) -> None:
        inbound = read_inbound(turn.envelope)
        if inbound is None:
            await self._tell("unknown", turn)
            return
        turn, work = self._working(turn, inbound)
        seconds = self.invoke_seconds if turn.envelope.is_invoke else self.message_seconds
        done, _ = await asyncio.wait({work}, timeout=seconds)
        if done:
            await self._shown(turn, inbound, work.result())
        else:
            if not turn.again:
                self._promised.begin(self._show_late(turn, inbound, work))
            await self._say("slow", turn, inbound)

    async def close(self) -> None:
        """Wait for what was promised: late answers, and messages that are to be kept up to date."""
        await self._promised.close()

    def _working(self, turn: Turn, inbound: Inbound) -> tuple[Turn, Work]:
        """What is begun now, or was when Teams asked the first time and did not fail."""
        key = _key(inbound)
        before = self._asked.get(key)
        if before and not (before.work.done() and before.work.result() is None):
            return replace(turn, again=True), before.work
        work = self._promised.begin(self._received(turn.envelope, inbound))
        if turn.envelope.is_invoke and inbound.event_id:
            self._asked.keep(key, work)
        return turn, work

    async def _received(self, envelope: Envelope, inbound: Inbound) -> Reply | None:
        """None where something broke: whoever clicked is told so, whatever it was."""
        try:
            if envelope.attached:
                inbound = replace(inbound, photos=await self.album.of(envelope))
            return await self.members.heard(envelope, inbound, self.receive)
        except Exception as problem:  # noqa: BLE001 - an invoke needs an answer that a client shows
            log.error("could not answer on teams: %s", _where(problem))  # noqa: TRY400 - no words
            return None

    async def _shown(self, turn: Turn, inbound: Inbound, reply: Reply | None) -> None:
        try:
            await self._show(turn, inbound, reply)
        except Exception as problem:  # noqa: BLE001 - as above
            log.error("could not show on teams: %s", _where(problem))  # noqa: TRY400 - as above
            await self._say("failed", turn, inbound)

    async def _show(self, turn: Turn, inbound: Inbound, reply: Reply | None) -> None:
        if reply is None:
            await self._say("failed", turn, inbound)
        elif reply.content is None:
            await self._tell("again", turn)
        elif turn.envelope.in_window:
            await self._show_in_window(turn, inbound, reply, reply.content)
        elif inbound.place and is_personal(inbound, reply):
            phrase = await self._in_private(turn, inbound, reply.content)
            await turn.say(self._words(phrase, turn.envelope, language=reply.language))
        elif turn.envelope.is_invoke and not (reply.replaces or inbound.place):
            await self._show_below(turn, inbound, reply, reply.content)
        else:
            over_the_old = reply.replaces or is_settled(inbound, reply)
            await self._show_there(turn, reply.content, over_the_old=over_the_old)

    async def _show_there(self, turn: Turn, content: Content, *, over_the_old: bool) -> None:
        if turn.envelope.is_invoke:
            self._keep(turn, turn.replace(content), content, over_the_old=over_the_old)
        else:
            await turn.post(content, over_the_old=over_the_old)

    async def _show_below(
        self, turn: Turn, inbound: Inbound, reply: Reply, content: Content
    ) -> None:
        """The card stays; if Teams takes no message, the answer is seen at least here and now."""
        arrived = await self._sent(turn, inbound, lambda: turn.post(content))
        if arrived:
            await turn.say(self._words("below", turn.envelope, language=reply.language))
        elif arrived is None:
            await self._say("slow", turn, inbound)
        else:
            await self._show_there(turn, content, over_the_old=False)

    async def _sent(
        self, turn: Turn, inbound: Inbound, send: Callable[[], Coroutine[Any, Any, bool]]
    ) -> bool | None:
        """Whether it arrived; None while that is not known. It is sent once, however often asked.

        Where an answer that came late is sent already, nothing was kept of that.
        """
        asked = self._asked.get(_key(inbound))
        task = asked.sending if asked else None
        if turn.again and task is None:
            return True
        if task is None or not turn.again:
            task = self._promised.begin(send())
        if asked:
            asked.sending = task
        done, _ = await asyncio.wait({task}, timeout=self.sending_seconds)
        return task.result() if done else None

    async def _show_in_window(
        self, turn: Turn, inbound: Inbound, reply: Reply, content: Content
    ) -> None:
        """The window is seen by nobody else, also where it was opened in a channel."""
        fetched, on = turn.envelope.name == FETCH, stays(content)
        if on and await turn.turn_page(with_typed(content, inbound) if fetched else content):
            if not (fetched or inbound.place) and reply.replaces:
                self._keep(turn, render(content), content, over_the_old=True)
            return
        phrase = "too_much"
        if inbound.place and await self._in_private(turn, inbound, content) == "not_private":
            phrase, on = "not_private", True
        too_much = self._words(phrase, turn.envelope, language=reply.language)
        await turn.say(too_much if on else content.title)
        if not inbound.place:
            self._promised.begin(self._leave(turn, content, over_the_old=reply.replaces))

    async def _show_late(self, turn: Turn, inbound: Inbound, work: Work) -> None:
        """The invoke is answered by now; in a place, only a card for all there changes at all."""
        reply = await work
        if not inbound.place:
            as_message = replace(turn, envelope=replace(turn.envelope, kind="message"))
            await self._shown(as_message, inbound, reply)
        elif reply is not None and reply.content is not None:
            if is_settled(inbound, reply):
                await self._leave(turn, reply.content, over_the_old=True)
            else:
                await self._show_in_private(inbound, reply.content)

    async def _in_private(self, turn: Turn, inbound: Inbound, content: Content) -> str:
        """What to say of it in the channel."""
        arrived = await self._sent(turn, inbound, lambda: self._show_in_private(inbound, content))
        return "not_private" if arrived is False else "private"

    async def _show_in_private(self, inbound: Inbound, content: Content) -> bool:
        """False where it cannot be done as things are; what waits its turn may be written to."""
        target = Target(
            id=inbound.external_id,
            channel=NAME,
            tenant=inbound.tenant,
            external_id=inbound.external_id,
            reference=inbound.reference,
            shared=False,
        )
        shown = await self.channel.show(target, content)
        if not isinstance(shown, Sent):
            log.warning("could not answer in private on teams: %s", shown.reason)
        return not isinstance(shown, Failed)

    def _keep(
        self, turn: Turn, cards: Sequence[Element], content: Content, *, over_the_old: bool
    ) -> None:
        """What follows it is sent, too; of what takes its place the newest is enough."""
        if turn.again or not (over_the_old or cards[1:]):
            return
        if cards[1:]:
            self._promised.begin(self._keep_all(turn, cards, content, over_the_old=over_the_old))
        elif message := _stored(turn):
            send = partial(self._update, turn, cards[0], content)
            self._keeping.keep(message, send, is_last=not stays(content))

    async def _update(self, turn: Turn, card: Element, content: Content) -> None:
        async with self._lock(turn):
            await turn.update(card, content)

    async def _keep_all(
        self, turn: Turn, cards: Sequence[Element], content: Content, *, over_the_old: bool
    ) -> None:
        """One update of a message at a time, in the order of the clicks."""
        self._overtake(turn)
        async with self._lock(turn):
            if over_the_old:
                await turn.update(cards[0], content)
            await turn.follow(cards[1:], content)

    async def _leave(self, turn: Turn, content: Content, *, over_the_old: bool) -> None:
        """The window is closed: the rest stands in the chat."""
        if over_the_old:
            self._overtake(turn)
        async with self._lock(turn):
            await turn.post(content, over_the_old=over_the_old)

    def _overtake(self, turn: Turn) -> None:
        if message := _stored(turn):
            self._keeping.overtake(message)

    @cached_property
    def _keeping(self) -> Keeping:
        connector = self.channel.connector
        return Keeping(begin=self._promised.begin, now=connector.now, rest=connector.rest)

    def _lock(self, turn: Turn) -> asyncio.Lock:
        return self._locks.setdefault(turn.envelope.reply_to, asyncio.Lock())

    async def _tell(self, phrase: str, turn: Turn) -> None:
        """To an invoke, which has to be answered; a message is left alone."""
        if turn.envelope.is_invoke:
            await turn.say(self._words(phrase, turn.envelope))

    async def _say(self, phrase: str, turn: Turn, inbound: Inbound) -> None:
        """In a window together with what was written: the page that it stands on goes away."""
        in_window = turn.envelope.in_window
        words = self._words(f"{phrase}_in_window" if in_window else phrase, turn.envelope)
        written = tuple(texts(inbound.fields).values()) if in_window else ()
        if not (written and await turn.turn_page(given_back(words, written))):
            await turn.say(words)

    def _words(self, phrase: str, envelope: Envelope, *, language: str = "") -> str:
        """`language` is the person's where it is known who that is, else it is their client's."""
        about, now = envelope.about, self.channel.connector.now()
        asked = language_of(about.locale, about.zone, house_zone=self.members.zone, now=now)
        spoken = language or asked or self.language
        return Texts((WORDS_FOLDER,)).say(f"teams/{phrase}", language=spoken, zone="", facts={})


def _key(inbound: Inbound) -> Key:
    return inbound.external_id, inbound.event_id


def _stored(turn: Turn) -> Message | None:
    """The message whose card was clicked, where there is one."""
    where = turn.envelope
    return (where.conversation, where.reply_to) if where.reply_to else None


def _where(problem: Exception) -> str:
    """The kind of problem and its line: its text may hold what someone wrote."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return f"{type(problem).__name__} at {place}"
