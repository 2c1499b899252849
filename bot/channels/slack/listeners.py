"""slack-bolt with one listener per type of payload; what is meant is looked up in tables.

Bolt tries its listeners one after the other: sixty of them would cost two thirds of the throughput.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.answering import Answering
from bot.channels.slack.client import Clients, Tokens
from bot.channels.slack.guard import Payload
from bot.channels.slack.inbound import team_of

log = logging.getLogger("kombot.slack.bolt")
# At DEBUG bolt writes whole payloads to the log, people's words included.
log.setLevel(logging.INFO)

ANY = re.compile(".*", re.DOTALL)


def build_app(clients: Clients, answering: Answering) -> AsyncApp:
    """Everything happens within the request: committed first, acknowledged afterwards."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Ask nobody: nothing is answered with bolt's client, and a bad token shows when used.

        What is our own is told by the event itself, so that bolt need not know the bot's ids.
        """
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")

    with _unheard():
        app = AsyncApp(
            logger=log,
            client=AsyncWebClient(base_url=clients.base_url, session=clients.session),
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
    listeners = _Listeners(answering, clients.tokens)
    app.action(ANY)(listeners.happened)
    app.view(ANY)(listeners.submitted)
    app.event(ANY)(listeners.happened)
    app.view_closed(ANY)(listeners.closed)
    app.shortcut(ANY)(listeners.happened)
    app.command(ANY)(listeners.happened)
    app.options(ANY)(listeners.acknowledged)
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


class _Listeners:
    """An app that is in several workspaces can be put into more by anybody who finds it.

    What comes from where nobody was let in is neither heard nor answered: whoever runs a workspace
    says which address is whose there.
    """

    def __init__(self, answering: Answering, tokens: Tokens) -> None:
        self._answering = answering
        self._tokens = tokens

    async def happened(self, body: Payload, ack: AsyncAck) -> None:
        if await self._is_let_in(body):
            await self._answering.happened(body)
        await ack()

    async def submitted(self, body: Payload, ack: AsyncAck) -> None:
        answer = await self._answering.submitted(body) if await self._is_let_in(body) else {}
        await ack(**answer)

    async def closed(self, body: Payload, ack: AsyncAck) -> None:
        if await self._is_let_in(body):
            await self._answering.closed(body)
        await ack()

    async def _is_let_in(self, body: Payload) -> bool:
        """Where it is not known for now, whatever follows meets the same trouble."""
        found = await self._tokens.of(team_of(body)) != ""
        if not found:
            log.warning("something came from a workspace that kombot is not installed in")
        return found

    async def acknowledged(self, ack: AsyncAck) -> None:
        """What nothing is offered for: Slack need not wait for nothing."""
        await ack()


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
