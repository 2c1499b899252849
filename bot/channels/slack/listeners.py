"""slack-bolt with one listener for every payload, which looks its type up in a table.

Bolt tries its own listeners one after the other, and for each of them it makes all that one may ask
for: sixty of them would cost two thirds of the throughput.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias

from pydantic_core import to_json
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.answering import Answering
from bot.channels.slack.client import Clients, Tokens
from bot.channels.slack.guard import Payload
from bot.channels.slack.inbound import team_of
from bot.channels.slack.plain import Json

log = logging.getLogger("kombot.slack.bolt")
# At DEBUG bolt writes whole payloads to the log, people's words included.
log.setLevel(logging.INFO)

COMMAND = "command"
HAPPENED = ("block_actions", "event_callback", "shortcut", "message_action", COMMAND)
"""What is answered over the Web API."""

Hears: TypeAlias = Callable[[Payload], Awaitable[Json]]
Next: TypeAlias = Callable[[], Awaitable[BoltResponse]]


def build_app(clients: Clients, answering: Answering) -> AsyncApp:
    """Everything happens within the request: committed first, acknowledged afterwards."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Ask nobody: nothing is answered with bolt's client, and a bad token shows when used.

        What is our own is told by the event itself, so that bolt need not know the bot's ids.
        """
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")

    with _unheard():
        app = AsyncApp(
            # Without one bolt looks through all that is imported for it: a tenth of a second.
            name="kombot",
            logger=log,
            client=AsyncWebClient(base_url=clients.base_url, session=clients.session),
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
    app.use(_Listener(answering, clients.tokens))
    app.error(failed)
    return app


@contextmanager
def _unheard() -> Iterator[None]:
    """Bolt reads variables of ours by itself, and tells of files that it never writes."""
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(logging.INFO)


class _Listener(AsyncMiddleware):
    """What is sent is looked up by its type, and answered; what nobody listens to is acknowledged.

    An app that is in several workspaces can be put into more by anybody who finds it. What comes
    from where nobody was let in is neither heard nor answered: whoever runs a workspace says which
    address is whose there.
    """

    def __init__(self, answering: Answering, tokens: Tokens) -> None:
        self._answering = answering
        self._tokens = tokens
        happened = self._nothing_after(answering.happened)
        self._heard: Mapping[str, Hears] = {
            "view_submission": answering.submitted,
            "view_closed": self._nothing_after(answering.closed),
            **dict.fromkeys(HAPPENED, happened),
        }

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Next,  # noqa: A002 - bolt's name for it
    ) -> BoltResponse:
        hears = self._heard.get(_kind_of(req.body))
        if hears is None or not await self._is_let_in(req.body):
            return BoltResponse(status=200)
        answer = await hears(req.body)
        return BoltResponse(status=200, body=to_json(answer).decode() if answer else "")

    async def _is_let_in(self, body: Payload) -> bool:
        """Where it is not known for now, whatever follows meets the same trouble."""
        found = await self._tokens.of(team_of(body)) != ""
        if not found:
            log.warning("something came from a workspace that kombot is not installed in")
        return found

    @staticmethod
    def _nothing_after(hears: Callable[[Payload], Awaitable[None]]) -> Hears:
        async def heard(body: Payload) -> Json:
            await hears(body)
            return {}

        return heard


def _kind_of(body: Payload) -> str:
    """A command has no type."""
    kind = body.get("type", COMMAND if "command" in body else "")
    return kind if isinstance(kind, str) else ""


async def failed(error: Exception) -> BoltResponse:
    """Bolt trusts the shape of a payload: where it trips itself, the mistake is the sender's.

    Our own fault is a 500: an event comes again, and after a click Slack tells the person. The log
    says where it was, not what: the text of an exception may hold somebody's words.
    """
    frames = traceback.extract_tb(error.__traceback__)
    if not any(frame.filename == __file__ for frame in frames):
        log.warning("a payload that bolt cannot read: %s", type(error).__name__)
        return BoltResponse(status=400)
    log.error("%s in %s, line %s", type(error).__name__, frames[-1].name, frames[-1].lineno)
    return BoltResponse(status=500)
