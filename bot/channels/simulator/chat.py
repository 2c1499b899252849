"""What becomes of an act: it is put to the bot, and the answer takes its place in the conversation.

A running dialog is kept as its session's id alone and drawn anew whenever it is looked at, so that
answers stand in one place only, and no copy of them outlives the dialog.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from bot.channels.base import Inbound, Kind, Reply
from bot.channels.photos import cleaned
from bot.channels.simulator.cards_json import decode, encode
from bot.channels.simulator.conversations import private, shared
from bot.channels.simulator.inbound import Act
from bot.channels.simulator.news import News, Newsroom
from dialogs.core.actions import Move, Turn, read, write
from dialogs.core.cards import Card, Content, Form, Quote
from dialogs.core.spots import Spots
from storage import simulator
from storage.tables import SimulatedMessage
from storage.unit_of_work import Store, Unit

ANSWERING = (Move.EDIT, Move.SEND)


Look: TypeAlias = Callable[[Iterable[str]], Awaitable[Spots]]


async def nothing_seen(_rooms: Iterable[str]) -> Spots:
    return {}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One message as it is to be drawn; `content` is a str where a person wrote it.

    `key` changes whenever what is seen does.
    """

    reference: str
    key: str
    author: str
    at: datetime
    content: Content | str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Where the answer stands; `line` is None for a repeat, which shows nothing new."""

    conversation: str
    line: Line | None


@dataclass(frozen=True, kw_only=True)
class Chat:
    store: Store
    receive: Callable[[Inbound], Awaitable[Reply]]
    now: Callable[[], datetime]
    news: Newsroom
    look: Look = nothing_seen
    """What there is to know of the channels that an act is about."""

    async def act(self, act: Act) -> Answer:
        """What is answered to a button in a shared place is said in private."""
        if act.kind is Kind.WORDS:
            await self._keep_words(act)
        spots = await self.look(act.rooms)
        photos = {str(key): await cleaned(raw) for key, raw in enumerate(act.files)}
        reply = await self.receive(replace(act.inbound(), spots=spots, photos=photos))
        aside = act.place and act.kind is not Kind.WORDS
        conversation = private(act.person) if aside or not act.place else shared(act.place)
        if reply.content is None:
            return Answer(conversation=conversation, line=None)
        row = await self._settle(conversation, reply, "" if aside else act.message)
        self.news.tell(News(what="message", conversation=conversation, by=act.window))
        return Answer(conversation=conversation, line=_line(row, reply.content))

    async def lines(self, conversation: str, person: str) -> tuple[list[Line], int]:
        """The conversation as it stands now, and the position of its newest message."""
        async with self.store.snapshot() as reads:
            rows = await simulator.messages(reads, conversation)
        found = [(row, await self._content(row, person)) for row in rows]
        lines = [_line(row, content) for row, content in found if content is not None]
        return lines, rows[-1].position or 0 if rows else 0

    async def _content(self, row: SimulatedMessage, person: str) -> Content | str | None:
        match row.content:
            case {"words": str(words)}:
                return words
            case {"session": str(session_id)}:
                return await self._drawn_anew(session_id, person)
            case _:
                return decode(row.content["card"])

    async def _drawn_anew(self, session_id: str, person: str) -> Content | None:
        show = write(Turn(session_id=session_id, turn=0, move=Move.SHOW))
        inbound = Inbound(
            channel=simulator.CHANNEL,
            external_id=person,
            kind=Kind.PRESS,
            value=show,
            spots={},
            photos={},
        )
        return (await self.receive(inbound)).content

    async def _keep_words(self, act: Act) -> None:
        conversation = shared(act.place) if act.place else private(act.person)
        said = SimulatedMessage(
            conversation=conversation,
            author=act.person,
            content={"words": act.text},
            at=self.now(),
        )
        if act.id:
            said.reference = act.id

        async def work(unit: Unit) -> None:
            simulator.add_once(unit, said)

        await self.store.run(work)
        self.news.tell(News(what="message", conversation=conversation, by=act.window))

    async def _settle(self, conversation: str, reply: Reply, source: str) -> SimulatedMessage:
        async def work(unit: Unit) -> SimulatedMessage:
            return await self._place(unit, conversation, reply, source)

        return await self.store.run(work)

    async def _place(
        self, unit: Unit, conversation: str, reply: Reply, source: str
    ) -> SimulatedMessage:
        """In the place of the card that was used, or last; a dialog stands in one place only."""
        content = kept(reply)
        rows = await simulator.messages(unit, conversation)
        used = next((row for row in rows if row.reference == source and reply.replaces), None)
        session = content.get("session")
        doubles = [
            row.reference
            for row in rows
            if session and row is not used and row.content.get("session") == session
        ]
        if doubles:
            simulator.remove(unit, doubles)
        if used is not None and used.author == simulator.BOT:
            simulator.change(unit, used, content)
            return used.model_copy(update={"content": content, "version": used.version + 1})
        row = SimulatedMessage(conversation=conversation, content=content, at=self.now())
        simulator.add(unit, row)
        return row


def kept(reply: Reply) -> dict[str, Any]:
    """What of a reply is kept. Text that is handed back unsaved is shown once and not kept."""
    content = reply.content
    if content is None:
        raise ValueError("a reply that shows nothing is not kept")
    if reply.session_id and holds_answers(content):
        return {"session": reply.session_id}
    if isinstance(content, Form):
        content = Card(title=content.title, body=content.body)
    if reply.replaces:
        said = tuple(part for part in content.body if not isinstance(part, Quote))
        content = replace(content, body=said)
    return {"card": encode(content)}


def holds_answers(content: Content) -> bool:
    """A page to fill in, or the overview of one's answers."""
    if isinstance(content, Form):
        return True
    actions = [read(button.value) for button in content.buttons]
    return any(isinstance(each, Turn) and each.move in ANSWERING for each in actions)


def _line(row: SimulatedMessage, content: Content | str) -> Line:
    turn = f".{content.turn}" if isinstance(content, Form) else ""
    return Line(
        reference=row.reference,
        key=f"{row.reference}.{row.version}{turn}",
        author=row.author,
        at=row.at,
        content=content,
    )
