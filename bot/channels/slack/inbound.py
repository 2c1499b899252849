"""What Slack sends, read into what kombot understands. Pure and total: nothing in a payload raises.

Payloads: https://docs.slack.dev/reference/interaction-payloads and /reference/events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.channels.base import HOME, Inbound, Kind
from bot.channels.slack.fields import answer_of, files_of, step_of
from bot.channels.slack.limits import BUTTON_VALUE
from bot.channels.slack.needs import COMMAND, SHORTCUTS
from bot.channels.slack.views import read_memo, running
from dialogs.core.actions import Do, write

CHANNEL = "slack"
MOST_FILES = 10
SPOKEN = ("", "file_share")
"""The subtypes of a message that somebody writes; all others tell of edits, joins and the like."""


def read(payload: Mapping[str, Any]) -> Inbound | None:
    """None for what kombot has nothing to say to: bots, edits, itself, and everything unknown."""
    reader = READERS.get(text_at(payload, "type"), _command)
    return reader(payload)


def text_at(found: object, *path: str | int) -> str:
    """The text at that path, without what no database keeps; empty where there is none."""
    for key in path:
        if isinstance(found, dict):
            found = found.get(key)
        elif isinstance(found, list) and isinstance(key, int) and len(found) > key:
            found = found[key]
        else:
            return ""
    return clean(found) if isinstance(found, str) else ""


def clean(text: str) -> str:
    """Without NUL, and without halves of characters, which JSON can smuggle in."""
    if text.isascii():
        return text.replace("\0", "")
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def is_private(channel: str) -> bool:
    """A direct message with the bot alone, or no channel at all."""
    return not channel or channel.startswith("D")


def team_of(payload: Mapping[str, Any]) -> str:
    """The workspace that the bot is installed in.

    In a channel that is shared between organisations `team_id` and `team` may be another one's, who
    would then vouch for whose email it is: https://github.com/slackapi/bolt-js/issues/687 and 1614.
    """
    return (
        text_at(payload, "view", "app_installed_team_id")
        or text_at(payload, "authorizations", 0, "team_id")
        or text_at(payload, "team_id")
        or text_at(payload, "team", "id")
        or text_at(payload, "user", "team_id")
    )


def _event(payload: Mapping[str, Any]) -> Inbound | None:
    reader = EVENTS.get(text_at(payload, "event", "type"))
    return reader(payload) if reader else None


def _message(payload: Mapping[str, Any]) -> Inbound | None:
    """A line in the direct message; in channels kombot listens to mentions of itself alone."""
    channel = text_at(payload, "event", "channel")
    if not channel.startswith("D") or not _is_person(payload):
        return None
    return _words(payload, channel)


def _mention(payload: Mapping[str, Any]) -> Inbound | None:
    channel = text_at(payload, "event", "channel")
    return _words(payload, channel) if _is_person(payload) and not is_private(channel) else None


def _words(payload: Mapping[str, Any], channel: str) -> Inbound | None:
    return _told(payload, Kind.WORDS, channel=channel, text=spoken(payload))


def spoken(payload: Mapping[str, Any]) -> str:
    """Without mentions; `&<>` come escaped."""
    bare = re.sub(r"<@[^>]*>", " ", text_at(payload, "event", "text"))
    plain = bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(plain.split())


def _is_person(payload: Mapping[str, Any]) -> bool:
    event = payload.get("event")
    if not isinstance(event, dict) or event.get("bot_id") or event.get("bot_profile"):
        return False
    subtype = event.get("subtype") or ""
    mine = text_at(payload, "authorizations", 0, "user_id")
    return subtype in SPOKEN and not event.get("edited") and text_at(event, "user") != mine


def _home(payload: Mapping[str, Any]) -> Inbound | None:
    """Only the Home tab: the tab of messages is opened with every message that is read."""
    if text_at(payload, "event", "tab") != "home":
        return None
    told = _told(payload, Kind.HOME, channel="")
    return replace(told, reference={HOME: True}) if told else None


def _told(
    payload: Mapping[str, Any], kind: Kind, *, channel: str, text: str = ""
) -> Inbound | None:
    person = text_at(payload, "event", "user")
    event_id = text_at(payload, "event_id")
    if not person or not event_id:
        return None
    return Inbound(
        channel=CHANNEL,
        tenant=team_of(payload),
        external_id=person,
        kind=kind,
        event_id=event_id,
        place="" if is_private(channel) else channel,
        text=text,
        reference=_reference(channel),
    )


def _press(payload: Mapping[str, Any]) -> Inbound | None:
    value = text_at(payload, "actions", 0, "value")
    if text_at(payload, "actions", 0, "type") != "button" or not value:
        return None
    fields = {step: raw for step, raw in _answers(payload) if raw is not None}
    return _did(payload, Kind.PRESS, value=value, fields=fields)


def _submit(payload: Mapping[str, Any]) -> Inbound | None:
    """A submitted view says all there is: a field without a value was left empty."""
    memo = read_memo(text_at(payload, "view", "private_metadata"))
    fields = {step: raw or "" for step, raw in _answers(payload)}
    return _did(payload, Kind.SUBMIT, value=memo.value, fields=fields) if memo.value else None


def _did(
    payload: Mapping[str, Any], kind: Kind, *, value: str, fields: Mapping[str, str]
) -> Inbound | None:
    """A trigger is unique, so that it tells an exact repeat of a request from a second click."""
    person, trigger = text_at(payload, "user", "id"), text_at(payload, "trigger_id")
    if not person or not trigger or len(value) > BUTTON_VALUE:
        return None
    channel = text_at(payload, "channel", "id") or text_at(payload, "container", "channel_id")
    return Inbound(
        channel=CHANNEL,
        tenant=team_of(payload),
        external_id=person,
        kind=kind,
        event_id=trigger,
        place="" if is_private(channel) else channel,
        value=value,
        fields=fields,
        reference=_reference(channel),
    )


def _command(payload: Mapping[str, Any]) -> Inbound | None:
    """`/kom`, wherever it is written: the answer is for the one who asks alone."""
    if "type" in payload or text_at(payload, "command") != COMMAND:
        return None
    return _alone(payload, Kind.ASKED, text=text_at(payload, "text"))


def _shortcut(payload: Mapping[str, Any]) -> Inbound | None:
    """From anywhere, or from the menu of a message, which is neither read nor kept."""
    does = OFFERED.get(text_at(payload, "callback_id"))
    return _alone(payload, Kind.PRESS, value=write(Do(does))) if does else None


def _closed(payload: Mapping[str, Any]) -> Inbound | None:
    """A window with a running dialog was closed: where is it now? Asked for once per dialog.

    What was typed on that page is not told: https://docs.slack.dev/surfaces/modals#close_event
    """
    show = running(read_memo(text_at(payload, "view", "private_metadata")))
    person = text_at(payload, "user", "id")
    if not person or show is None or text_at(payload, "view", "type") != "modal":
        return None
    return Inbound(
        channel=CHANNEL,
        tenant=team_of(payload),
        external_id=person,
        kind=Kind.PRESS,
        event_id=f"closed:{show.session_id}",
        value=write(show),
    )


def _alone(
    payload: Mapping[str, Any], kind: Kind, *, text: str = "", value: str = ""
) -> Inbound | None:
    """Not in the conversation where it was asked for, which may be one of other people's."""
    person = text_at(payload, "user_id") or text_at(payload, "user", "id")
    trigger = text_at(payload, "trigger_id")
    if not person or not trigger:
        return None
    return Inbound(
        channel=CHANNEL,
        tenant=team_of(payload),
        external_id=person,
        kind=kind,
        event_id=trigger,
        text=text,
        value=value,
    )


def _answers(payload: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    for block, element in _elements(payload):
        if step := step_of(block):
            raw = answer_of(element)
            yield step, None if raw is None else clean(raw)


def channels_chosen(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids in the pickers of a view: where there is nothing yet, there is nothing to look at."""
    found = (text_at(element, "selected_conversation") for _, element in _elements(payload))
    return tuple(filter(None, found))


def files_handed_over(payload: Mapping[str, Any]) -> list[object]:
    """In a view's field, or with a message in private: as Slack tells of them, in their order."""
    chosen = [file for _, element in _elements(payload) for file in files_of(element)]
    event = payload.get("event")
    is_message = text_at(event, "type") == "message" and text_at(event, "channel").startswith("D")
    return (chosen or (files_of(event) if is_message else []))[:MOST_FILES]


def _elements(payload: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """What stands in a view's fields, each with its block's id."""
    view = payload.get("view")
    state = view.get("state") if isinstance(view, dict) else None
    values = state.get("values") if isinstance(state, dict) else None
    for block, elements in values.items() if isinstance(values, dict) else ():
        for element in elements.values() if isinstance(elements, dict) else ():
            yield block, element


def _reference(channel: str) -> dict[str, str]:
    return {"channel": channel} if channel.startswith("D") else {}


OFFERED = {each.callback: each.does for each in SHORTCUTS}

Reader = Callable[[Mapping[str, Any]], Inbound | None]

EVENTS: dict[str, Reader] = {
    "message": _message,
    "app_mention": _mention,
    "app_home_opened": _home,
}
READERS: dict[str, Reader] = {
    "event_callback": _event,
    "block_actions": _press,
    "view_submission": _submit,
    "view_closed": _closed,
    "shortcut": _shortcut,
    "message_action": _shortcut,
}
