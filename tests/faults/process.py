"""`kombot demo` as a process of its own, which can be killed, and people who use it over HTTP."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from storage.unit_of_work import Store
from tests.stores import open_store

ROOT = Path(__file__).parents[2]
STORE = Path("var") / "demo"
READY = "kombot is at"
PATIENCE = 30
"""Seconds until something that does not come is given up."""
SENDING = re.compile(r"turn:[^:]+:\d+:(next|send):")
GONE = (aiohttp.ClientError, ConnectionError)
"""What a request meets when the process is killed under it."""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Demo:
    """The demo in `folder`. It is there between `start` and `kill`, and its data all the time."""

    folder: Path
    port: int = field(default_factory=_free_port)
    said: list[str] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _listening: asyncio.Task[None] | None = None
    _http: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        ready = asyncio.Event()
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo"),
            cwd=self.folder,
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(ROOT),
                "KOMBOT_PORT": str(self.port),
            },
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._listening = asyncio.create_task(self._listen(self._process, ready))
        async with asyncio.timeout(PATIENCE):
            await ready.wait()
        assert self._process.returncode is None, "\n".join(self.said)
        self._http = aiohttp.ClientSession(self.url, headers={"Origin": self.url})
        async with self._http.get("/health") as answer:
            assert await answer.json() == {"store": "ok"}

    async def _listen(self, process: asyncio.subprocess.Process, ready: asyncio.Event) -> None:
        """What it says goes on until it is gone; then nobody waits for it any more."""
        assert process.stderr is not None
        async for line in process.stderr:
            self.said.append(line.decode())
            if READY in self.said[-1]:
                ready.set()
        ready.set()

    async def kill(self) -> None:
        """kill -9: nothing is finished, nothing is said."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._listening is not None:
            await self._listening
        if self._http is not None:
            await self._http.close()
        self._process = self._listening = self._http = None

    async def post(self, path: str, **payload: Any) -> dict[str, Any]:
        assert self._http is not None
        async with self._http.post(f"/simulator/{path}", json=payload) as answer:
            assert answer.status == 200, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        assert self._http is not None
        async with self._http.get(f"/simulator/{path}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found

    async def passes_an_hour(self) -> None:
        """A lease runs out meanwhile, and everything that is due has happened."""
        await self.post("clock", step="hour")

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        """What lies on the disk, opened with the demo's own key; only after a kill."""
        assert self._process is None
        key = (self.folder / STORE / "key").read_text("utf-8")
        async with open_store(self.folder / STORE, key=key) as store:
            yield store


@asynccontextmanager
async def a_demo(folder: Path) -> AsyncIterator[Demo]:
    demo = Demo(folder)
    await demo.start()
    try:
        yield demo
    finally:
        await demo.kill()


@contextmanager
def may_be_gone() -> Iterator[None]:
    """Around a request that the kill may cut off: nothing was acknowledged then."""
    try:
        yield
    except GONE:
        return


@dataclass(frozen=True)
class Page:
    """One message as the browser shows it."""

    id: str
    html: str

    @property
    def text(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    @property
    def fields(self) -> list[str]:
        return [unescape(each) for each in re.findall(r'data-field="([^"]*)"', self.html)]

    @property
    def buttons(self) -> dict[str, str]:
        """Values by label."""
        found = re.findall(r'data-press="([^"]*)"[^>]*>([^<]*)<', self.html)
        return {unescape(label).strip(): unescape(value) for value, label in found}

    @property
    def sends(self) -> str:
        """The value of the button that sends the page, or the whole; empty where there is none."""
        return next((each for each in self.buttons.values() if SENDING.match(each)), "")


@dataclass(frozen=True)
class Visitor:
    """A person at the page; `person` is the id that the demo gave them."""

    demo: Demo
    person: str

    async def writes(self, text: str) -> Page:
        return await self._acts_on("words", text=text)

    async def presses(self, page: Page, value: str, **fields: str) -> Page:
        kind = "submit" if fields else "press"
        return await self._acts_on(kind, value=value, fields=fields, message=page.id)

    async def clicks(self, page: Page, label: str) -> Page:
        assert label in page.buttons, page.text
        return await self.presses(page, page.buttons[label])

    async def answers(self, page: Page, **fields: str) -> Page:
        return await self.presses(page, page.sends, **fields)

    async def looks(self) -> list[Page]:
        """The conversation as it stands."""
        found = await self.demo.get("conversation", person=self.person)
        return [Page(each["id"], each["html"]) for each in found["items"]]

    async def _acts_on(self, kind: str, **what: Any) -> Page:
        """Acknowledged, once this returns; a repeat is answered by what stands there already."""
        answer = await self.demo.post("act", id=uuid4().hex, kind=kind, person=self.person, **what)
        item = answer["item"]
        return Page(item["id"], item["html"]) if item else (await self.looks())[-1]
