"""What goes out to Slack unprompted: one message per outbox row, which carries the row's id."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.channels.base import Capabilities, Delivery, Failed, Limit, Retry, Sent, Target, Toll
from bot.channels.slack.blocks import messages
from bot.channels.slack.client import (
    NOT_INSTALLED,
    SEND_SECONDS,
    Answer,
    Clients,
    Good,
    Refused,
    Unsure,
)
from bot.channels.slack.directory import Directory
from bot.channels.slack.inbound import CHANNEL, text_at
from bot.channels.slack.limits import BUTTONS_IN_ROW, SECTION
from bot.channels.slack.needs import lacking
from bot.channels.slack.pace import BETWEEN, key_of
from bot.channels.slack.plain import Json
from bot.channels.slack.rooms import Rooms
from bot.channels.slack.screen import QUIET, UNFURLED
from bot.channels.slack.views import home_view
from dialogs.core.cards import Card, Image
from dialogs.core.spots import Spot

log = logging.getLogger("kombot.slack")

MARK = "kombot_outbox"
LOOK_BACK = 50
"""How many of a channel's newest messages are looked through for a doubtful one."""

UNREACHABLE = {
    "account_inactive": "no_access",
    "app_missing_action_url": "not_allowed",
    "invalid_auth": "no_access",
    "missing_scope": "no_scope",
    "no_permission": "not_allowed",
    "not_allowed_token_type": "no_access",
    "not_authed": "no_access",
    "org_login_required": "no_access",
    NOT_INSTALLED: "no_access",
    "team_access_not_granted": "no_access",
    "token_expired": "no_access",
    "token_revoked": "no_access",
    "access_denied": "not_allowed",
    "cannot_dm_bot": "person_gone",
    "user_disabled": "person_gone",
    "user_not_found": "person_gone",
    "user_not_visible": "person_gone",
    "users_not_found": "person_gone",
    "messages_tab_disabled": "messages_off",
    "channel_not_found": "place_gone",
    "is_archived": "place_archived",
    "not_in_channel": "not_invited",
    "restricted_action": "not_allowed",
    "restricted_action_read_only_channel": "not_allowed",
}
"""Slack's word for a no that stays one, and our reason: `no_access` and `no_scope` shut the whole
workspace.
https://docs.slack.dev/reference/methods/chat.postMessage#errors"""
NO_FILES = Refused("missing_scope")
"""Said to an upload: an installation may be older than the pictures."""
LOST = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
CONTENT = timedelta(hours=1)
"""A message that Slack finds fault with says nothing against whom it was for: it is tried anew, and
given up by the courier."""
PICTURE = timedelta(seconds=10)
"""An uploaded picture can be shown after a moment only:
https://github.com/slackapi/node-slack-sdk/issues/1865"""
PICTURES = 100
CAUGHT_UP = timedelta(milliseconds=200)
"""Slack counts by the minute: a moment in which nobody could speak may be made up for."""


@dataclass(kw_only=True)
class SlackChannel:
    """`rest` waits for that many seconds. `directory` is the one that knows most already."""

    clients: Clients
    directory: Directory | None = None
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep
    name: str = CHANNEL
    capabilities: Capabilities = field(
        default=Capabilities(images=True, series=True, max_text=SECTION, max_buttons=BUTTONS_IN_ROW)
    )
    rooms: Rooms = field(init=False)
    _uploaded: dict[tuple[str, str], str] = field(default_factory=dict)
    """Pictures by outbox row and name, so that trying again does not upload them again."""

    def __post_init__(self) -> None:
        directory = self.directory or Directory(
            clients=self.clients, now=self.clients.pace.now, zone="UTC"
        )
        self.rooms = Rooms(
            clients=self.clients, directory=directory, seconds=SEND_SECONDS, who=SEND_SECONDS
        )

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        """A card with several pictures has them told apart by name."""
        channel = await self._channel(target)
        if not isinstance(channel, str):
            return _trouble(channel)
        files = await self._files(target, card, outbox_id)
        if not isinstance(files, Mapping):
            return _trouble(files)
        parts = [{**part, "metadata": _mark(outbox_id)} for part in messages(card, files=files)]
        answer = await self._deliver(target, channel, parts)
        if isinstance(answer, Good):
            return _sent(channel, text_at(dict(answer.data), "ts"), target)
        if files and isinstance(answer, Refused) and answer.error == "invalid_blocks":
            return Retry(PICTURE, answer.error)
        return _trouble(answer)

    def toll(self, target: Target) -> Toll:
        """One call, and one more where a direct message is to be opened first."""
        methods = ["chat_update" if target.posted else "chat_postMessage"]
        if not (target.shared or target.reference.get("channel")):
            methods.append("conversations_open")
        every = timedelta(minutes=1) / self.clients.per_minute
        limits = tuple(
            Limit(key=key_of(target.tenant, each), every=every, caught_up=CAUGHT_UP)
            for each in methods
        )
        return Toll(limits=limits, apart=BETWEEN)

    async def rests(self, seconds: float) -> None:
        await self.rest(seconds)

    async def find(self, target: Target, *, outbox_id: str) -> Sent | Retry | None:
        """Only the last part of a message carries the mark: a part does not pass for the whole.

        Whatever made the send doubtful may last: nothing is repeated before Slack has answered.
        """
        channel = await self._channel(target)
        if not isinstance(channel, str):
            return _again(channel)
        asked = {"channel": channel, "limit": LOOK_BACK, "include_all_metadata": True}
        answer = await self._ask(target, "conversations_history", **asked)
        if not isinstance(answer, Good):
            return _again(answer)
        found = answer.data.get("messages")
        for message in found if isinstance(found, list) else ():
            if _is_marked(message, outbox_id):
                return _sent(channel, text_at(message, "ts"), target)
        return None

    async def look(self, target: Target) -> Spot | Retry | Failed:
        """Where Slack refuses to tell who is there, nothing may stand (X-14)."""
        found = await self.rooms.look(target.tenant, target.external_id)
        return found if isinstance(found, Spot) else _trouble(found)

    async def publish_home(self, target: Target, card: Card) -> Delivery:
        shown = {"user_id": target.external_id, "view": home_view(card)}
        answer = await self._ask(target, "views_publish", **shown)
        return Sent() if isinstance(answer, Good) else _shown(answer)

    async def may_do_all(self, tenant: str) -> bool:
        """Where Slack does not say which scopes there are, it is found out by trying."""
        answer = await self.clients.ask(tenant, "auth_test", seconds=SEND_SECONDS)
        return isinstance(answer, Good) and not lacking(answer.headers)

    async def _ask(
        self,
        target: Target,
        method: str,
        **params: Any,  # noqa: ANN401 - each of Slack's methods has its own
    ) -> Answer:
        return await self.clients.ask(target.tenant, method, seconds=SEND_SECONDS, **params)

    async def _channel(self, target: Target) -> str | Answer:
        """The id of the channel; a direct message is opened the first time."""
        known = text_at(dict(target.posted or target.reference), "channel")
        if known or target.shared:
            return known or target.external_id
        answer = await self._ask(target, "conversations_open", users=target.external_id)
        opened = text_at(dict(answer.data), "channel", "id") if isinstance(answer, Good) else ""
        return opened or answer

    async def _files(
        self, target: Target, card: Card, outbox_id: str
    ) -> Mapping[str, str] | Answer:
        """Ids by name. A person's card has no picture: a file would outlive what we keep.

        Without the right to upload all is told in words, and that is no reason to write to nobody.
        """
        ids: dict[str, str] = {}
        images = [part for part in card.body if isinstance(part, Image)] if target.shared else []
        for image in images:
            key = (outbox_id, image.name)
            if key not in self._uploaded:
                answer = await self._upload(target, image)
                if answer == NO_FILES:
                    log.warning("no picture in %s, but words: files:write?", target.tenant)
                    break
                if not isinstance(answer, Good):
                    return answer
                self._remember(key, text_at(dict(answer.data), "files", 0, "id"))
            ids[image.name] = self._uploaded[key]
        return ids

    async def _upload(self, target: Target, image: Image) -> Answer:
        """Without a channel: the picture is shown by the message, not beside it."""
        named = {"filename": image.name, "title": image.name, "alt_txt": image.alt[:1000]}
        return await self._ask(target, "files_upload_v2", file=image.png, **named)

    def _remember(self, key: tuple[str, str], file_id: str) -> None:
        if len(self._uploaded) >= PICTURES:
            self._uploaded.clear()
        self._uploaded[key] = file_id

    async def _deliver(self, target: Target, channel: str, parts: list[Json]) -> Answer:
        """Post every part, or update the message that is there with the first one."""
        posted = text_at(dict(target.posted or {}), "ts")
        answer: Answer = Unsure("nothing-to-send")
        for number, part in enumerate(parts):
            whole = part if number == len(parts) - 1 else _unmarked(part)
            if number == 0 and posted:
                answer = await self._update(target, channel, posted, whole)
            else:
                answer = await self._post(target, channel, whole)
            if not isinstance(answer, Good):
                return _begun(answer) if number else answer
        return answer

    async def _post(self, target: Target, channel: str, part: Json) -> Answer:
        """In its turn: one message a second in each channel."""
        if wait := self.clients.pace.turn(target.tenant, channel):
            await self.rest(wait.total_seconds())
        words = {"channel": channel, **part, **UNFURLED, **QUIET}
        return await self._ask(target, "chat_postMessage", **words)

    async def _update(self, target: Target, channel: str, ts: str, part: Json) -> Answer:
        """Where the message is gone, a new one takes its place."""
        words = {"channel": channel, "ts": ts, **part, **QUIET}
        answer = await self._ask(target, "chat_update", **words)
        if isinstance(answer, Refused) and answer.error in LOST:
            return await self._post(target, channel, part)
        return answer


def _begun(answer: Answer) -> Answer:
    """What a part of has gone out was tried, whatever became of the rest."""
    return replace(answer, asked=True) if isinstance(answer, Unsure) else answer


def _mark(outbox_id: str) -> Json:
    return {"event_type": MARK, "event_payload": {"id": outbox_id}}


def _unmarked(part: Json) -> Json:
    return {key: value for key, value in part.items() if key != "metadata"}


def _is_marked(message: object, outbox_id: str) -> bool:
    return (
        text_at(message, "metadata", "event_type") == MARK
        and text_at(message, "metadata", "event_payload", "id") == outbox_id
    )


def _sent(channel: str, ts: str, target: Target) -> Sent:
    opened = not target.shared and target.reference.get("channel") != channel
    return Sent(
        {"channel": channel, "ts": ts},
        target_reference={**target.reference, "channel": channel} if opened else None,
    )


def _again(answer: Answer) -> Retry | None:
    return Retry(answer.after, answer.reason, answer.asked) if isinstance(answer, Unsure) else None


def _shown(answer: Answer) -> Delivery:
    """A page that Slack will not have is shown by the next change, or when it is opened."""
    if isinstance(answer, Refused):
        return Failed(UNREACHABLE.get(answer.error, answer.error))
    return _trouble(answer)


def _trouble(answer: Answer) -> Retry | Failed:
    match answer:
        case Unsure(reason, after, asked):
            return Retry(after, reason, tried=asked)
        case Refused(error) if error in UNREACHABLE:
            return Failed(UNREACHABLE[error])
        case Refused(error):
            return Retry(CONTENT, error)
        case Good():
            return Retry(CONTENT, "unreadable")
