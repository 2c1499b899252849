"""People at other Teams clients: an older one, and one where long pages are opened in a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.adaptive_cards import shown
from tests.scenario.driver_teams import Json, TeamsDriver, pressed
from tests.scenario.drivers import Life

WINDOW = "window"
KEY = (WINDOW, "")


@dataclass
class OlderDriver(TeamsDriver):
    """It knows no Execute: what is pressed comes as a message, and a card changes by an update."""

    async def _execute(
        self, conversation: str, activity: str, action: Json, inputs: Mapping[str, str | None]
    ) -> None:
        instead = action.get("fallback", action)
        assert instead["type"] == "Action.Submit"
        await self.door.send(
            "message_submit",
            self.who,
            conversation={"id": conversation},
            replyToId=activity,
            value=pressed(instead, inputs),
        )
        self._look()


@dataclass
class WindowDriver(TeamsDriver):
    """`words` is what Teams says in the window when it has no page any more."""

    words: str = ""

    @property
    def text(self) -> str:
        """The window stands before everything else."""
        self._look()
        return shown(self._cards[KEY]) if KEY in self._cards else self.told[-1]

    def _look(self) -> None:
        super()._look()
        if KEY in self._cards:
            self._cards[KEY] = self._cards.pop(KEY)

    def closes(self) -> None:
        """By its own cross: kombot hears nothing of it."""
        self._cards.pop(KEY, None)

    async def _execute(
        self, conversation: str, activity: str, action: Json, inputs: Mapping[str, str | None]
    ) -> None:
        data = pressed(action, inputs)
        if action["data"].get("msteams") == {"type": "task/fetch"}:
            where = {"conversation": {"id": conversation}, "replyToId": activity}
            await self._ask("task_fetch", data, **where)
        elif conversation == WINDOW:
            await self._ask("task_submit", data, conversation={"id": self.chat})
        else:
            await super()._execute(conversation, activity, action, inputs)

    async def _ask(self, name: str, data: Json, **where: object) -> None:
        value = {"data": data, "context": {"theme": "default"}}
        answer = await self.door.send(name, self.who, value=value, **where)
        self._look()
        self.closes()
        task = answer["task"]
        if task["type"] == "continue":
            self._show(KEY, task["value"]["card"]["content"])
        else:
            self.words = task["value"]


def at_an_older_client(life: Life, name: str) -> OlderDriver:
    before = life[name]
    assert isinstance(before, TeamsDriver)
    life.people[name] = older = OlderDriver(who=before.who, door=before.door)
    return older


def with_windows(life: Life, name: str) -> WindowDriver:
    before = life[name]
    assert isinstance(before, TeamsDriver)
    life.people[name] = other = WindowDriver(who=before.who, door=before.door)
    return other


def stored(person: TeamsDriver) -> list[str]:
    """The cards in the person's chat as every device of theirs has them, oldest first."""
    return [shown(card) for card in person.stored.values()]
