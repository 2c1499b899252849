"""Two towns in which all is the same, but two people have changed places: who did what.

Whatever a third person does to find out, they see the same in both; what differs tells on somebody.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis.stateful import RuleBasedStateMachine

from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from storage import people
from tests import town as plot
from tests.talk import MONDAY, Town, a_town

T = TypeVar("T")
Work = Callable[[Town, int], Awaitable[object]]
"""What happens in one of the towns; the number says which: 0 or 1."""


class Twins(RuleBasedStateMachine):
    """`values` are pressed by whoever looks, `words` are written, `papers` are opened."""

    at: ClassVar[datetime] = MONDAY
    words: ClassVar[Sequence[str]] = ("hjem",)
    values: ClassVar[Sequence[str]] = ()
    papers: ClassVar[Sequence[tuple[str, str]]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.towns = self.runs(self._founded())

    async def _founded(self) -> tuple[Town, ...]:
        folders = [self.stack.enter_context(tempfile.TemporaryDirectory()) for _ in range(2)]
        return tuple(
            [
                await self.stack.enter_async_context(a_town(Path(folder), at=self.at))
                for folder in folders
            ]
        )

    def runs(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.runs(self.stack.aclose())
        self.runner.close()

    def both(self, work: Work) -> None:
        async def each() -> None:
            for number, town in enumerate(self.towns):
                await work(town, number)

        self.runs(each())

    def compare(self, name: str) -> None:
        """Everything that somebody can look at, and what stands in the channels."""
        one, other = (self.runs(self._seen(town, name)) for town in self.towns)
        pairs = zip(one, other, strict=True)
        differs = [sorted(set(here) ^ set(there)) for here, there in pairs if here != there]
        assert differs == [], f"{name} sees {differs}"

    async def _seen(self, town: Town, name: str) -> list[list[str]]:
        looker, seen = town[name], []
        for word in self.words:
            await looker.writes(word)
            seen.append(_lines(looker.text))
        for value in self.values:
            await looker.presses(value)
            seen.append(_lines(looker.text))
        for maker, subject in self.papers:
            seen.append(_lines(await _printed(town, name, maker, subject)))
        seen += [_lines("\n".join(town.place(each))) for each in ("planning", "everyone")]
        return [*seen, _lines("\n".join(looker.messages))]


def _lines(text: str) -> list[str]:
    """Without their order, as some are shuffled each time, and links, which are sealed anew."""
    return sorted(re.sub(r"http\S+", "", text).splitlines())


async def _printed(town: Town, name: str, maker: str, subject: str) -> str:
    registry, house = town.app.courier.registry, town.app.courier.house
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of(name))
        assert person is not None
        who = await who_is(reads, person, house)
        say = Speaker(texts=town.app.courier.texts, language="da", zone=who.zone)
        asked = Request(who=who, subject=subject, now=town.now, house=house, say=say)
        return repr(await registry.papers[maker](reads, asked))
