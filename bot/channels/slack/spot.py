"""Where in Slack something was done: what it takes to answer there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.channels.slack.inbound import is_private, team_of, text_at


class Surface(StrEnum):
    """`aside`: in no conversation that kombot answers in, as a command or a shortcut is."""

    ASIDE = "aside"
    WORDS = "words"
    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True, kw_only=True)
class Spot:
    """`trigger` opens a modal within three seconds, once; `blocks` are the ids in the view.

    `ephemeral`: the message was shown to one person alone and cannot be changed over the Web API.
    """

    surface: Surface
    team: str
    user: str
    channel: str = ""
    message: str = ""
    thread: str = ""
    ephemeral: bool = False
    trigger: str = ""
    view: str = ""
    view_hash: str = ""
    blocks: frozenset[str] = frozenset()

    @property
    def shared(self) -> bool:
        return not is_private(self.channel)


def spot_of(payload: Mapping[str, Any]) -> Spot:
    if text_at(payload, "type") == "event_callback":
        return _of_event(payload)
    if text_at(payload, "type") in ASIDE:
        return _aside(payload)
    surface = {"modal": Surface.MODAL, "home": Surface.HOME}.get(
        text_at(payload, "view", "type"), Surface.MESSAGE
    )
    container = payload.get("container")
    return Spot(
        surface=surface,
        team=team_of(payload),
        user=text_at(payload, "user", "id"),
        channel=text_at(payload, "channel", "id") or text_at(container, "channel_id"),
        message=text_at(payload, "message", "ts") or text_at(container, "message_ts"),
        thread=text_at(payload, "message", "thread_ts"),
        ephemeral=isinstance(container, dict) and container.get("is_ephemeral") is True,
        trigger=text_at(payload, "trigger_id"),
        view=text_at(payload, "view", "id"),
        view_hash=text_at(payload, "view", "hash"),
        blocks=_blocks(payload),
    )


ASIDE = ("", "shortcut", "message_action", "view_closed")
"""A command has no type."""


def _aside(payload: Mapping[str, Any]) -> Spot:
    return Spot(
        surface=Surface.ASIDE,
        team=team_of(payload),
        user=text_at(payload, "user_id") or text_at(payload, "user", "id"),
        trigger=text_at(payload, "trigger_id"),
    )


def _of_event(payload: Mapping[str, Any]) -> Spot:
    home = text_at(payload, "event", "type") == "app_home_opened"
    return Spot(
        surface=Surface.HOME if home else Surface.WORDS,
        team=team_of(payload),
        user=text_at(payload, "event", "user"),
        channel="" if home else text_at(payload, "event", "channel"),
        thread=text_at(payload, "event", "thread_ts"),
    )


def _blocks(payload: Mapping[str, Any]) -> frozenset[str]:
    view = payload.get("view")
    blocks = view.get("blocks") if isinstance(view, dict) else None
    return frozenset(text_at(each, "block_id") for each in blocks or () if isinstance(each, dict))
