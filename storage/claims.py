"""Claims on the outbox: which messages one courier has for now, and what became of them.

A batch is claimed with one statement and named by a token; who reads by the token sees what has
become this courier's. Of one conversation a single message is ever claimed, the first that is due:
so the order is kept among any number of couriers, and none of them waits for another's lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, case, exists, or_, tuple_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.database import Snapshot
from storage.outbox import AGAIN, CHANGED, LONGEST, PAUSED
from storage.prepared import prepared
from storage.tables import Address, Lane, Outbox, OutboxState, Place
from storage.unit_of_work import Unit

LEASE = timedelta(seconds=60)
"""How long nobody else touches a claim; a courier that lives renews it, see `renew`."""
TRYING = timedelta(minutes=1)
"""A message that is tried again within this holds up those behind it in its conversation."""
MERGED = timedelta(seconds=1)
"""Between two updates of one message, however often it changes."""
WINDOW = 500
"""How many are looked through at a time where a tenant that is full has much that waits."""
LENGTHS = (1, 32, 128)
"""How many are named at a time, as each number of them is a statement of its own to learn."""
PENDING, LEASED = OutboxState.PENDING.value, OutboxState.LEASED.value


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A wish for `most` of a lane. `full`: channels and tenants that take nothing more now.

    `after` is the place in the queue, `due_at` and id, behind which to look past those.
    """

    token: str
    lane: Lane
    most: int
    now: datetime
    full: tuple[tuple[str, str], ...] = ()
    after: tuple[datetime, str] | None = None


def claim(unit: Unit, wanted: Claim) -> None:
    times = (wanted.now, wanted.now + TRYING, wanted.now + LEASE)
    named = (wanted.token, int(wanted.lane), wanted.most, *times)
    unit.update(_claiming(*named, past=wanted) if wanted.full else _CLAIM(*named), expect=None)


def _claiming(
    token: str,
    lane: int,
    most: int,
    now: datetime,
    soon: datetime,
    until: datetime,
    *,
    past: Claim | None = None,
) -> Update:
    mine = aliased(Outbox)
    picked = (
        select(mine.id)
        .where(*_due(mine, lane, now), ~_is_behind(mine, now, soon))
        .order_by(col(mine.due_at), col(mine.id))
        .limit(most)
    )
    if past is not None:
        picked = picked.where(col(mine.id).in_(_window(past)), ~_is_for(mine, past.full))
    # As a part of its own, or PostgreSQL may look for it once per row and take more than `most`.
    found = picked.with_for_update(skip_locked=True, of=mine).cte("picked")
    return (
        update(Outbox)
        .where(col(Outbox.id).in_(select(found.c.id)))
        .values(state=LEASED, leased_until=until, claim=token, attempts=Outbox.attempts + 1)
    )


async def claimed(reads: Snapshot, token: str) -> list[Outbox]:
    """What has become of a claim, in the order in which it is to be sent."""
    return await reads.all(_CLAIMED(token))


async def lanes_due(reads: Snapshot, now: datetime) -> list[Lane]:
    """Those in which anything waits, the first one first."""
    asked = {lane: _FIRST_DUE(int(lane), now) for lane in Lane}
    await reads.ahead(*asked.values())
    return [lane for lane in Lane if await reads.first(asked[lane]) is not None]


async def end_of_window(reads: Snapshot, wanted: Claim) -> tuple[datetime, str] | None:
    """Where to look on from; None at the end of the queue."""
    return await reads.first(
        _behind(wanted, select(Outbox.due_at, Outbox.id)).offset(WINDOW - 1).limit(1)
    )


async def are_any_lost(reads: Snapshot, now: datetime) -> bool:
    return await reads.first(_ANY_LOST(now)) is not None


def give_back_lost(unit: Unit, now: datetime) -> None:
    """Whoever claimed them is gone. Each counts as tried, as nobody knows how far it came."""
    unit.update(update(Outbox).where(*_lost(now)).values(**_free()), expect=None)


def renew(unit: Unit, token: str, until: datetime) -> None:
    unit.update(
        update(Outbox)
        .where(col(Outbox.state) == LEASED, col(Outbox.claim) == token)
        .values(leased_until=until),
        expect=None,
    )


def sent(unit: Unit, rows: Sequence[Outbox], now: datetime) -> None:
    settle(unit, rows, state=OutboxState.SENT, now=now)


def settle(
    unit: Unit, rows: Iterable[Outbox], *, state: OutboxState, now: datetime, reason: str = ""
) -> None:
    """Done with these versions; where another one was merged meanwhile, that one is due anew.

    What was sent is sent, whoever has it by now; all else is said only of what one still has.
    """
    done: dict[str, Any] = {"state": state.value, "reason": reason, "settled_at": now, "params": {}}
    versions: dict[tuple[int, str], list[str]] = defaultdict(list)
    merged: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        versions[row.version, "" if state == OutboxState.SENT else row.claim].append(row.id)
        if row.slot:
            merged[row.claim].append(row.id)
    for (version, token), ids in versions.items():
        these = _held(token, ids) if token else update(Outbox).where(_among(ids))
        these = these.where(col(Outbox.version) == version)
        unit.update(these.values(leased_until=None, claim="", **done), expect=None)
    for token, ids in merged.items():
        soon = now + MERGED
        due_at = case((col(Outbox.due_at) < soon, soon), else_=col(Outbox.due_at))
        why = case((col(Outbox.due_at) < soon, CHANGED), else_="")
        again = {**_free(), "due_at": due_at, "settled_at": now, "attempts": 0, "reason": why}
        unit.update(_held(token, ids).values(**again), expect=None)


def postpone(unit: Unit, row: Outbox, *, until: datetime, reason: str) -> None:
    unit.update(
        _held(row.claim, [row.id]).values(**_free(), due_at=until, reason=reason), expect=None
    )


def hold(unit: Unit, rows: Sequence[Outbox], *, until: datetime, reason: str) -> None:
    """Not now: they have not been tried, and so it counts as no attempt."""
    for token, attempts, ids in _alike(rows):
        held = _held(token, ids).values(
            **_free(), due_at=until, reason=reason, attempts=attempts - 1
        )
        unit.update(held, expect=None)


def hand_back(unit: Unit, rows: Sequence[Outbox]) -> None:
    """To whoever comes next, at once and as they were."""
    for token, attempts, ids in _alike(rows):
        unit.update(
            _held(token, ids).values(**_free(), attempts=attempts - 1),
            expect=None,
        )


def pause(unit: Unit, row: Outbox, *, now: datetime) -> None:
    """It cannot go out as things are: look again in an hour, and for a month at the longest."""
    unit.update(
        _held(row.claim, [row.id]).values(
            **_free(),
            due_at=now + AGAIN,
            give_up_at=row.give_up_at or now + LONGEST,
            reason=PAUSED,
            attempts=row.attempts - 1,
        ),
        expect=None,
    )


def _due(table: type[Outbox], lane: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(table.state) == PENDING,
        col(table.lane) == lane,
        col(table.due_at) <= now,
    )


def _is_behind(mine: type[Outbox], now: datetime, soon: datetime) -> ColumnElement[bool]:
    """Another message of the same conversation is out, is being tried again, or comes first."""
    other = aliased(Outbox)
    place = tuple_(col(mine.lane), col(mine.due_at), col(mine.id))
    is_fresh, is_new = col(mine.attempts) == 0, ~_is_put_off(mine)
    comes_first = and_(
        col(other.due_at) <= now,
        tuple_(col(other.lane), col(other.due_at), col(other.id)) < place,
        or_(and_(is_fresh, is_new), col(other.attempts) > 0, col(other.lane) < mine.lane),
        or_(is_fresh, col(other.attempts) > 0),
    )
    is_tried = and_(is_fresh, col(other.attempts) > 0, col(other.due_at) <= soon)
    # It was due before, and had only to wait for its turn.
    waits = and_(
        is_fresh,
        is_new,
        _is_put_off(other),
        col(other.lane) <= mine.lane,
        col(other.due_at) <= soon,
    )
    in_the_way = or_(
        col(other.state) == LEASED,
        and_(col(other.state) == PENDING, or_(comes_first, is_tried, waits)),
    )
    return exists().where(col(other.whom) == col(mine.whom), col(mine.whom) != "", in_the_way)


def _is_put_off(table: type[Outbox]) -> ColumnElement[bool]:
    """Its turn had not come when it was claimed, and it is due later than it was."""
    return col(table.reason).notin_(("", CHANGED, PAUSED))


def _is_for(mine: type[Outbox], tenants: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    there = [
        exists().where(
            col(table.id if table is Place else Address.person_id)
            == col(mine.place_id if table is Place else mine.person_id),
            col(table.unreachable) == "",
            tuple_(col(table.channel), col(table.tenant)).in_(tenants),
        )
        for table in (Address, Place)
    ]
    return or_(*there)


def _window(wanted: Claim) -> Any:  # noqa: ANN401 - a select of ids, however SQLModel calls it
    return _behind(wanted, select(Outbox.id)).limit(WINDOW)


def _behind(wanted: Claim, chosen: Any) -> Any:  # noqa: ANN401 - as above
    found = chosen.where(*_due(Outbox, int(wanted.lane), wanted.now))
    if wanted.after is not None:
        found = found.where(tuple_(col(Outbox.due_at), col(Outbox.id)) > tuple_(*wanted.after))
    return found.order_by(col(Outbox.due_at), col(Outbox.id))


def _lost(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(Outbox.state) == LEASED, col(Outbox.leased_until) <= now)


def _free() -> dict[str, Any]:
    return {"state": PENDING, "leased_until": None, "claim": ""}


def _held(token: str, ids: Sequence[str]) -> Update:
    """As long as they are this courier's still."""
    return update(Outbox).where(
        _among(ids), col(Outbox.state) == LEASED, col(Outbox.claim) == token
    )


def _alike(rows: Sequence[Outbox]) -> list[tuple[str, int, list[str]]]:
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows:
        found[row.claim, row.attempts].append(row.id)
    return [(token, attempts, ids) for (token, attempts), ids in found.items()]


def _among(ids: Sequence[str]) -> ColumnElement[bool]:
    """In few lengths, as each is a statement of its own to PostgreSQL."""
    length = next((each for each in LENGTHS if each >= len(ids)), len(ids))
    return col(Outbox.id).in_([*ids, *[ids[-1]] * (length - len(ids))])


_CLAIM = prepared(
    lambda token, lane, most, now, soon, until: _claiming(token, lane, most, now, soon, until)  # noqa: PLW0108 - names
)
_CLAIMED = prepared(
    lambda token: (
        select(Outbox)
        .where(Outbox.state == LEASED, Outbox.claim == token)
        .order_by(col(Outbox.lane), col(Outbox.due_at), col(Outbox.id))
    )
)
_FIRST_DUE = prepared(
    lambda lane, now: select(Outbox.lane).where(*_due(Outbox, lane, now)).limit(1)
)
_ANY_LOST = prepared(lambda now: select(Outbox.id).where(*_lost(now)).limit(1))
