"""`kombot doctor`: what is configured, what is missing, and how to mend it."""

from __future__ import annotations

import typer

from bot.opening import settings_now


def doctor() -> None:
    """Say what is configured, what is missing, and how to mend it."""
    settings_now()
    typer.echo("✓ ok: the settings can be used.")
