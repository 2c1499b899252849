"""`kombot admin`."""

from __future__ import annotations

import typer

cli = typer.Typer(no_args_is_help=True)


@cli.callback()
def admin() -> None:
    """Who is who."""
