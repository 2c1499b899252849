"""`kombot keys`: the keys that people's words are sealed with."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import typer

from bot.commands.trouble import Told
from bot.opening import open_store, settings_now
from bot.settings import Settings
from storage import rekey
from storage.keys import Keyring, new_key
from storage.rekey import SealedColumn, Use
from storage.scrub import empty_the_log
from storage.unit_of_work import Store

cli = typer.Typer(help="The keys that people's words are sealed with.", no_args_is_help=True)


@cli.callback()
def keys() -> None:
    """The keys that people's words are sealed with."""


@cli.command()
def new() -> None:
    """Print a fresh key. It comes first in KOMBOT_KEYS; keep a copy apart from the database."""
    typer.echo(new_key())


@cli.command()
def rotate() -> None:
    """Seal everything again with the newest key, and say which keys may go.

    Put the new key first in KOMBOT_KEYS and restart kombot before. It may run while people work,
    and it may be cut off: what is done is done, and it goes on from there the next time.
    """
    settings = settings_now()
    keyring = Keyring(settings.keys)
    typer.echo(f"Sealing with key {keyring.ids[0]}, the first in KOMBOT_KEYS.")
    uses = asyncio.run(_rotate(settings, keyring))
    for line in _verdicts(uses, keyring, backup_days=settings.backup_days):
        typer.echo(line)
    _refuse_lost(uses)


async def _rotate(settings: Settings, keyring: Keyring) -> list[Use]:
    async with open_store(settings) as store:
        work = _Rotation(store=store, keyring=keyring)
        for column in rekey.sealed_columns():
            count = await work.column(column)
            if count:
                typer.echo(f"  {column.name}: {count} sealed again")
        await store.maintenance(empty_the_log)
        return await store.maintenance(lambda connection: rekey.in_use(connection, keyring))


@dataclass(frozen=True, kw_only=True)
class _Rotation:
    store: Store
    keyring: Keyring

    async def column(self, column: SealedColumn) -> int:
        """A slice at a time, since clicks wait while one is written."""
        rows = await self.store.maintenance(
            lambda connection: rekey.wanting(connection, column, self.keyring)
        )
        slices = (rows[at : at + rekey.SLICE] for at in range(0, len(rows), rekey.SLICE))
        return sum([await self._slice(column, each) for each in slices])

    async def _slice(self, column: SealedColumn, rows: Sequence[Sequence[object]]) -> int:
        return await self.store.maintenance(
            lambda connection: rekey.reseal(connection, column, rows, self.keyring)
        )


def _verdicts(uses: Sequence[Use], keyring: Keyring, *, backup_days: int) -> Iterator[str]:
    sealed: Counter[str] = Counter()
    for use in uses:
        sealed[use.key_id] += use.count
    newest, *older = keyring.ids
    yield f"Key {newest} seals {sealed[newest]} values."
    if not older:
        yield (
            "It is the only key: to change it, put the output of kombot keys new in front of it "
            "in KOMBOT_KEYS, restart kombot, and run this again."
        )
    for each in older:
        if sealed[each]:
            yield (
                f"Key {each} still seals {sealed[each]} values: something that runs has not been "
                "restarted since the new key came. Restart kombot, and run this again."
            )
        else:
            yield (
                f"Key {each} is not needed by the store any more. Backups from before now need it "
                f"(you keep them for {backup_days} days): after that, take it out of KOMBOT_KEYS "
                "and destroy it."
            )


def _refuse_lost(uses: Sequence[Use]) -> None:
    lost = [use for use in uses if not use.opens]
    if lost:
        lines = [
            f"  {use.column}: {use.count} sealed with key {use.key_id}, which does not open them"
            for use in lost
        ]
        advice = "Put that key back behind the newest in KOMBOT_KEYS, and run this again."
        raise Told("\n".join(("Some words cannot be opened:", *lines, advice)))
