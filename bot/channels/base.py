"""The seam between kombot and a platform: what comes in, what goes back, what is sent out.

A channel folder has three parts: pure parsing (payload -> `Inbound`), a pure renderer (`Card |
Form` -> the platform's own form) and a `Channel` that sends. Nothing below `bot/channels/X` knows
platform X.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeAlias, runtime_checkable

from dialogs.core.cards import Card, Content
from dialogs.core.photos import Photos
from dialogs.core.spots import Spot, Spots


class Kind(StrEnum):
    """`words`: someone wrote a line.

    `press`: a button. `submit`: a form's page, with `fields`. `arrived`: the bot was installed.
    `asked`: someone asked for something where they alone see the answer: without words for their
    home, with words that nobody knows for help. `home`: someone looked at the page of their own.
    """

    WORDS = "words"
    PRESS = "press"
    SUBMIT = "submit"
    ARRIVED = "arrived"
    ASKED = "asked"
    HOME = "home"


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One thing that someone did on a platform.

    `external_id` and `tenant` say who, as the platform vouches for it; `email` is the platform's
    own word for the person's address where it is known, as `language` (one of ours) and `zone` are
    its words for those. `member`: it vouches for an ordinary member of that tenant. `unsure`: it
    did not tell in time who it is. `event_id` is equal for repeated
    deliveries, empty where the platform gives none. `place` is the external id of a shared channel,
    empty in private. `spots` is what the platform vouches for about that channel, where it was
    asked, and about those that were chosen in a form; None where a form cannot ask for channels.
    `photos` are those that were sent with it, by their raw answers; None where none can be sent.
    `value` is a `Button.value`; `fields` are raw answers by step name (a missing one is
    unchanged). `reference` is what is needed to write to this person unprompted, kept as it is.
    """

    channel: str
    tenant: str = ""
    external_id: str
    kind: Kind
    event_id: str = ""
    email: str = ""
    language: str = ""
    zone: str = ""
    member: bool = False
    unsure: bool = False
    place: str = ""
    spots: Spots | None = None
    photos: Photos | None = None
    text: str = ""
    value: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    reference: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the person sees at once.

    `replaces`: it takes the place of the card that was used (an old message stays where it is when
    False). `session_id` names the running dialog that it shows. `language` is the person's, for
    what the channel adds in words of its own, and `person_id` ours for them: both are empty where
    it is not known who it is.
    """

    content: Content | None
    replaces: bool = False
    session_id: str = ""
    language: str = ""
    person_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a message goes: a person's address or a place, with what the channel needs to reach it.

    `id` is ours and stable; `posted` is the reference of the message to update, where there is one.
    """

    id: str
    channel: str
    tenant: str
    external_id: str
    reference: Mapping[str, Any]
    shared: bool
    posted: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Sent:
    """It is there: `reference` finds this message again.

    `target_reference` replaces the target's where the platform gave a new one (a DM was opened).
    """

    reference: Mapping[str, Any] = field(default_factory=dict)
    target_reference: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Retry:
    """Where it was not `tried` at all, it waits its turn, and that is no failure."""

    after: timedelta
    reason: str
    tried: bool = True


@dataclass(frozen=True)
class Failed:
    """It will never work as things are: `reason` is a word of the channel's for why."""

    reason: str


Delivery: TypeAlias = Sent | Retry | Failed


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What a platform can show, as data; the renderers keep to it."""

    images: bool
    series: bool
    max_text: int
    max_buttons: int


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One call `every` so often, counted under `key` by all workers together.

    `caught_up`: for how long back turns that nobody took may be taken later.
    """

    key: str
    every: timedelta
    caught_up: timedelta = timedelta(milliseconds=100)


@dataclass(frozen=True, kw_only=True)
class Toll:
    """What a platform counts of one message.

    `rests` names what else it may have said to wait for. `apart`: between two in a conversation.
    """

    limits: tuple[Limit, ...] = ()
    rests: tuple[str, ...] = ()
    apart: timedelta = timedelta()

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(limit.key for limit in self.limits), *self.rests)


@runtime_checkable
class Paced(Protocol):
    """A channel on a platform that counts."""

    def toll(self, target: Target) -> Toll:
        """What sending there costs."""
        ...

    async def rests(self, seconds: float) -> None:
        """Wait for a turn."""
        ...


class Channel(Protocol):
    name: str
    capabilities: Capabilities

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        """Post or update one message; never raises for what the platform answers."""
        ...

    async def find(self, target: Target, *, outbox_id: str) -> Sent | Retry | None:
        """The message that a doubtful send left there; None if there is none, or no telling.

        Retry while the platform does not answer: nothing is repeated before it has.
        """
        ...


@runtime_checkable
class Watching(Protocol):
    """A channel that can tell who is in its places."""

    async def look(self, target: Target) -> Spot | Retry | Failed | None:
        """How the place is now; None where there is nobody to ask about. Never raises."""
        ...


@runtime_checkable
class Asking(Protocol):
    """A channel that can tell what kombot may do in a tenant."""

    async def may_do_all(self, tenant: str) -> bool:
        """Whether it may do all that it needs there; False while that is not known."""
        ...


HOME = "home"
"""True in the reference of an address whose owner has looked at the page of their own."""


@runtime_checkable
class Homely(Protocol):
    """A channel with a page of each person's own, which is shown anew when something changed."""

    async def publish_home(self, target: Target, card: Card) -> Delivery:
        """Show it; never raises for what the platform answers."""
        ...
