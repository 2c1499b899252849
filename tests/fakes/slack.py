"""Slack's Web API on loopback: it keeps Slack's rules, records the calls and fails when told to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.slack.needs import SCOPES
from tests.fakes.slack_files import Files
from tests.fakes.slack_rules import message_problem, scopes_of, view_problems
from tests.fakes.slack_wire import Call, Fault, Params, SaysNo, known, params_of

__all__ = ["BOT", "TEAM", "TOKEN", "Call", "Fault", "SlackFake", "dm_of", "slack_fake"]

TOKEN = "xoxb-made-up"
TEAM = "T0KOMBOT01"
BOT = "U0KOMBOT01"


@dataclass
class SlackFake:
    """The bot is in each of `channels`; `outside` it there are more. `public` ones all can read.

    `foreign` ones are shared with another organisation; `members` are those beside the bot.
    """

    users: dict[str, Params] = field(default_factory=dict)
    channels: set[str] = field(default_factory=set)
    public: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)
    archived: set[str] = field(default_factory=set)
    members: dict[str, list[str]] = field(default_factory=dict)
    messages: list[Params] = field(default_factory=list)
    views: dict[str, Params] = field(default_factory=dict)
    homes: dict[str, Params] = field(default_factory=dict)
    files: dict[str, Params] = field(default_factory=dict)
    photos: Files = field(default_factory=Files)
    triggers: dict[str, str] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)  # Views by trigger.
    calls: list[Call] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    team: str = TEAM
    bot: str = BOT
    name: str = "Nyborg"
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    date: str = ""
    origin: str = ""
    _count: int = 0

    @property
    def base_url(self) -> str:
        return f"{self.origin}/api/"

    def person(self, user: str, email: str, **more: Any) -> str:
        profile = {"email": email, "real_name": "Somebody"}
        self.users[user] = {"id": user, "is_email_confirmed": True, "profile": profile, **more}
        return user

    def fails(self, method: str, *faults: Fault) -> None:
        self.faults[method].extend(faults)

    def called(self, method: str) -> list[Params]:
        return [call.params for call in self.calls if call.method == method]

    def trigger(self) -> str:
        """A fresh one, as every interaction brings."""
        made = self._new("13345224609.738474920.")
        self.triggers[made] = "fresh"
        return made

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._api),
            web.post("/upload/{file}", self._upload),
        ]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await params_of(request)
        self.calls.append(Call(method, params))
        fault = self.faults[method].pop(0) if self.faults[method] else None
        if fault is None:
            answer = self._answer(request, method, params)
            return web.json_response(answer, headers=self._headers())
        return await self._fail(fault, request, method, params)

    def _answer(self, request: web.Request, method: str, params: Params) -> Params:
        if "Authorization" not in request.headers:
            return {"ok": False, "error": "not_authed"}
        if request.headers["Authorization"].removeprefix("Bearer ") not in self.tokens:
            return {"ok": False, "error": "invalid_auth"}
        if lacking := scopes_of(method, params) - self.scopes:
            return {"ok": False, "error": "missing_scope", "needed": ",".join(sorted(lacking))}
        try:
            return {"ok": True, **METHODS[method](self, params)}
        except SaysNo as no:
            return {"ok": False, "error": no.error}

    def _headers(self) -> dict[str, str]:
        """`date` is what time it is there, where it is not the time here."""
        named = {"Date": self.date} if self.date else {}
        return {"X-OAuth-Scopes": ",".join(sorted(self.scopes)), **named}

    async def _fail(
        self, fault: Fault, request: web.Request, method: str, params: Params
    ) -> web.StreamResponse:
        if fault.gate is not None:
            await fault.gate.wait()
        right = self._answer(request, method, params) if fault.done or fault.late else {}
        if fault.late:
            return web.json_response(right, headers=self._headers())
        if fault.cut and request.transport is not None:
            request.transport.close()
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        if fault.body is not None:
            return web.Response(status=fault.status, text=fault.body, headers=headers)
        answer = {"ok": False, "error": fault.error} if fault.error else {"ok": True}
        return web.json_response(answer, status=fault.status, headers=headers)

    async def _upload(self, request: web.Request) -> web.Response:
        self.files[request.match_info["file"]]["data"] = await request.read()
        return web.Response(text="OK")

    def auth_test(self, _params: Params) -> Params:
        names = {"team": self.name, "user": "kombot", "bot_id": "B0KOMBOT01"}
        return {"team_id": self.team, "user_id": self.bot, "url": self.origin, **names}

    def users_info(self, params: Params) -> Params:
        user = known(self.users, params["user"], "user_not_found")
        shown = dict(user["profile"])
        if "users:read.email" not in self.scopes:
            shown.pop("email", None)
        return {"user": {**user, "profile": shown}}

    def conversations_open(self, params: Params) -> Params:
        user = known(self.users, params["users"], "user_not_found")
        if user.get("deleted") or user.get("is_bot"):
            raise SaysNo("cannot_dm_bot" if user.get("is_bot") else "user_disabled")
        return {"channel": {"id": dm_of(user["id"])}}

    def conversations_history(self, params: Params) -> Params:
        self._channel(params)
        found = [each for each in self.messages if each["channel"] == params["channel"]]
        found = [each for each in found if "ephemeral_to" not in each][::-1]
        if str(params.get("include_all_metadata")).lower() not in {"1", "true"}:
            found = [{**each, "metadata": None} for each in found]
        return {"messages": found[: int(params.get("limit", 100))]}

    def chat_post_ephemeral(self, params: Params) -> Params:
        known(self.users, params["user"], "user_not_in_channel")
        return {"message_ts": self.chat_post({**params, "ephemeral_to": params["user"]})["ts"]}

    def chat_post(self, params: Params) -> Params:
        channel = self._channel(params)
        self._check_message(params)
        ts = self._new("1700000000.")
        self.messages.append({**params, "channel": channel, "ts": ts})
        return {"channel": channel, "ts": ts}

    def chat_update(self, params: Params) -> Params:
        self._channel(params)
        self._check_message(params)
        for message in self.messages:
            if message["ts"] == params["ts"] and "ephemeral_to" not in message:
                message.update(params, updates=message.get("updates", 0) + 1)
                return {"channel": params["channel"], "ts": params["ts"]}
        raise SaysNo("message_not_found")

    def conversations_info(self, params: Params) -> Params:
        """Of a public channel also to whoever is not in it."""
        channel, member = self._seen(params)
        about = {
            "id": channel,
            "name": channel.lower(),
            "is_private": channel not in self.public,
            "is_member": member,
            "is_archived": channel in self.archived,
            "is_ext_shared": channel in self.foreign,
        }
        return {"channel": about}

    def conversations_members(self, params: Params) -> Params:
        """A page of it, and where the next one begins."""
        channel, member = self._seen(params)
        found = [*([self.bot] if member else []), *self.members.get(channel, [])]
        most = int(params.get("limit", 100))
        cursor = "bmV4dA==" if len(found) > most else ""
        return {"members": found[:most], "response_metadata": {"next_cursor": cursor}}

    def _seen(self, params: Params) -> tuple[str, bool]:
        """The channel as the bot may look at it, and whether it is in it."""
        channel = str(params["channel"])
        if channel in self.outside & self.public:
            return channel, False
        return self._channel(params), True

    def _channel(self, params: Params) -> str:
        """A person's id stands for the direct message with them."""
        channel = str(params["channel"])
        if channel in self.users:
            return dm_of(channel)
        if channel in self.outside & self.public:
            raise SaysNo("not_in_channel")
        if channel not in self.channels | {dm_of(user) for user in self.users}:
            raise SaysNo("channel_not_found")
        return channel

    def _check_message(self, params: Params) -> None:
        if problem := message_problem(params):
            raise SaysNo(problem)
        for block in params.get("blocks") or []:
            if block["type"] == "image" and not self._is_ready(block["slack_file"]["id"]):
                raise SaysNo("invalid_blocks")

    def _is_ready(self, file_id: str) -> bool:
        return bool(self.files.get(file_id, {}).get("complete"))

    def views_open(self, params: Params) -> Params:
        self._spend(str(params["trigger_id"]))
        self.opened[str(params["trigger_id"])] = view_id = self._new("V0")
        return {"view": self._keep(view_id, params["view"])}

    def _spend(self, trigger: str) -> None:
        state = self.triggers.get(trigger, "invalid_trigger_id")
        if state != "fresh":
            raise SaysNo(state)
        self.triggers[trigger] = "exchanged_trigger_id"

    def views_update(self, params: Params) -> Params:
        view = known(self.views, params["view_id"], "not_found")
        if params.get("hash") not in (None, view["hash"]):
            raise SaysNo("hash_conflict")
        return {"view": self._keep(view["id"], params["view"])}

    def views_publish(self, params: Params) -> Params:
        """A person's page keeps its id for good."""
        user = known(self.users, params["user_id"], "user_not_found")["id"]
        found = self.homes[user]["id"] if user in self.homes else self._new("V0")
        self.homes[user] = self._keep(found, params["view"])
        return {"view": self.homes[user]}

    def _keep(self, view_id: str, view: Params) -> Params:
        if list(view_problems(view)):
            raise SaysNo("invalid_arguments")
        self.views[view_id] = {**view, "id": view_id, "hash": self._new("1700000000.")}
        return self.views[view_id]

    def file_url(self, params: Params) -> Params:
        made = self._new("F0PICTURE")
        self.files[made] = {"name": params["filename"], "alt": params.get("alt_txt")}
        return {"file_id": made, "upload_url": f"{self.origin}/upload/{made}"}

    def file_complete(self, params: Params) -> Params:
        ids = [each["id"] for each in params["files"]]
        for each in ids:
            known(self.files, each, "file_not_found")["complete"] = True
        return {"files": [{"id": each} for each in ids]}

    def _new(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count:06d}"


def dm_of(user: str) -> str:
    return f"D{user[1:]}"


METHODS: dict[str, Callable[[SlackFake, Params], Params]] = {
    "auth.test": SlackFake.auth_test,
    "chat.postEphemeral": SlackFake.chat_post_ephemeral,
    "chat.postMessage": SlackFake.chat_post,
    "chat.update": SlackFake.chat_update,
    "conversations.history": SlackFake.conversations_history,
    "conversations.info": SlackFake.conversations_info,
    "conversations.members": SlackFake.conversations_members,
    "conversations.open": SlackFake.conversations_open,
    "files.completeUploadExternal": SlackFake.file_complete,
    "files.getUploadURLExternal": SlackFake.file_url,
    "users.info": SlackFake.users_info,
    "views.open": SlackFake.views_open,
    "views.publish": SlackFake.views_publish,
    "views.push": SlackFake.views_open,
    "views.update": SlackFake.views_update,
}


@asynccontextmanager
async def slack_fake() -> AsyncIterator[SlackFake]:
    fake, app = SlackFake(), web.Application()
    app.add_routes([*fake.routes(), *fake.photos.routes()])
    async with TestServer(app, host="127.0.0.1") as server:
        fake.origin = fake.photos.origin = str(server.make_url("/")).rstrip("/")
        yield fake
