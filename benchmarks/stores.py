"""Stores to measure on: on disk, with every commit durable, and gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from storage.migrate import migrate
from tests.postgres import SETTINGS, a_server

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


DISK = Path("/var/tmp")  # noqa: S108 - its server makes a folder there that it alone may enter
LOOKED_AFTER = {**SETTINGS, "autovacuum": "on", "shared_buffers": "128MB"}


@contextmanager
def postgres() -> Iterator[str]:
    """As `sqlite`, on a server of its own that keeps to the disk, and to the load's core."""
    with ExitStack() as ending:
        made = a_server(ending.callback, settings=LOOKED_AFTER, within=DISK)
        url = made.bare("bench")
        migrate(url)
        yield url


STORES: Mapping[str, Opens] = {"sqlite": sqlite, "postgres": postgres}
