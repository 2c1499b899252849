"""Fresh ids that say nothing about when they were made."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """16 random characters (96 bits). An order of time would pair voters with ballots."""
    return secrets.token_urlsafe(12).replace("-", "a").replace("_", "b")
