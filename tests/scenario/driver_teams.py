"""Life on Teams: activities with signed tokens over HTTP, botbuilder, and a Bot connector."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests import town as plot
from tests.adaptive_cards import NEWER, elements, fallen_back, problems, shown
from tests.fakes.connector import ConnectorFake
from tests.scenario.drivers import Life
from tests.teams_town import TeamsTown, a_teams_town, member

Json = dict[str, Any]
FILLED = "Input."
EXECUTE, SUBMIT = "Action.Execute", "Action.Submit"


@asynccontextmanager
async def on_teams(folder: Path, **own: str) -> AsyncIterator[Life]:
    async with a_teams_town(folder, **own) as town:
        door = TeamsDoor(town=town)

        async def lists(name: str) -> None:
            town.fake.members[plot.id_of(name)] = member(name)
            await _installs(life, name)

        life = Life(
            app=town.app,
            clock=town.clock,
            folder=folder,
            room=_Channels(town.fake),
            join=lambda who: TeamsDriver(who, door),
            lists=lists,
        )
        for name in (plot.HR, *plot.EVERYONE):
            await _installs(life, name)
        yield life


async def _installs(life: Life, name: str) -> None:
    driver = life[name.split(maxsplit=1)[0]]
    assert isinstance(driver, TeamsDriver)
    await driver.installs()


def cards_in(fake: ConnectorFake, conversation: str) -> dict[str, Json]:
    """By activity id."""
    return {
        activity: body["attachments"][0]["content"]
        for activity, body in fake.shown.get(conversation, {}).items()
        if "attachments" in body
    }


@dataclass(frozen=True)
class _Channels:
    fake: ConnectorFake

    def place(self, name: str) -> list[str]:
        return [shown(card) for card in cards_in(self.fake, name).values()]

    def pictures(self, name: str) -> list[str]:
        """On a client that draws no charts."""
        cards = [fallen_back(card, NEWER) for card in cards_in(self.fake, name).values()]
        found = [each for card in cards for each in elements(card) if each["type"] == "Image"]
        return [each["altText"] for each in found if each["url"].startswith("data:image/png")]


@dataclass(frozen=True, kw_only=True)
class TeamsDoor:
    """The way from Teams to kombot."""

    town: TeamsTown

    @property
    def fake(self) -> ConnectorFake:
        return self.town.fake

    async def send(self, name: str, who: str, **other: Any) -> Json:
        """People take a second for whatever they do, and kombot's pace is theirs."""
        self.town.clock.move(timedelta(seconds=1))
        sender = {"id": who, "aadObjectId": who}
        status, answer = await self.town.send(name, **{"from": sender}, **other)
        assert status in {200, 201}, f"{status}: {answer}"
        return answer if isinstance(answer, dict) else {}


@dataclass
class TeamsDriver:
    """A client keeps a card for each message; the answer to a click takes the place of its card."""

    who: str
    door: TeamsDoor
    told: list[str] = field(default_factory=list)
    _cards: dict[tuple[str, str], Json] = field(default_factory=dict)
    _stored: dict[tuple[str, str], Json] = field(default_factory=dict)
    _thread: str = ""

    @property
    def chat(self) -> str:
        return f"a:private-{self.who}"

    @property
    def text(self) -> str:
        self._look()
        return self.told[-1] if self.told else ""

    @property
    def seen(self) -> str:
        self._look()
        return "\n".join(self.told)

    @property
    def kept(self) -> str:
        """On the server, where every device of the person looks."""
        return "\n".join(map(shown, self.stored.values()))

    @property
    def stored(self) -> dict[str, Json]:
        return cards_in(self.door.fake, self.chat)

    @property
    def fields(self) -> list[str]:
        self._look()
        (*_, newest) = self._cards.values()
        return [each["id"].replace(".", "__") for each in _inputs(newest)]

    def options(self, name: str) -> dict[str, str]:
        self._look()
        (*_, newest) = self._cards.values()
        (field,) = [each for each in _inputs(newest) if each["id"] == name]
        return {each["title"]: each["value"] for each in field["choices"]}

    async def installs(self) -> None:
        self.door.fake.open(self.chat)
        where = {"id": self.chat}
        await self.door.send("installation_update_personal", self.who, conversation=where)

    async def writes(self, text: str, *, place: str = "") -> None:
        if place:
            self._thread = f"{place};messageid=1763801995500"
            self.door.fake.open(self._thread)
        name = "message_mention_channel" if place else "message_personal"
        words = f"<at>kombot</at>&nbsp;{text}\n" if place else text
        where = {"id": self._thread if place else self.chat}
        await self.door.send(name, self.who, text=words, conversation=where)

    async def clicks(self, label: str) -> None:
        self._look()
        for (conversation, activity), card in reversed(self._cards.items()):
            if action := _action(card, label):
                await self._execute(conversation, activity, action, _as_shown(card))
                return
        raise AssertionError(f"no button {label!r}; newest:\n{self.text}")

    async def answers(self, **fields: str) -> None:
        """The first button of a page sends it."""
        self._look()
        (conversation, activity), card = list(self._cards.items())[-1]
        typed = {name.replace("__", "."): raw for name, raw in fields.items()}
        assert typed.keys() <= _as_shown(card).keys(), f"{typed} in:\n{shown(card)}"
        first = next(each for each in _actions(card) if "msteams" not in each["data"])
        await self._execute(conversation, activity, first, {**_as_shown(card), **typed})

    async def _execute(
        self, conversation: str, activity: str, action: Json, inputs: Mapping[str, str | None]
    ) -> None:
        data = pressed(action, inputs)
        name = "invoke_execute" if conversation == self.chat else "invoke_execute_channel"
        answer = await self.door.send(
            name,
            self.who,
            conversation={"id": conversation},
            replyToId=activity,
            value={"action": {**_told(action), "data": data}, "trigger": "manual"},
        )
        if answer.get("type", "").startswith("application/vnd.microsoft.card"):
            self._show((conversation, activity), answer["value"])
            self._stored[conversation, activity] = cards_in(self.door.fake, conversation)[activity]
        self._look()

    def _look(self) -> None:
        for conversation in (self._thread, self.chat):
            for activity, card in cards_in(self.door.fake, conversation).items():
                key = (conversation, activity)
                if self._stored.get(key) != card:
                    self._stored[key] = card
                    self._show(key, card)

    def _show(self, key: tuple[str, str], card: Json) -> None:
        """Each is held against the platform's own schema."""
        assert problems(card) == []
        self._cards.pop(key, None)
        self._cards[key] = card
        self.told.append(shown(card))


def _inputs(card: Json) -> list[Json]:
    return [each for each in elements(card) if each["type"].startswith(FILLED)]


def _as_shown(card: Json) -> dict[str, str | None]:
    return {each["id"]: each.get("value", _empty(each)) for each in _inputs(card)}


def _empty(element: Json) -> str | None:
    return "" if element["type"] == "Input.Text" else None


def _action(card: Json, label: str) -> Json | None:
    return next((each for each in _actions(card) if each["title"] == label), None)


def _actions(card: Json) -> list[Json]:
    return [each for each in elements(card) if each["type"] in {EXECUTE, SUBMIT}]


def _told(action: Json) -> Json:
    return {key: action[key] for key in ("type", "title", "verb")}


def pressed(action: Json, inputs: Mapping[str, str | None]) -> Json:
    """A client sends no key for a choice that was not made."""
    return {**action["data"], **{key: raw for key, raw in inputs.items() if raw is not None}}
