"""What a platform tells of people and of kombot's own standing there, without anybody asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from dialogs.core.spots import Spot


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What the platform vouches for about somebody: empty where it tells nothing.

    `language` is one of ours; `zone` is the name of a time zone, not yet known to be one. `member`:
    an ordinary one of that tenant, no guest, no bot and nobody from outside. `unsure`: the platform
    gave no clear answer, so that all else says nothing.
    """

    email: str = ""
    language: str = ""
    zone: str = ""
    member: bool = False
    unsure: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Somebody is new there, has changed or is gone: `unreachable` says why nothing reaches them.

    It is the whole truth at that moment. `event_id` tells a repeat, and `at`, by the platform's
    clock, what something newer has overtaken, where the platform gives them. `reference` is what
    reaches them now, where the platform told. `mends` are the reasons that are over by this.
    `lasting`: the id is one account's for good, whatever its email becomes.
    """

    channel: str
    tenant: str
    external_id: str
    profile: Profile
    unreachable: str = ""
    reference: Mapping[str, Any] = field(default_factory=dict)
    mends: tuple[str, ...] = ()
    lasting: bool = False
    event_id: str = ""
    at: datetime | None = None


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

    `event_id` and `at` as above.
    """

    spot: Spot
    event_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What the platform tells of a channel without being asked who is in it.

    `external_id` is a channel, or a whole group of channels: their places keep it as `group` in
    their reference. `reason` is a word of `unreachable`, empty where it can be written to again,
    None where nothing was told of that. `name` is empty where it is unchanged, and `reference` what
    reaches it now. `event_id` as above.
    """

    channel: str
    tenant: str
    external_id: str
    reason: str | None = None
    name: str = ""
    reference: Mapping[str, Any] = field(default_factory=dict)
    event_id: str = ""


Change: TypeAlias = Standing | Shut | Gathered | Reported
