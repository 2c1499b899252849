"""botbuilder's adapter, with its weak spots covered: it checks no token and makes no network call.

The token was checked before (`token.py`), our own connector sends, and no client for users' tokens
is built: it costs several milliseconds a turn and is used nowhere here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    ResourceResponse,
)
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
    UserTokenClient,
)

from bot.channels.base import Failed, Retry
from bot.channels.teams.connector import Answer, Connector, Thread
from bot.channels.teams.inbound import Envelope

INVOKE_RESPONSE = "invokeResponse"
Shown: TypeAlias = Mapping[str, Any]
"""A message as `adaptive.message` draws it."""
Logic = Callable[[TurnContext], Awaitable[None]]


class Undelivered(Exception):
    """Teams did not take an answer; `why` says whether to try again."""

    def __init__(self, why: Retry | Failed) -> None:
        super().__init__(why.reason)
        self.why = why


class TeamsAdapter(CloudAdapterBase):
    def __init__(self, *, connector: Connector, app_id: str) -> None:
        super().__init__(_Checked(connector))
        self._connector = connector
        self._app_id = app_id

    async def run(
        self, envelope: Envelope, claims: Mapping[str, Any], logic: Logic
    ) -> InvokeResponse | None:
        """One turn of an activity whose token was checked; an invoke's answer, else None."""
        checked = AuthenticateRequestResult()
        checked.claims_identity = ClaimsIdentity(dict(claims), is_authenticated=True)
        checked.audience = self._app_id
        checked.connector_factory = _Factory(self._connector)
        return await self.process_activity(checked, activity_of(envelope), logic)

    def answer(self, context: TurnContext, body: bytes) -> None:
        """What the invoke of this turn is answered with, as JSON.

        botbuilder's own way there copies the whole answer, and so a card, part by part.
        """
        response = InvokeResponse(status=int(HTTPStatus.OK), body=body)
        answer = Activity(type=INVOKE_RESPONSE, value=response)
        context.turn_state[self._INVOKE_RESPONSE_KEY] = answer
        context.responded = True

    async def post(self, context: TurnContext, shown: Shown) -> None:
        """Into the turn's conversation. Raise Undelivered."""
        _taken(await self._connector.post(_thread(context), _said(context, shown)))

    async def put(self, context: TurnContext, shown: Shown, *, id: str) -> None:  # noqa: A002
        """In place of what the message shows. Raise Undelivered."""
        thread, activity = _thread(context), _said(context, shown)
        _taken(await self._connector.put(thread, id=id, activity=activity))

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Raise Undelivered."""
        thread = _thread(context)
        return [
            _taken(await self._connector.post(thread, activity.serialize()))
            for activity in activities
        ]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Raise Undelivered."""
        thread, shown = _thread(context), activity.serialize()
        return _taken(await self._connector.put(thread, id=activity.id, activity=shown))

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        raise TypeError("kombot deletes nothing in Teams: it updates")


def activity_of(envelope: Envelope) -> Activity:
    """Only what was checked goes in: botbuilder's own parser raises on much of what can be sent."""
    return Activity(
        type=envelope.kind,
        id=envelope.id or None,
        name=envelope.name or None,
        channel_id=envelope.channel or None,
        service_url=envelope.service_url,
        locale=envelope.locale or None,
        reply_to_id=envelope.reply_to or None,
        from_property=ChannelAccount(id=envelope.user, aad_object_id=envelope.user_object_id),
        recipient=ChannelAccount(id=envelope.bot),
        conversation=ConversationAccount(
            id=envelope.conversation,
            conversation_type=envelope.conversation_type or None,
            is_group=not envelope.personal,
            tenant_id=envelope.tenant or None,
        ),
    )


def _thread(context: TurnContext) -> Thread:
    where = context.activity
    return Thread(
        service_url=where.service_url,
        tenant=where.conversation.tenant_id or "",
        conversation=where.conversation.id,
    )


def _said(context: TurnContext, shown: Shown) -> dict[str, Any]:
    """By kombot to whoever did something, in answer to that."""
    what = context.activity
    whole = {
        **shown,
        "from": {"id": what.recipient.id},
        "recipient": {"id": what.from_property.id},
        "conversation": {"id": what.conversation.id},
    }
    return {**whole, "replyToId": what.id} if what.id else whole


def _taken(answer: Answer) -> ResourceResponse:
    if isinstance(answer, Retry | Failed):
        raise Undelivered(answer)
    return ResourceResponse(id=str(answer.get("id", "")))


@dataclass(frozen=True)
class _Factory(ConnectorFactory):
    """botbuilder asks for a client on every turn; ours is the one that sends."""

    connector: Connector

    async def create(self, service_url: str, audience: str) -> Connector:
        return self.connector


@dataclass(frozen=True)
class _NoUserTokens(UserTokenClient):
    """Nobody signs in through kombot."""

    async def get_user_token(self, *_: Any) -> None:
        return None

    async def get_sign_in_resource(self, *_: Any) -> None:
        return None

    async def sign_out_user(self, *_: Any) -> None:
        return None

    async def get_token_status(self, *_: Any) -> None:
        return None

    async def get_aad_tokens(self, *_: Any) -> None:
        return None

    async def exchange_token(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class _Checked(BotFrameworkAuthentication):
    """Stands where botbuilder would check tokens. It refuses: that is done before it is asked."""

    connector: Connector

    async def authenticate_request(self, activity: Activity, auth_header: str) -> None:
        raise PermissionError("the token is checked before the adapter")

    async def authenticate_streaming_request(self, auth_header: str, channel_id: str) -> None:
        raise PermissionError("kombot takes no streams")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        return _Factory(self.connector)

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient:
        return _NoUserTokens()
