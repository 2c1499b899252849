"""What somebody sees after what they did in Slack.

What was done is committed before anything is shown, and everything is shown before the request is
acknowledged: a kill in between costs an answer, never a deed. `receive` is local and quick, so that
a modal is opened with its content at once; where it takes longer than `patience`, a skeleton takes
the trigger, which lives three seconds, and is filled in when the content is there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeAlias

from bot.channels.base import Inbound, Kind, Reply
from bot.channels.slack.directory import Directory
from bot.channels.slack.fields import block_id
from bot.channels.slack.inbound import channels_chosen, read
from bot.channels.slack.limits import ERROR
from bot.channels.slack.plain import Json, shorten
from bot.channels.slack.rooms import Rooms
from bot.channels.slack.screen import Screen
from bot.channels.slack.spot import Spot, Surface, spot_of
from bot.channels.slack.standing import joined
from bot.channels.slack.views import Frame, modal
from bot.channels.standing import Change, Gathered
from dialogs.core.actions import Do
from dialogs.core.actions import read as read_action
from dialogs.core.cards import Form
from dialogs.core.spots import Spot as Told

log = logging.getLogger("kombot.slack")

Receive: TypeAlias = Callable[[Inbound], Awaitable[Reply]]
Note: TypeAlias = Callable[[Change], Awaitable[None]]
OF_THE_CHANNEL = ("here", "in_place")
"""The commands that are about the channel in which they are pressed."""
PATIENCE = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Answering:
    directory: Directory
    rooms: Rooms
    receive: Receive
    note: Note
    screen: Screen
    patience: timedelta = PATIENCE

    async def happened(self, payload: Mapping[str, Any]) -> None:
        """An event, a button, a command or a shortcut: answered over the Web API."""
        change = self.directory.change(payload) or await self._gathered(payload)
        if change is not None:
            await self.note(change)
            return
        inbound = read(payload)
        if inbound is None:
            return
        spot = spot_of(payload)
        if spot.trigger:
            await self._pressed(spot, inbound)
            return
        reply = await self._received(inbound)
        if reply.content is not None:
            await self.screen.tell(spot, reply)

    async def submitted(self, payload: Mapping[str, Any]) -> Json:
        """A page that was sent: what to answer in the acknowledgement itself."""
        inbound = read(payload)
        if inbound is None:
            return {}
        reply = await self._received(inbound, channels_chosen(payload))
        return submission_answer(reply, spot_of(payload).blocks, self.screen.frame(reply.language))

    async def closed(self, payload: Mapping[str, Any]) -> None:
        """A window that was closed before its dialog was done: leave a way back to it."""
        inbound = read(payload)
        if inbound is not None:
            await self.screen.leave(spot_of(payload), await self._received(inbound))

    async def _gathered(self, payload: Mapping[str, Any]) -> Gathered | None:
        """Who is in a channel after somebody came.

        What Slack does not tell now, the courier asks for before it posts there.
        """
        came = joined(payload)
        spot = await self.rooms.look(*came) if came else None
        return Gathered(spot) if isinstance(spot, Told) else None

    async def _received(self, inbound: Inbound, chosen: tuple[str, ...] = ()) -> Reply:
        profile, spots = await asyncio.gather(
            self.directory.profile(inbound.tenant, inbound.external_id),
            self.rooms.spots(inbound.tenant, (*chosen, *_asked_in(inbound))),
        )
        told = replace(
            inbound,
            email=profile.email,
            language=profile.language,
            zone=profile.zone,
            member=profile.member,
            spots=spots,
        )
        return await self.receive(told)

    async def _pressed(self, spot: Spot, inbound: Inbound) -> None:
        receiving = asyncio.ensure_future(self._received(inbound))
        done, _ = await asyncio.wait({receiving}, timeout=self.patience.total_seconds())
        if not done and spot.surface is not Surface.MODAL:
            spot = await self.screen.hold(spot)
        reply = await receiving
        if reply.content is not None:
            await self.screen.answer(spot, reply)


def _asked_in(inbound: Inbound) -> tuple[str, ...]:
    """The channel that something was said in, where the answer may be about the channel itself."""
    action = read_action(inbound.value)
    about = inbound.kind is Kind.WORDS or (isinstance(action, Do) and action.name in OF_THE_CHANNEL)
    return (inbound.place,) if inbound.place and about else ()


def submission_answer(reply: Reply, blocks: frozenset[str], frame: Frame) -> Json:
    """Errors go to the page as it stands open; all else takes its place, as on an old page.

    https://docs.slack.dev/surfaces/modals#response_actions
    """
    content = reply.content
    if content is None:
        return {}
    if isinstance(content, Form):
        wrong = [each for each in content.fields if each.error]
        errors = {block_id(each.name, content.turn): shorten(each.error, ERROR) for each in wrong}
        if errors and errors.keys() <= blocks:
            return {"response_action": "errors", "errors": errors}
    view = modal(content, frame, session_id=reply.session_id)
    return {"response_action": "update", "view": view}
