"""What the page is told: who is there, what a conversation holds, what the clock brought."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.base import Inbound, Reply
from bot.channels.simulator.chat import Answer, Chat, Line
from bot.channels.simulator.colleagues import Colleagues
from bot.channels.simulator.controls import Controls, Moved
from bot.channels.simulator.conversations import private, shared
from bot.channels.simulator.directory import Directory, Row, row
from bot.channels.simulator.drawing import Drawing, words
from bot.channels.simulator.life import Life, life_in
from bot.channels.simulator.player import Player, lines_of
from bot.channels.simulator.rooms import Rooms, known
from dialogs.core.texts import Speaker
from storage import simulator
from storage.unit_of_work import Store

ABSTAIN = 3


@dataclass(frozen=True, kw_only=True)
class Views:
    store: Store
    chat: Chat
    rooms: Rooms
    now: Callable[[], datetime]
    zone: str
    language: str

    async def page(self) -> str:
        directory, drawing = await self._directory(), await self._drawing()
        names = {each.person.id: each.person.name.split()[0] for each in directory.residents}
        begins = directory.resident(directory.someone())
        house = begins.workplace if begins else ""
        return drawing.page(cast=directory.cast(), house=house, names=names)

    async def state(self, person: str) -> Mapping[str, Any]:
        """`list` is the HTML of the list on the left; `unread` counts by conversation."""
        directory, drawing = await self._directory(), await self._drawing()
        acting = person if directory.resident(person) else directory.someone()
        async with self.store.snapshot() as reads:
            unread = await simulator.unread(reads)
        groups = directory.groups(acting)
        rows = [each for group in groups for each in group.rows]
        return {
            "person": acting,
            "clock": self._clock(drawing),
            "language": drawing.say.language,
            "unread": unread,
            "conversations": [_as_json(each) for each in rows],
            "list": drawing.people(groups, unread=unread),
        }

    async def conversation(self, person: str, place: str) -> Mapping[str, Any] | None:
        """None where the person is not known or does not belong there."""
        directory, drawing = await self._directory(), await self._drawing()
        who, where = directory.resident(person), directory.place(place)
        if who is None or not await self.may_act(person, place):
            return None
        about = shared(place) if place else private(person)
        lines, position = await self.chat.lines(about, person)
        me = row(who)
        title = where.name if where else who.person.name
        members = len(directory.members(where)) if where else 0
        label = drawing.say(f"simulator/{me.label}")
        phrase = "as_member" if where else "as_person"
        return {
            "conversation": about,
            "title": title,
            "first_name": who.person.name.split()[0],
            "subtitle": drawing.say(
                f"simulator/{phrase}", name=who.person.name, label=label, count=members
            ),
            "initials": "#" if where else me.initials,
            "colour": 0 if where else me.colour,
            "position": position,
            "items": self._items(lines, drawing, directory),
        }

    async def answered(self, answer: Answer) -> Mapping[str, Any]:
        if answer.line is None:
            return {"conversation": answer.conversation, "item": None}
        directory, drawing = await self._directory(), await self._drawing()
        item = _item(answer.line, drawing, directory)
        return {"conversation": answer.conversation, "item": item}

    async def moved(self, moved: Moved) -> Mapping[str, Any]:
        """Where something happened, with the words for it."""
        directory, drawing = await self._directory(), await self._drawing()
        rows = [each for group in directory.groups("") for each in group.rows]
        happened = [
            {**_as_json(each), "count": moved.happened[each.conversation]}
            for each in rows
            if moved.happened.get(each.conversation)
        ]
        phrase = "moved" if moved.moved else "nothing_waits"
        total = sum(moved.happened.values())
        said = drawing.say(f"simulator/{phrase}", at=self.now(), count=total)
        return {"clock": self._clock(drawing), "said": said, "happened": happened}

    async def voted(self, colleagues: Colleagues, person: object) -> Mapping[str, Any]:
        """All but a few vote, so that there is somebody left to remind."""
        directory, drawing = await self._directory(), await self._drawing()
        others = [each for each in directory.colleagues() if each != person]
        say = drawing.say
        count = await colleagues.answer(
            others[: max(len(others) - ABSTAIN, 0)],
            word=say("simulator/word_vote"),
            reasons=say("simulator/reasons").split("|"),
        )
        return {"said": say("simulator/colleagues", count=count), "happened": []}

    async def life(
        self, receive: Callable[[Inbound], Awaitable[Reply]], controls: Controls
    ) -> Life:
        """The workplace of the guide's stories, and who plays which part there.

        Raise KeyError where there is none whose round could be lived.
        """
        directory, drawing = await self._directory(), await self._drawing()
        someone = directory.resident(directory.cast().contact)
        if someone is None:
            raise KeyError("nobody")
        player = Player(
            receive=receive,
            today=lambda: self.now().astimezone(ZoneInfo(self.zone)).date(),
            lines=lines_of(drawing.say),
        )
        workplace_id = someone.person.workplace_id
        return await life_in(workplace_id, self.store, player, controls, zone=self.zone)

    async def lived(self, lived: Moved) -> Mapping[str, Any]:
        """As `moved`, in a word: so much happened that a list of it helps nobody."""
        drawing = await self._drawing()
        said = drawing.say("simulator/lived", at=self.now())
        return {"clock": self._clock(drawing), "said": said, "happened": []}

    async def may_act(self, person: str, place: str) -> bool:
        directory = await self._directory()
        where = directory.place(place)
        if place and where is None:
            return False
        known = directory.resident(person) is not None
        return known and (where is None or directory.may_see(person, where))

    def _items(
        self, lines: Sequence[Line], drawing: Drawing, directory: Directory
    ) -> list[Mapping[str, str]]:
        """The lines, with a heading before each new day."""
        items: list[Mapping[str, str]] = []
        day = ""
        for line in lines:
            if (today := drawing.iso_day(line.at)) != day:
                day = today
                items.append({"id": day, "key": day, "html": drawing.day(line.at)})
            items.append(_item(line, drawing, directory))
        return items

    def _clock(self, drawing: Drawing) -> Mapping[str, str]:
        now = self.now()
        return {
            "iso": now.isoformat(timespec="minutes"),
            "day": drawing.say(
                "simulator/today", at=now, year=now.astimezone(ZoneInfo(self.zone)).year
            ),
            "hour": drawing.hour(now),
        }

    async def _directory(self) -> Directory:
        return await self.rooms.directory()

    async def _drawing(self) -> Drawing:
        async with self.store.snapshot() as reads:
            language = await simulator.read_language(reads) or self.language
        say = Speaker(texts=words(), language=language, zone=self.zone)
        return Drawing(say=say, rooms=_named(await self._directory(), say))


def _named(directory: Directory, say: Speaker) -> tuple[tuple[str, str], ...]:
    """The channels to choose from, by their ids: as kombot knows them, else as the demo does."""
    names = {each.external_id: each.name for each in directory.places if each.name}
    rooms = known(directory)
    return tuple((each, names.get(each) or say.maybe(f"simulator/room_{each}")) for each in rooms)


def _item(line: Line, drawing: Drawing, directory: Directory) -> Mapping[str, str]:
    who = directory.resident(line.author)
    name = who.person.name if who else drawing.say("simulator/bot")
    return {"id": line.reference, "key": line.key, "html": drawing.line(line, name)}


def _as_json(each: Row) -> dict[str, str]:
    return {
        "person": each.person,
        "place": each.place,
        "conversation": each.conversation,
        "name": each.name,
    }
