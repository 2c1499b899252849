"""A shared channel as its platform vouches for it: never what a form says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who is in a channel; `email` is the platform's own word, empty where it has none."""

    external_id: str
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """`reference` is what reaches it. `known`: the platform answered; all else is empty if not.

    `public`: anybody in the organisation can read it. `maybe_public`: the platform does not tell
    whether anybody can come in by themselves. `member`: kombot is in it. `foreign`: it is
    shared with another organisation. `readers` are those in it without kombot itself, None where
    the platform does not tell; `more`: there are others besides, too many to list.
    """

    channel: str
    tenant: str
    external_id: str
    reference: Mapping[str, Any] = field(default_factory=dict)
    known: bool = True
    name: str = ""
    public: bool = False
    maybe_public: bool = False
    member: bool = True
    archived: bool = False
    foreign: bool = False
    readers: tuple[Reader, ...] | None = None
    more: bool = False


Spots = Mapping[str, Spot]
"""By the platform's id of the channel."""
