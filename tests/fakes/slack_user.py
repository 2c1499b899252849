"""People at their Slack client: what they do is sent as the complete request that Slack sends.

Every request is a captured one from `tests/payloads/slack` with somebody else's hands on it.
"""

from __future__ import annotations

import copy
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientResponse, ClientSession

from tests.fakes.slack import SlackFake, dm_of

PAYLOADS = Path(__file__).parents[1] / "payloads" / "slack"
SECRET = "a-signing-secret"
Payload = dict[str, Any]


def captured(name: str) -> Payload:
    found: Payload = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def body_of(payload: Mapping[str, Any]) -> tuple[bytes, str]:
    """Events come as JSON, interactions as JSON in a form, commands as a form."""
    text = json.dumps(payload)
    if payload.get("type") in {"event_callback", "url_verification"}:
        return text.encode(), "application/json"
    if "command" in payload:
        return urlencode(payload).encode(), "application/x-www-form-urlencoded"
    return urlencode({"payload": text}).encode(), "application/x-www-form-urlencoded"


def signed(body: bytes, *, at: datetime, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    digest = hmac.digest(secret.encode(), f"v0:{stamp}:".encode() + body, "sha256")
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest.hex()}"}


@dataclass(kw_only=True)
class SlackDoor:
    """The way from Slack to kombot over HTTP."""

    url: str
    http: ClientSession
    now: Callable[[], datetime]

    async def send(self, payload: Mapping[str, Any]) -> tuple[int, str]:
        body, kind = body_of(payload)
        return await self.post(body, {**signed(body, at=self.now()), "Content-Type": kind})

    async def post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        response: ClientResponse
        async with self.http.post(self.url, data=body, headers=headers) as response:
            return response.status, await response.text()


@dataclass(kw_only=True)
class SlackUser:
    """One person. `modal` is what stands open, with what was typed in `typed` by step."""

    id: str
    fake: SlackFake
    send: Callable[[Mapping[str, Any]], Awaitable[tuple[int, str]]]
    modal: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    photos: list[Payload] = field(default_factory=list)
    """What is chosen where the modal asks for files."""

    async def writes(self, text: str, *, channel: str = "") -> None:
        payload = captured("app_mention" if channel else "message_im")
        payload["event_id"] = self.fake.trigger()
        payload["event"] |= {"user": self.id, "text": text, "channel": channel or dm_of(self.id)}
        await self._sent(payload)

    async def opens_home(self) -> None:
        payload = captured("app_home_opened")
        payload["event_id"] = self.fake.trigger()
        payload["event"]["user"] = self.id
        await self._sent(payload)

    async def clicks(self, label: str) -> None:
        """The newest button with this label: in the modal if one is open, else in a message."""
        if self.modal:
            await self._clicks_in_modal(label)
            return
        for message in reversed(self.messages):
            if button := _button(message.get("blocks") or [], label):
                await self._press(message, button)
                return
        raise AssertionError(f"no button {label!r} in {self.texts}")

    async def _press(self, message: Payload, button: Payload) -> None:
        payload = self._did("block_actions_message")
        where = {"channel_id": message["channel"], "message_ts": message["ts"]}
        payload["container"] |= {**where, "is_ephemeral": "ephemeral_to" in message}
        payload["channel"]["id"] = message["channel"]
        payload["message"] |= {"ts": message["ts"], "blocks": message["blocks"]}
        payload["actions"] = [{**payload["actions"][0], **button}]
        await self._opens(payload)

    async def commands(self, text: str = "", *, channel: str = "C0EVERYONE") -> None:
        """Write `/kom` in any conversation, also where the bot is not."""
        where = {"channel_id": channel, "user_id": self.id, "trigger_id": self.fake.trigger()}
        await self._opens({**captured("slash_command"), **where, "text": text})

    async def chooses(self, callback: str, *, menu: str = "shortcut") -> None:
        """A shortcut, or with the menu `message_action` one of a message's."""
        await self._opens(self._did(menu) | {"callback_id": callback})

    async def _opens(self, payload: Payload) -> None:
        await self._sent(payload)
        opened = self.fake.opened.get(payload["trigger_id"], "")
        self.modal, self.typed = (opened if opened in self.fake.views else ""), {}

    async def _clicks_in_modal(self, label: str) -> None:
        button = _button(self.view["blocks"], label)
        assert button, f"no button {label!r} in {json.dumps(self.view['blocks'])}"
        payload = self._did("block_actions_modal")
        payload["view"] = self._seen_view()
        payload["actions"] = [{**payload["actions"][0], **button}]
        await self._sent(payload)
        self.typed = {}

    def fills(self, **answers: str) -> None:
        """`__` stands for the dot of a repeated step."""
        for name, raw in answers.items():
            self.typed[name.replace("__", ".")] = raw

    async def submits(self) -> None:
        payload = self._did("view_submission")
        payload["view"] = self._seen_view()
        answer = json.loads(await self._sent(payload) or "{}")
        self.errors = answer.get("errors", {})
        if answer.get("response_action") == "update":
            self.fake.views_update({"view_id": self.modal, "view": answer["view"]})
            self.typed = {}
        elif not answer:
            self.modal = ""

    def closes(self) -> None:
        """Leave the window, and Slack with it, which tells nobody."""
        self.modal, self.typed = "", {}

    async def shuts(self) -> None:
        """Close the window by its cross: Slack tells of it where the view asks for that."""
        view = self._seen_view()
        self.closes()
        if view.get("notify_on_close"):
            payload = {**captured("view_closed"), "view": {**view, "state": {"values": {}}}}
            payload["user"]["id"] = self.id
            await self._sent(payload)

    @property
    def view(self) -> Payload:
        return self.fake.views[self.modal]

    @property
    def messages(self) -> list[Payload]:
        """In the direct message, and in channels what is for this person alone."""
        mine = dm_of(self.id)
        return [
            each
            for each in self.fake.messages
            if each["channel"] == mine or each.get("ephemeral_to") == self.id
        ]

    @property
    def texts(self) -> list[str]:
        return [each["text"] for each in self.messages]

    @property
    def reads(self) -> str:
        """Every word in the modal that is open."""
        return "\n".join(words_in(self.view))

    def _did(self, name: str) -> Payload:
        payload = captured(name)
        payload["user"]["id"] = self.id
        payload["trigger_id"] = self.fake.trigger()
        return payload

    def _seen_view(self) -> Payload:
        view = copy.deepcopy({**captured("view_submission")["view"], **self.view})
        view["state"] = {"values": dict(self._states(view))}
        return view

    def _states(self, view: Payload) -> list[tuple[str, Payload]]:
        """What was typed, else what stood there from the start, as a client reports it."""
        inputs = [each for each in view["blocks"] if each["type"] == "input"]
        return [
            (each["block_id"], {each["element"]["action_id"]: self._state(each)}) for each in inputs
        ]

    def _state(self, block: Payload) -> Payload:
        element, typed = block["element"], self.typed.get(block["block_id"].split(":", 2)[2])
        kind = element["type"]
        match kind:
            case "plain_text_input":
                found = element.get("initial_value") if typed is None else typed
                return {"type": kind, "value": found or None}
            case "datepicker":
                return {"type": kind, "selected_date": typed or element.get("initial_date")}
            case "conversations_select":
                found = typed or element.get("initial_conversation")
                return {"type": kind, "selected_conversation": found}
            case "file_input":
                return {"type": kind, "files": self.photos}
            case "timepicker":
                return {"type": kind, "selected_time": typed or element.get("initial_time")}
            case _:
                return {"type": kind, "selected_option": _chosen(element, typed)}

    async def _sent(self, payload: Payload) -> str:
        status, text = await self.send(payload)
        assert status == 200, f"{status}: {text}"
        return text


def options_of(element: Payload) -> list[Payload]:
    groups = element.get("option_groups") or [element]
    return [each for group in groups for each in group["options"]]


def _chosen(element: Payload, typed: str | None) -> Payload | None:
    """An empty answer is none, as where somebody leaves a menu as it is."""
    if typed is None:
        initial: Payload | None = element.get("initial_option")
        return initial
    if not typed:
        return None
    return next(each for each in options_of(element) if each["value"] == typed)


def _button(blocks: list[Payload], label: str) -> Payload | None:
    rows = [each["elements"] for each in blocks if each["type"] == "actions"]
    buttons: list[Payload] = [each for row in rows for each in row]
    return next((each for each in buttons if each["text"]["text"] == label), None)


def words_in(found: Any) -> list[str]:
    """Every text in blocks or a view, in order."""
    if isinstance(found, dict):
        own = [found["text"]] if isinstance(found.get("text"), str) else []
        return own + [text for value in found.values() for text in words_in(value)]
    return [text for each in found for text in words_in(each)] if isinstance(found, list) else []
