"""A process that has loaded kombot once and forks it on demand, so that a kill costs no start.

What is born is a process as any other: its own id, environment, folder and clock. Only what takes
two seconds of a start, loading the libraries, has been done before. Orders and answers are lines of
JSON on this process's own input and output.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]


@dataclass
class Spawner:
    """Of the tests' side."""

    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.spawner"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.communicate()

    def bears(self, order: Order) -> int:
        """The new process's id."""
        return self._asks(vars(order))

    def buries(self, pid: int) -> int:
        """How it ended: its exit code, or below zero the signal. It has to be gone, or going."""
        return self._asks({"bury": pid})

    def _asks(self, what: Mapping[str, Any]) -> int:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@dataclass(frozen=True, kw_only=True)
class Order:
    """`command` is all, web, worker, migrate, move or demo; `ahead` is its clock's, in seconds."""

    command: str
    folder: str
    env: Mapping[str, str] = field(default_factory=dict)
    ahead: float = 0.0


def serve() -> None:
    """Until nobody orders any more; what was born is not left behind."""
    _load()
    born: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "bury" in asked:
            _, status = os.waitpid(asked["bury"], 0)
            born.discard(asked["bury"])
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = _fork(Order(**asked))
            born.add(answer)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for pid in born:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _fork(order: Order) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _live(order)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stderr.flush()
        os._exit(code)


def _live(order: Order) -> None:
    """As `python -m bot` would, from the environment on."""
    from bot import serve as bot
    from bot.opening import settings_now
    from bot.sight import logs
    from schedules.core.clock import MovableClock
    from storage import crash
    from storage.migrate import migrate

    os.chdir(order.folder)
    _talk_into(Path(order.folder) / "log")
    os.environ.clear()
    os.environ.update(order.env)
    importlib.reload(crash)
    said = {"KOMBOT_LOG_LEVEL": "INFO", "KOMBOT_LOG_FORMAT": "text", **order.env}
    logs.begin(level=said["KOMBOT_LOG_LEVEL"], form=said["KOMBOT_LOG_FORMAT"])
    if order.command == "demo":
        from bot import demo_site

        asyncio.run(demo_site.run_demo(demo_site.demo_settings(os.environ)))
        return
    settings = settings_now()
    if order.command == "migrate":
        migrate(settings.database_url)
        return
    if order.command == "move":
        from bot.values import revealed
        from storage.move import move

        move(settings.database_url, revealed(settings.move_to), tell=print)
        return
    which = {"web_too": order.command != "worker", "worker_too": order.command != "web"}
    clock = MovableClock(timedelta(seconds=order.ahead))
    asyncio.run(bot.run(settings, clock=clock, **which))


def _talk_into(file: Path) -> None:
    """What it says, after what those before it have said; its input and output are not ours."""
    said = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number, into in enumerate((nothing, said, said)):
        os.dup2(into, number)


def _load() -> None:
    """All that a kombot on Slack loads on its way to the first answer."""
    for name in (
        "bot.__main__",
        "bot.channels.slack.channel",
        "bot.channels.slack.endpoint",
        "bot.channels.slack.install.endpoint",
        "asyncpg",
        "sqlalchemy.dialects.postgresql.asyncpg",
        "sqlalchemy.dialects.sqlite.pysqlite",
    ):
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)


if __name__ == "__main__":
    serve()
