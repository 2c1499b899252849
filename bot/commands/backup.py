"""`kombot backup`, `kombot deletions` and `kombot restore`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.trouble import Told
from bot.opening import in_store, settings_now
from bot.settings import Settings
from storage import backup as copies
from storage import deletions
from storage.address import place_of
from storage.database import Database
from storage.deletions import Deletions
from storage.keys import Keyring
from storage.scrub import empty_the_log
from storage.unit_of_work import Store

File = Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")]


def backup(file: File) -> None:
    """Copy the whole store into a new file, while kombot runs."""
    settings = settings_now()
    copies.backup(settings.database_url, file)
    typer.echo(
        f"{file} holds {place_of(settings.database_url)} as it was just now. Names and figures in "
        "it can be read by anybody, people's words only with KOMBOT_KEYS: keep the two apart."
    )
    typer.echo(
        "It holds who voted what in votes that are open now. Delete it after "
        f"{settings.backup_days} days, as kombot tells people (KOMBOT_BACKUP_DAYS)."
    )


def list_deletions(file: File) -> None:
    """Write who has left and who is forgotten, by id: what an older backup does not know."""
    settings = settings_now()
    found = in_store(settings, deletions.read)
    copies.write_beside(deletions.write(found), file)
    count = len(found.people)
    people = "1 person" if count == 1 else f"{count} people"
    typer.echo(f"{file} has {people}, by id and day and without names.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What kombot backup has written.")],
    *,
    deletions_file: Annotated[
        Path | None,
        typer.Option("--deletions", help="What kombot deletions wrote last, to forget anew."),
    ] = None,
) -> None:
    """Make the store of a backup, where there is none, and forget anew who was forgotten since."""
    settings = settings_now()
    gone = _listed(deletions_file)
    counts: list[int] = []

    def forget(made: str) -> None:
        counts.append(asyncio.run(_forget(settings, made, gone)))

    copies.restore(file, settings.database_url, then=forget)
    typer.echo(f"{place_of(settings.database_url)} is as {file} had it, and up to date.")
    typer.echo(
        "All that people had shared, and all consents, have ended: what was taken back since the "
        "backup stays taken back, and each chooses anew what others may read."
    )
    if deletions_file is None:
        typer.echo(
            "Whoever left or was forgotten since is back: bring that in with kombot people import "
            "--leavers, or better, restore it again with --deletions LIST."
        )
    else:
        of_all = f"{sum(counts)} of {len(gone.people)} people"
        typer.echo(f"{of_all} were forgotten anew, or noted to have left.")


async def _forget(settings: Settings, made: str, gone: Deletions) -> int:
    database = Database.open(made, keyring=Keyring(settings.keys))
    try:
        count = await deletions.apply(Store(database), gone)
        await database.maintenance(empty_the_log)
        return count
    finally:
        await database.close()


def _listed(file: Path | None) -> Deletions:
    """Raise Told."""
    if file is None:
        return Deletions(people=[])
    try:
        return deletions.parse(file.read_text("utf-8"))
    except (deletions.NoList, UnicodeDecodeError) as error:
        why = error if isinstance(error, deletions.NoList) else "it is not text in UTF-8"
        raise Told(f"{file} is no list of kombot deletions: {why}.") from None
    except OSError as error:
        raise Told(f"{file} cannot be read ({error.strerror}).") from None
