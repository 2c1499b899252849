"""What a platform tells of people and of kombot's own standing there, without anybody asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from dialogs.core.spots import Spot


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What the platform vouches for about somebody: empty where it tells nothing.

    `language` is one of ours; `zone` is the name of a time zone, not yet known to be one.
    """

    email: str = ""
    language: str = ""
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Somebody is new there, has changed or is gone: `unreachable` says why nothing reaches them.

    It is the whole truth at that moment, so that a repeat changes nothing.
    """

    channel: str
    tenant: str
    external_id: str
    profile: Profile
    unreachable: str = ""


@dataclass(frozen=True, kw_only=True)
class Shut:
    """kombot is shut out of a whole tenant: `reason` is one of `storage.reach.CLOSED`.

    `at` is when that was, by the platform's clock, where it tells.
    """

    channel: str
    tenant: str
    event_id: str
    reason: str
    at: datetime | None = None


@dataclass(frozen=True)
class Gathered:
    """Somebody joined or left a channel, kombot itself perhaps: this is how the channel is now.

    As above, a repeat changes nothing.
    """

    spot: Spot


Change: TypeAlias = Standing | Shut | Gathered
