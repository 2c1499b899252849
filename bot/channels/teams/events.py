"""What Teams tells without anybody asking: the app comes and goes, teams and channels change.

learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-
events. What is told is read purely into `News`; `Events` asks for what it takes and passes it on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TypeAlias, assert_never

from bot.channels.base import Failed, Retry
from bot.channels.standing import Change, Gathered, Profile, Reported, Shut, Standing
from bot.channels.teams.connector import A_PART, Connector, Thread, patiently
from bot.channels.teams.inbound import NAME, Envelope
from bot.channels.teams.refusals import (
    ARCHIVED,
    BLOCKED,
    DISABLED,
    FOREIGN,
    GONE,
    NOT_INSTALLED,
    NOT_THERE,
    PLACE_GONE,
    REMOVED,
)
from bot.channels.teams.rooms import SHARED, Rooms, room_of
from bot.channels.teams.roster import Member, member_of, members_in, next_page

log = logging.getLogger("kombot.teams")

Note: TypeAlias = Callable[[Change], Awaitable[None]]

REMOVES = ("remove", "remove-upgrade")
IN_A_TEAM = (NOT_INSTALLED, GONE, DISABLED)
IN_PRIVATE = (*IN_A_TEAM, REMOVED, BLOCKED)
"""What a new installation there makes possible again. Who sent kombot away keeps it away, until
they let it in themselves."""
OF_A_TEAM = {
    "teamdeleted": PLACE_GONE,
    "teamharddeleted": PLACE_GONE,
    "teamarchived": ARCHIVED,
    "teamunarchived": "",
    "teamrestored": "",
}
OF_A_CHANNEL = {"channeldeleted": PLACE_GONE, "channelrestored": ""}
ONE_BY_ONE = 5
"""Where more have come at once, the whole list is cheaper."""
SECONDS = 10.0
"""For so long Teams waits for its answer at most."""


@dataclass(frozen=True, kw_only=True)
class News:
    """`everybody` and `some`: whose standing is to be asked for; `look`: who reads along, too."""

    changes: tuple[Change, ...] = ()
    everybody: bool = False
    some: tuple[str, ...] = ()
    look: bool = False


NONE = News()


def read_news(envelope: Envelope) -> News:
    if envelope.kind == "installationUpdate" and envelope.personal:
        return _personal(envelope)
    if envelope.kind == "installationUpdate" and envelope.action in REMOVES:
        return News(changes=(_reported(envelope, reason=NOT_THERE),))
    if envelope.kind == "conversationUpdate" and not envelope.personal:
        return _shared(envelope)
    if envelope.kind == "message" and not envelope.personal:
        return News(changes=(_reported(envelope, place=envelope.place),))
    return NONE


def _personal(envelope: Envelope) -> News:
    """A first installation is an arrival, and answered; an upgrade is no news to anybody."""
    if envelope.action in REMOVES:
        gone = Standing(
            channel=NAME,
            tenant=envelope.tenant,
            external_id=envelope.user_object_id or envelope.user,
            profile=Profile(),
            unreachable=REMOVED,
        )
        return News(changes=(gone,))
    return News(some=(envelope.user,)) if envelope.action == "add-upgrade" else News()


def _shared(envelope: Envelope) -> News:
    ours, told = envelope.bot, envelope.about
    if ours in told.removed:
        return News(changes=(_reported(envelope, reason=NOT_THERE),))
    if ours in told.added:
        return News(changes=(_reported(envelope, reason=""),), everybody=True)
    changes = tuple(_of_event(envelope))
    many = len(told.added) > ONE_BY_ONE
    return News(
        changes=changes,
        everybody=many,
        some=() if many else told.added,
        look=bool(told.added or told.removed or told.event == "channelunshared"),
    )


def _of_event(envelope: Envelope) -> Iterator[Change]:
    told = envelope.about
    if told.event in OF_A_TEAM:
        yield _reported(envelope, reason=OF_A_TEAM[told.event])
    if not told.channel:
        return
    if told.event in OF_A_CHANNEL:
        yield _reported(envelope, place=told.channel, reason=OF_A_CHANNEL[told.event])
    if told.event == "channelrenamed" and told.name:
        yield _reported(envelope, place=told.channel, name=told.name)
    if told.event == "channelshared" and told.shared_with - {envelope.tenant, ""}:
        yield _reported(envelope, place=told.channel, reason=FOREIGN, shared=True)
    if told.event == "channelunshared":
        yield _reported(envelope, place=told.channel, shared=False)


def _reported(
    envelope: Envelope,
    *,
    place: str = "",
    reason: str | None = None,
    name: str = "",
    shared: bool | None = None,
) -> Reported:
    """Of one channel, or else of the whole team or chat."""
    told = envelope.about
    known = {"service_url": envelope.service_url}
    known |= {"group": told.team} if place and told.team else {}
    return Reported(
        channel=NAME,
        tenant=envelope.tenant,
        external_id=place or told.team or envelope.place,
        reason=reason,
        name=name,
        reference=known if shared is None else {**known, SHARED: shared},
    )


@dataclass(frozen=True, kw_only=True)
class Events:
    """`rest` waits for so many seconds. What Teams does not tell now is found out later.

    Whoever writes is met then, and before anything new stands in a channel it is looked at. What
    Teams tells once more is no news: it may have been followed by its opposite.
    """

    connector: Connector
    note: Note
    rest: Callable[[float], Awaitable[object]]
    seconds: float = SECONDS
    _tasks: set[asyncio.Task[bool]] = field(default_factory=set)

    async def take(self, envelope: Envelope) -> bool:
        """False where it could not be kept. What takes long goes on by itself."""
        if read_news(envelope) == NONE:
            return True
        task = asyncio.create_task(self._taken(envelope))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        done, _ = await asyncio.wait({task}, timeout=self.seconds)
        return all(each.result() for each in done)

    async def close(self) -> None:
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _taken(self, envelope: Envelope) -> bool:
        try:
            await self._followed(envelope)
        except Exception as problem:  # noqa: BLE001 - whatever it was, it is told to come again
            # The type alone: the message of an error may hold people's words.
            log.error("could not keep what teams told: %s", type(problem).__name__)  # noqa: TRY400
            return False
        return True

    async def _followed(self, envelope: Envelope) -> None:
        news = read_news(envelope)
        for change in news.changes:
            await self._tell(envelope, change)
        if news.everybody:
            await self._everybody(envelope)
        for user in news.some:
            await self._somebody(envelope, user)
        if news.look:
            await self._look(envelope)

    async def _tell(self, envelope: Envelope, change: Change) -> None:
        await self.note(replace(change, event_id=_event_id(envelope, change)))

    async def _everybody(self, envelope: Envelope) -> None:
        """All in the team or chat; a channel of its own has its own list."""
        thread, page = _thread(envelope, envelope.about.team), ""
        while True:
            token = page
            answer = await patiently(
                lambda: self.connector.members(thread, page=token, patience=A_PART),  # noqa: B023
                rest=self.rest,
            )
            if isinstance(answer, Retry | Failed):
                log.warning("could not read who is in a team: %s", answer.reason)
                return
            for member in members_in(answer, tenant=envelope.tenant):
                await self._met(envelope, member)
            page = next_page(answer)
            if not page:
                return

    async def _somebody(self, envelope: Envelope, user: str) -> None:
        thread = _thread(envelope)
        answer = await patiently(lambda: self.connector.member(thread, user=user), rest=self.rest)
        member = None
        if not isinstance(answer, Retry | Failed):
            member = member_of(answer, tenant=envelope.tenant)
        if member is not None:
            await self._met(envelope, member)

    async def _met(self, envelope: Envelope, member: Member) -> None:
        """By their address, and else by the name they log in with where that is another."""
        for email in member.emails or ("",):
            await self._tell(envelope, _standing(envelope, member, email))

    async def _look(self, envelope: Envelope) -> None:
        spot = await Rooms(connector=self.connector).look(room_of(envelope))
        if not isinstance(spot, Retry | Failed):
            await self._tell(envelope, Gathered(spot))


def _event_id(envelope: Envelope, change: Change) -> str:
    """What an activity tells of one person or channel; of whom is not to be read from it.

    That somebody wrote in a channel says no more than where it is, and may be heard twice.
    """
    if not envelope.id or envelope.kind == "message":
        return ""
    told = (envelope.kind, envelope.conversation, envelope.id, *_whom(change))
    return sha256("\n".join(told).encode()).hexdigest()


def _whom(change: Change) -> tuple[str, ...]:
    match change:
        case Gathered():
            return "gathered", change.spot.external_id
        case Standing():
            return "standing", change.external_id, change.profile.email
        case Reported():
            return "reported", change.external_id
        case Shut():
            return ("shut",)
        case _ as never:
            assert_never(never)


def _thread(envelope: Envelope, team: str = "") -> Thread:
    return Thread(
        service_url=envelope.service_url,
        tenant=envelope.tenant,
        conversation=team or envelope.place or envelope.conversation,
    )


def _standing(envelope: Envelope, member: Member, email: str) -> Standing:
    """A guest is met nowhere, and somebody from another organisation even less."""
    unreachable = "guest" if member.guest or member.elsewhere else ""
    return Standing(
        channel=NAME,
        tenant=envelope.tenant,
        external_id=member.external_id,
        profile=Profile(email=email),
        unreachable=unreachable,
        reference={
            "service_url": envelope.service_url,
            "tenant": envelope.tenant,
            "bot": envelope.bot,
            "user": member.id,
        },
        mends=IN_PRIVATE if envelope.personal else IN_A_TEAM,
        lasting=True,
    )
