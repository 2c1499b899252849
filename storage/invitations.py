"""Invitations to join a tenant to an organisation: the newest one holds, and it holds once."""

from __future__ import annotations

import secrets

from sqlalchemy import delete
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Setting
from storage.unit_of_work import Unit


def make(unit: Unit, *, channel: str, organisation_id: str) -> str:
    """What tells it from all others, which are of no use from now on."""
    once = secrets.token_urlsafe(16)
    withdraw(unit, channel=channel, organisation_id=organisation_id)
    unit.insert(Setting(key=_key(channel, organisation_id), value=once))
    return once


async def holds(reads: Snapshot, once: str, *, channel: str, organisation_id: str) -> bool:
    found = await reads.first(select(Setting).where(Setting.key == _key(channel, organisation_id)))
    return found is not None and secrets.compare_digest(found.value, once)


def use(unit: Unit, once: str, *, channel: str, organisation_id: str) -> None:
    """Loses the race where somebody else has used it, or it was withdrawn."""
    key = _key(channel, organisation_id)
    unit.delete(
        delete(Setting).where(col(Setting.key) == key, col(Setting.value) == once), expect=1
    )


def withdraw(unit: Unit, *, channel: str, organisation_id: str) -> None:
    unit.delete(delete(Setting).where(col(Setting.key) == _key(channel, organisation_id)))


def _key(channel: str, organisation_id: str) -> str:
    return f"invitation.{channel}.{organisation_id}"
