"""Somebody at a terminal who runs kombot's commands on a store of their own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from bot.__main__ import cli
from bot.commands.trouble import exit_code, explain
from storage.keys import new_key


@dataclass
class Terminal:
    """`says` is everything that the last command printed, `code` how it ended."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    says: str = ""
    code: int = 0

    def __post_init__(self) -> None:
        mine = {
            "KOMBOT_KEYS": new_key(),
            "KOMBOT_DATABASE_URL": f"sqlite:///{self.file}",
            "SLACK_BOT_TOKEN": "xoxb-made-up",
            "SLACK_SIGNING_SECRET": "made-up",
        }
        self.env = {**mine, **self.env}

    @property
    def file(self) -> Path:
        return self.folder / "kombot.db"

    def runs(self, *words: str | Path) -> str:
        """What was said; an error is told as `kombot` tells it, and unforeseen ones are raised."""
        result = CliRunner().invoke(cli, [str(word) for word in words], env=dict(self.env))
        self.says, self.code = result.output, result.exit_code
        error = result.exception
        if isinstance(error, Exception):
            told = explain(error)
            if told is None:
                raise error
            self.says, self.code = f"{self.says}{told}\n", exit_code(error)
        return self.says

    def writes(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def asks(self, sql: str) -> list[tuple[Any, ...]]:
        """Look into the file itself."""
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(sql).fetchall()

    def does(self, sql: str) -> None:
        """Change the file itself."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute(sql)

    def dump(self) -> list[str]:
        """Everything that the file holds."""
        with closing(sqlite3.connect(self.file)) as connection:
            return list(connection.iterdump())
