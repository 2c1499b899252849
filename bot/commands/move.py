"""`kombot move`: from a SQLite file to PostgreSQL."""

from __future__ import annotations

from typing import Annotated

import typer

from bot import values
from bot.commands.trouble import Told
from bot.opening import settings_now
from bot.settings import Settings
from storage.address import NoAddress, place_of, read_address, tells_password
from storage.move import move as carry_over


def move(
    *,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="postgresql://USER@HOST/DATABASE",
            help="Where to; with a password, set KOMBOT_MOVE_TO (or KOMBOT_MOVE_TO_FILE) instead.",
        ),
    ] = "",
) -> None:
    """Carry everything over to an empty PostgreSQL database, while kombot stands still.

    It may be cut off: the next time it goes on where it was. The file stays as it is.
    """
    settings = settings_now()
    target = _target(settings, to)
    typer.echo(f"Moving {place_of(settings.database_url)} to {place_of(target)}:")
    moved = carry_over(settings.database_url, target, tell=typer.echo)
    typer.echo(
        f"All is there: {moved.rows} rows in {moved.tables} tables, each compared with the file in "
        "every column."
    )
    typer.echo(
        "Now set KOMBOT_DATABASE_URL to the new address, and start kombot. The file is as it was: "
        "delete it with your backups, since it holds everything until then."
    )


def _target(settings: Settings, to: str) -> str:
    """Raise Told."""
    given = values.revealed(settings.move_to)
    if to and given:
        raise Told("--to and KOMBOT_MOVE_TO are both there: keep one of them.")
    if not to and not given:
        raise Told(
            "Say where to: set KOMBOT_MOVE_TO, or write --to postgresql://USER@HOST/DATABASE"
        )
    if not to:
        return given
    try:
        target = read_address(to)
    except NoAddress as error:
        raise Told(f"--to {error}.") from None
    if tells_password(target):
        raise Told(
            "--to holds a password, which everybody on this machine can see: set KOMBOT_MOVE_TO, "
            "or KOMBOT_MOVE_TO_FILE to a file that holds the address, and change the password."
        )
    return target
