"""`kombot keys`: keys that people's words are sealed with."""

from __future__ import annotations

import typer

from storage.keys import new_key

cli = typer.Typer(help="The keys that people's words are sealed with.", no_args_is_help=True)


@cli.command()
def new() -> None:
    """Print a fresh key, for KOMBOT_KEYS."""
    typer.echo(new_key())


@cli.callback()
def keys() -> None:
    """The keys that people's words are sealed with."""
