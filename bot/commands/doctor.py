"""`kombot doctor`: what is configured, what is missing, and how to mend it."""

from __future__ import annotations

import typer

from bot import serve
from bot.settings import Settings


def doctor() -> None:
    """Say what is configured, what is missing, and how to mend it."""
    Settings.from_env(serve.environment())
    typer.echo("✓ ok: the settings can be used.")
