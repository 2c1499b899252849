"""The captured payloads: one for every surface, complete, and each with somebody who listens."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncBoltRequest

from bot.channels.slack.endpoint import SlackEndpoint, clients_of
from bot.channels.slack.needs import EVENTS, SHORTCUTS
from bot.platforms import SlackSettings
from dialogs.core.house import House
from tests.fakes.slack import TOKEN, slack_fake
from tests.fakes.slack_user import PAYLOADS, SECRET, Payload, captured
from tests.slack_house import Receiver, unheard
from tests.slack_servers import NOW

FILES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
SURFACES = {
    "block_actions_home",
    "block_actions_message",
    "block_actions_modal",
    "block_suggestion",
    "message_action",
    "shortcut",
    "slash_command",
    "view_closed",
    "view_submission",
    *(event.replace(".", "_") for event in EVENTS),
}
WHO = {"api_app_id", "team", "token", "type", "user"}
INSTALL = {"enterprise", "is_enterprise_install"}
MENU = {"action_ts", "callback_id", "team", "token", "trigger_id", "type", "user", *INSTALL}
SEARCHED = {"action_id", "block_id", "container", "value", "view"}
COMPLETE: dict[str, set[str]] = {
    "block_actions": {*WHO, *INSTALL, "actions", "container", "trigger_id"},
    "block_suggestion": {*WHO, *INSTALL, *SEARCHED},
    "event_callback": {
        *("api_app_id", "authorizations", "context_enterprise_id", "context_team_id", "event"),
        *("event_context", "event_id", "event_time", "is_ext_shared_channel", "team_id", "token"),
    },
    "message_action": {*MENU, "channel", "message", "message_ts", "response_url"},
    "shortcut": MENU,
    "slash_command": {
        *("api_app_id", "channel_id", "channel_name", "command", "is_enterprise_install"),
        *("response_url", "team_domain", "team_id", "text", "token", "trigger_id", "user_id"),
    },
    "url_verification": {"challenge", "token"},
    "view_closed": {*WHO, *INSTALL, "is_cleared", "view"},
    "view_submission": {*WHO, *INSTALL, "response_urls", "trigger_id", "view"},
}
"""What each kind of payload always has.

https://docs.slack.dev/reference/interaction-payloads, /apis/events-api and
/interactivity/implementing-slash-commands
"""
VIEW = {
    *("app_id", "app_installed_team_id", "blocks", "bot_id", "callback_id", "clear_on_close"),
    *("close", "external_id", "hash", "id", "notify_on_close", "previous_view_id"),
    *("private_metadata", "root_view_id", "state", "submit", "team_id", "title", "type"),
}
"""https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""


@pytest.fixture
async def endpoint() -> AsyncIterator[SlackEndpoint]:
    async with slack_fake() as fake, aiohttp.ClientSession() as http:
        settings = SlackSettings(bot_token=TOKEN, signing_secret=SECRET, base_url=fake.base_url)
        clients = clients_of(settings, http, now=NOW)
        yield SlackEndpoint(
            settings=settings,
            clients=clients,
            house=House(),
            receive=Receiver(),
            note=unheard,
            now=NOW,
        )


def kind_of(payload: Payload) -> str:
    return str(payload.get("type") or "slash_command")


def views_in(found: Any) -> list[Payload]:
    if not isinstance(found, dict):
        return []
    here = [found["view"]] if isinstance(found.get("view"), dict) else []
    return here + [
        view for key, value in found.items() if key != "view" for view in views_in(value)
    ]


def test_there_is_a_payload_for_every_surface() -> None:
    assert SURFACES - set(FILES) == set()


def test_there_is_a_payload_for_every_kind_of_shortcut() -> None:
    offered = {shortcut.callback for shortcut in SHORTCUTS}
    assert {captured(name)["callback_id"] for name in ("shortcut", "message_action")} <= offered


@pytest.mark.parametrize("name", FILES)
def test_a_payload_has_all_that_slack_sends(name: str) -> None:
    payload = captured(name)
    assert COMPLETE[kind_of(payload)] - set(payload) == set()
    assert [VIEW - set(view) for view in views_in(payload)] == [set()] * len(views_in(payload))


@pytest.mark.parametrize("name", FILES)
async def test_somebody_listens_to_every_payload(endpoint: SlackEndpoint, name: str) -> None:
    """Bolt answers 404 where nobody does, which kombot would acknowledge all the same."""
    request = AsyncBoltRequest(body=captured(name), mode="socket_mode")
    answer = await endpoint._app.async_dispatch(request)
    assert answer.status == 200
