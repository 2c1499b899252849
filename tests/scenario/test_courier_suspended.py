"""A process that was stopped for a while goes on in the middle of what it was doing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from bot.channels.base import Delivery, Limit, Retry, Sent, Target, Toll
from bot.courier import Courier
from dialogs.core.cards import Card
from storage.claims import LEASE
from storage.tables import Lane, OutboxState
from storage.unit_of_work import Store
from tests import town as plot
from tests.fakes.chat import ChatFake
from tests.post_office import MAIL, NOW, TO_THE_GROUP, post_office, queue, row_of

NAMES = ("Jonas", "Sofie", "Mette")
NIGHT = timedelta(hours=14)
SLOT = replace(TO_THE_GROUP, slot="running", lane=Lane.UPDATE)


async def _nothing() -> None:
    return None


@dataclass
class _Stopped(ChatFake):
    """While the second message waits for its turn, the process is stopped for `away`."""

    now: datetime = NOW
    away: timedelta = LEASE
    meanwhile: Callable[[], Awaitable[object]] = field(default=_nothing)

    def toll(self, _target: Target) -> Toll:
        return Toll(limits=(Limit(key="all", every=timedelta(seconds=1)),))

    async def rests(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds) + self.away
        self.away = timedelta()
        meanwhile, self.meanwhile = self.meanwhile, _nothing
        await meanwhile()


async def _to_all(store: Store) -> None:
    for name in NAMES:
        who = plot.id_of(name)
        await queue(store, replace(MAIL, key=who, person_id=who), text=name)


def _patient(courier: Courier, stopped: _Stopped) -> Courier:
    return replace(courier, channels={stopped.name: stopped}, at_once=1)


async def test_what_another_has_claimed_meanwhile_is_not_sent_again(
    tmp_path: Path,
) -> None:  # fault 4
    async with post_office(tmp_path) as (store, chat, courier):
        await _to_all(store)
        stopped = _Stopped(posts=chat.posts)
        stopped.meanwhile = lambda: courier.deliver_once(now=stopped.now)
        await _patient(courier, stopped).deliver_once(now=NOW, clock=lambda: stopped.now)
        assert sorted(post.text for post in chat.posts) == sorted(NAMES)


async def test_who_wakes_at_night_writes_to_nobody_before_the_morning(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        await _to_all(store)
        stopped = _Stopped(posts=chat.posts, away=NIGHT)
        late = _patient(courier, stopped)
        await late.deliver_once(now=NOW, clock=lambda: stopped.now)
        while await late.deliver_once(now=stopped.now, clock=lambda: stopped.now):
            pass
        assert len(chat.posts) == 1
        stopped.now = courier.calendar.next_open(stopped.now)
        await late.deliver_once(now=stopped.now, clock=lambda: stopped.now)
        assert sorted(post.text for post in chat.posts) == sorted(NAMES)


async def test_a_number_that_nobody_heard_the_answer_to_is_shown_after_all(
    tmp_path: Path,
) -> None:  # fault 3
    async with post_office(tmp_path) as (store, chat, courier):
        await queue(store, SLOT, text="3 af 12")
        await courier.deliver_once(now=NOW)
        await queue(store, replace(SLOT, key="4"), text="4 af 12")
        chat.failing = [Retry(timedelta(seconds=5), "timeout")]
        await courier.deliver_once(now=NOW)
        await courier.deliver_once(now=NOW + timedelta(minutes=1))
        assert [post.text for post in chat.posts] == ["4 af 12"]


@dataclass
class _Stamped(_Stopped):
    sent: list[datetime] = field(default_factory=list)

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        self.sent.append(self.now)
        return await super().send(target, card, outbox_id=outbox_id)


async def test_those_whose_turn_has_passed_do_not_come_all_at_once(tmp_path: Path) -> None:
    # fault 9
    async with post_office(tmp_path) as (store, _chat, courier):
        await _to_all(store)
        stamped = _Stamped(away=timedelta(seconds=5))
        await _patient(courier, stamped).deliver_once(now=NOW, clock=lambda: stamped.now)
        waits = [after - before for before, after in pairwise(stamped.sent)]
        assert len(waits) == len(NAMES) - 1
        assert min(waits) > timedelta(seconds=0.8)


@dataclass
class _Unheard(ChatFake):
    """The first message arrives, and nobody hears so."""

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        sent = await super().send(target, card, outbox_id=outbox_id)
        is_first = len(self.posts) == 1 and not self.posts[0].updates
        return (
            Retry(timedelta(seconds=5), "timeout") if is_first and isinstance(sent, Sent) else sent
        )


async def test_a_number_that_changes_while_its_message_is_doubtful_stands_there_once(
    tmp_path: Path,
) -> None:  # fault 3
    async with post_office(tmp_path) as (store, _chat, courier):
        unheard = _Unheard()
        doubtful = replace(courier, channels={unheard.name: unheard})
        await queue(store, SLOT, text="3 af 12")
        await doubtful.deliver_once(now=NOW)
        await queue(store, replace(SLOT, key="4"), text="4 af 12")
        await doubtful.deliver_once(now=NOW + timedelta(minutes=1))
        assert [post.text for post in unheard.posts] == ["4 af 12"]
        assert (await row_of(store)).state == OutboxState.SENT
