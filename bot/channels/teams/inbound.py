"""What Teams sends, read without trust: an activity becomes an `Envelope`, and that an `Inbound`.

Shapes: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import Inbound, Kind
from bot.channels.teams.about import About, about
from bot.channels.teams.adaptive import PRESSED
from bot.channels.teams.attached import Attached, attached
from bot.channels.teams.inert import CONTROL
from bot.channels.teams.windows import OPENED_FROM, WINDOWS

NAME = "teams"
LONGEST_ID = 1000
MENTION = re.compile(r"<at\b[^>]*>.*?</at>", re.DOTALL | re.IGNORECASE)
THREAD = ";messageid="
EXECUTE = "adaptiveCard/action"


class Malformed(ValueError):
    """Not an activity; the message says which part is not as it should be."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who, where and what, as far as kombot uses it. Texts are empty where Teams sent none."""

    kind: str
    service_url: str
    conversation: str
    tenant: str
    user: str
    personal: bool
    id: str = ""
    name: str = ""
    channel: str = ""
    conversation_type: str = ""
    user_object_id: str = ""
    bot: str = ""
    reply_to: str = ""
    locale: str = ""
    action: str = ""
    text: str = ""
    data: Mapping[str, Any] | None = field(default=None, repr=False)
    about: About = field(default_factory=About)
    attached: tuple[Attached, ...] = ()

    @property
    def is_invoke(self) -> bool:
        return self.kind == "invoke"

    @property
    def in_window(self) -> bool:
        return self.is_invoke and self.name in WINDOWS

    @property
    def is_meant(self) -> bool:
        """In a team or a group only what mentions kombot is said to it, whatever else it hears."""
        return self.personal or self.bot in self.about.mentioned

    @property
    def place(self) -> str:
        """The shared conversation without its thread, so that a channel is one place."""
        return "" if self.personal else self.conversation.partition(THREAD)[0]


def read_activity(raw: Mapping[str, Any], *, email: str = "") -> Inbound | None:
    """What someone did, or None for what kombot does not act on. Raises Malformed."""
    return read_inbound(open_envelope(raw), email=email)


def open_envelope(raw: Mapping[str, Any]) -> Envelope:
    """Raise Malformed."""
    conversation, sender = _object(raw, "conversation"), _object(raw, "from")
    return Envelope(
        kind=_needed(raw, "type"),
        id=_text(raw, "id"),
        name=_text(raw, "name"),
        channel=_text(raw, "channelId"),
        service_url=_needed(raw, "serviceUrl"),
        conversation=_needed(conversation, "id"),
        conversation_type=_text(conversation, "conversationType"),
        personal=_is_personal(conversation),
        tenant=next(iter(tenants(raw)), "").lower(),
        user=_needed(sender, "id"),
        user_object_id=_text(sender, "aadObjectId"),
        bot=_text(_object(raw, "recipient"), "id"),
        reply_to=_used_card(raw),
        locale=_text(raw, "locale"),
        action=_text(raw, "action"),
        text=_words(raw.get("text")),
        data=_data(raw),
        about=about(raw),
        attached=attached(raw),
    )


def tenants(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Every tenant that the activity names, as Teams writes it."""
    told = (
        _object(_object(raw, "channelData"), "tenant").get("id"),
        _object(raw, "conversation").get("tenantId"),
    )
    return tuple(each for each in told if isinstance(each, str) and each)


def read_inbound(envelope: Envelope, *, email: str = "") -> Inbound | None:
    kind = _kind(envelope)
    if kind is None:
        return None
    data = envelope.data or {}
    pressed = data.get(PRESSED)
    return Inbound(
        channel=NAME,
        tenant=envelope.tenant,
        external_id=envelope.user_object_id or envelope.user,
        kind=kind,
        event_id=f"{envelope.conversation}|{envelope.id}" if envelope.id else "",
        email=email,
        place=envelope.place,
        text=envelope.text if kind is Kind.WORDS else "",
        value=clean(pressed) if isinstance(pressed, str) else "",
        fields=_fields(data),
        photos={},
        reference=reference(envelope),
    )


def reference(envelope: Envelope) -> dict[str, str]:
    """What it takes to write to this person in private.

    A shared conversation is left out: kept as a person's, it would bring nudges to a channel.
    """
    told = {
        "service_url": envelope.service_url,
        "tenant": envelope.tenant,
        "bot": envelope.bot,
        "user": envelope.user,
    }
    return {**told, "conversation": envelope.conversation} if envelope.personal else told


def clean(text: str) -> str:
    """Halves of characters cannot be stored, and control characters cannot be shown."""
    return CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _kind(envelope: Envelope) -> Kind | None:
    """Installing sends two activities; `installationUpdate` is the one that every scope has."""
    match envelope.kind:
        case "message" if envelope.data is None:
            return Kind.WORDS if envelope.is_meant else None
        case "message":
            return _used(envelope)
        case "invoke" if envelope.name == EXECUTE or envelope.in_window:
            return _used(envelope)
        case "installationUpdate" if envelope.personal and envelope.action == "add":
            return Kind.ARRIVED
        case _:
            return None


def _used(envelope: Envelope) -> Kind:
    return Kind.SUBMIT if _fields(envelope.data or {}) else Kind.PRESS


def _fields(data: Mapping[str, Any]) -> dict[str, str]:
    """Raw answers by step name. Inputs travel as texts; `msteams` is the client's own."""
    return {
        clean(name): clean(value)
        for name, value in data.items()
        if isinstance(value, str) and name not in {PRESSED, OPENED_FROM, "msteams"}
    }


def _data(raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a button carries: `value` of Action.Submit, `value.action.data` of Action.Execute.

    It is `value.data` where a window is opened or filled in.
    """
    value = raw.get("value")
    if raw.get("type") == "invoke":
        told = _object(raw, "value")
        value = (told if raw.get("name") in WINDOWS else _object(told, "action")).get("data")
    return value if isinstance(value, Mapping) else None


def _used_card(raw: Mapping[str, Any]) -> str:
    """The message whose card was used, or that the window was opened from."""
    carried = (_data(raw) or {}) if raw.get("name") in WINDOWS else {}
    return _text(carried, OPENED_FROM) or _text(raw, "replyToId")


def _is_personal(conversation: Mapping[str, Any]) -> bool:
    """Where Teams does not say, as some local clients do, a conversation of two is private."""
    told = conversation.get("conversationType")
    return told == "personal" if told else not conversation.get("isGroup")


def _words(text: object) -> str:
    if not isinstance(text, str):
        return ""
    spoken = MENTION.sub(" ", clean(text)).replace("\xa0", " ").replace("&nbsp;", " ")
    return spoken.strip()


def _object(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = raw.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_ID or CONTROL.search(value):
        raise Malformed(name)
    return value


def _needed(raw: Mapping[str, Any], name: str) -> str:
    value = _text(raw, name)
    if not value:
        raise Malformed(name)
    return value
