"""Stores to measure on: on disk, with every commit durable, and gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from storage.migrate import migrate

HERE = Path("var")
"""A real disk: the folder for what passes is often kept in memory."""

Opens: TypeAlias = Callable[[], AbstractContextManager[str]]


@contextmanager
def sqlite() -> Iterator[str]:
    """The address of a fresh store, migrated."""
    HERE.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=HERE, prefix="bench-") as folder:
        url = f"sqlite:///{Path(folder).resolve() / 'kombot.db'}"
        migrate(url)
        yield url


STORES: Mapping[str, Opens] = {"sqlite": sqlite}
