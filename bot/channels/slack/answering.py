"""What somebody sees after what they did in Slack.

What was done is committed before anything is shown, and before the request is acknowledged: a kill
in between costs an answer, never a deed. `receive` is local and quick, so that a modal is opened
with its content at once; where it takes longer than `patience`, a skeleton takes the trigger, which
lives three seconds, and is filled in when the content is there.

Photos may take longer than that. They are fetched for `fetching`, and after the acknowledgement
then; that they are on their way is on disk before it, so that a kill is told as well. Nothing is
done with them before that is on disk, so that what is done takes it back in its own unit.

All of it together has `budget`: past three seconds Slack tells the person that kombot is broken.
What is not shown by then is shown after the acknowledgement, and waited for when kombot stops.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.channels.base import Inbound, Kind, Reply
from bot.channels.slack.directory import Directory
from bot.channels.slack.fields import block_id
from bot.channels.slack.inbound import channels_chosen, files_handed_over, read
from bot.channels.slack.limits import ERROR
from bot.channels.slack.photos import Album
from bot.channels.slack.plain import Json, shorten
from bot.channels.slack.rooms import Rooms
from bot.channels.slack.screen import Screen
from bot.channels.slack.spot import Spot, Surface, spot_of
from bot.channels.slack.standing import gathered_in, joined
from bot.channels.slack.views import Frame, modal
from bot.channels.standing import Change, Gathered, Profile
from bot.inbox import spoken
from dialogs import WORDS
from dialogs.core.actions import Do, write
from dialogs.core.actions import read as read_action
from dialogs.core.cards import Form
from dialogs.core.photos import CAME, WAITS, Photos, sending
from dialogs.core.spots import Spot as Told
from dialogs.core.spots import Spots

log = logging.getLogger("kombot.slack")

Receive: TypeAlias = Callable[[Inbound], Awaitable[Reply]]
Note: TypeAlias = Callable[[Change], Awaitable[None]]
OF_THE_CHANNEL = "here"
"""The command that is about the channel in which it is written or pressed."""
Ours: TypeAlias = Callable[[str, str], Awaitable[bool]]
PATIENCE = timedelta(seconds=1)
BUDGET = timedelta(seconds=2)
"""As long as who somebody is and what a channel is may be looked up for, both at the same time:
that leaves time to be let in, and to commit."""
FETCHING = timedelta(seconds=1.5)
"""As long as a page waits for its photos; keeping that they are on their way takes time as well."""
Work: TypeAlias = asyncio.Task[Reply]
Looked: TypeAlias = tuple[Profile, Spots]
Show: TypeAlias = Callable[[Reply], Awaitable[None]]


async def every_channel(_team: str, _channel: str) -> bool:
    """For whoever cannot tell which ones are kombot's."""
    return True


@dataclass(frozen=True, kw_only=True)
class Answering:
    """`ours` tells the channels that kombot writes in: who comes into others is not looked at."""

    directory: Directory
    rooms: Rooms
    album: Album
    receive: Receive
    note: Note
    screen: Screen
    ours: Ours = every_channel
    patience: timedelta = PATIENCE
    budget: timedelta = BUDGET
    fetching: timedelta = FETCHING
    _showing: set[asyncio.Task[None]] = field(default_factory=set)

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
        told = asyncio.create_task(self._looked_up(inbound, payload))
        show = partial(self.screen.tell, spot)
        if files_handed_over(payload) and await self._promised(inbound, told, show):
            return
        work = asyncio.create_task(self._received(told))
        await self._in_time(work, (self._pressed if spot.trigger else self._told)(spot, work))

    async def submitted(self, payload: Mapping[str, Any]) -> Json:
        """A page that was sent: what to answer in the acknowledgement itself."""
        inbound = read(payload)
        if inbound is None:
            return {}
        told = asyncio.create_task(self._looked_up(inbound, payload, channels_chosen(payload)))
        spot, promise = spot_of(payload), None
        if files_handed_over(payload):
            promise = await self._promised(inbound, told, partial(self.screen.fetched, spot))
        if promise is not None:
            return {"response_action": "update", "view": self.screen.fetching(promise.language)}
        reply = await self._received(told)
        return submission_answer(reply, spot.blocks, self.screen.frame(reply.language))

    async def closed(self, payload: Mapping[str, Any]) -> None:
        """A window that was closed before its dialog was done: leave a way back to it."""
        inbound = read(payload)
        if inbound is None:
            return
        work = asyncio.create_task(self._received(self._looked_up(inbound, payload)))
        await self._in_time(work, self._left(spot_of(payload), work))

    async def close(self) -> None:
        """Wait for what is still being shown: each call to Slack has its own end."""
        while self._showing:
            await asyncio.wait(list(self._showing))
        await self.directory.close()

    async def _in_time(self, work: Work, showing: Coroutine[Any, Any, None]) -> None:
        """Until it is shown, or the time is over and it is done at least; trouble is raised."""
        shown = self._later(showing)
        await asyncio.wait({shown}, timeout=self.budget.total_seconds())
        await asyncio.wait({work})
        work.result()
        if shown.done():
            shown.result()

    def _later(self, showing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        shown = asyncio.create_task(showing)
        self._showing.add(shown)
        shown.add_done_callback(self._ended)
        return shown

    async def _promised(
        self, inbound: Inbound, told: asyncio.Task[Inbound], show: Show
    ) -> Reply | None:
        """Where the photos are not there yet: that they are waited for is on disk from now on.

        Where that fails they are let go: whoever hears that it did not work sends them again.
        """
        done, _ = await asyncio.wait({told}, timeout=self.fetching.total_seconds())
        if done:
            return None
        try:
            promise = await self.receive(_about_photos(inbound, WAITS))
        except BaseException:
            told.cancel()
            raise
        self._later(self._fetched(inbound, told, show))
        return promise

    async def _fetched(self, inbound: Inbound, told: asyncio.Task[Inbound], show: Show) -> None:
        reply = await self._received(told)
        if reply.content is not None:
            await show(reply)
        if not reply.person_id:  # Nothing was done with them, which they have heard by now.
            await self.receive(_about_photos(inbound, CAME))

    def _ended(self, shown: asyncio.Task[None]) -> None:
        """The request may be answered by now. No words: an exception's text may hold somebody's."""
        self._showing.discard(shown)
        if not shown.cancelled() and (trouble := shown.exception()) is not None:
            log.error("%s while something was shown", type(trouble).__name__)

    async def _gathered(self, payload: Mapping[str, Any]) -> Gathered | None:
        """Who is in a channel of ours after somebody came.

        What Slack does not tell now, the courier asks for before it posts there.
        """
        came = joined(payload)
        if came is None or not await self.ours(*came):
            return None
        spot = await self.rooms.look(*came)
        return gathered_in(spot, payload) if isinstance(spot, Told) else None

    async def _received(self, told: Awaitable[Inbound]) -> Reply:
        return await self.receive(await told)

    async def _looked_up(
        self, inbound: Inbound, payload: Mapping[str, Any], chosen: tuple[str, ...] = ()
    ) -> Inbound:
        looking = self._looked_at(inbound, (*chosen, *_asked_in(inbound)))
        (profile, spots), photos = await self._with_photos(looking, payload)
        return replace(
            inbound,
            email=profile.email,
            language=profile.language,
            zone=profile.zone,
            member=profile.member,
            unsure=profile.unsure,
            spots=spots,
            photos=photos,
        )

    async def _with_photos(
        self, looking: Coroutine[Any, Any, Looked], payload: Mapping[str, Any]
    ) -> tuple[Looked, Photos]:
        """At the same time, where there are any."""
        if not files_handed_over(payload):
            return await looking, {}
        work = asyncio.create_task(self.album.of(payload))
        return await looking, await work

    async def _looked_at(self, inbound: Inbound, places: tuple[str, ...]) -> Looked:
        """At the same time, where there is a channel to look at."""
        if not places:
            return await self.directory.about(inbound), {}
        return await asyncio.gather(
            self.directory.about(inbound), self.rooms.spots(inbound.tenant, places)
        )

    async def _pressed(self, spot: Spot, work: Work) -> None:
        done, _ = await asyncio.wait({work}, timeout=self.patience.total_seconds())
        if not done and spot.surface is not Surface.MODAL:
            spot = await self.screen.hold(spot)
        reply = await work
        if reply.content is not None:
            await self.screen.answer(spot, reply)

    async def _told(self, spot: Spot, work: Work) -> None:
        reply = await work
        if reply.content is not None:
            await self.screen.tell(spot, reply)

    async def _left(self, spot: Spot, work: Work) -> None:
        await self.screen.leave(spot, await work)


def _about_photos(inbound: Inbound, command: str) -> Inbound:
    """By the same person, of what they just sent."""
    key = sending(inbound.event_id)
    value, event_id = write(Do(command, key)), f"{command}:{key}"
    return replace(
        inbound, kind=Kind.PRESS, value=value, event_id=event_id, text="", place="", fields={}
    )


def _asked_in(inbound: Inbound) -> tuple[str, ...]:
    """The channel that something was said in, where the answer is about the channel itself."""
    said = inbound.kind is Kind.WORDS
    action = WORDS.get(spoken(inbound.text)) if said else read_action(inbound.value)
    about = isinstance(action, Do) and action.name == OF_THE_CHANNEL
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
