"""What was agreed last time, and what became of it: every talk begins there (HER-11, HER-19)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from dialogs.core.cards import Facts, Heading
from dialogs.core.texts import Speaker
from dialogs.talks.during.party import Party
from dialogs.talks.during.points import AGREED, NEXT_TIME
from storage import consents, kom, minutes
from storage.database import Snapshot
from storage.tables import Conversation, Goal, Minutes

CARRIED = (AGREED, NEXT_TIME)
"""What of the last minutes the next agenda begins with."""


@dataclass(frozen=True, kw_only=True)
class Last:
    """`points` are the last minutes' that are carried over, by their headings."""

    talk: Conversation | None = None
    goals: tuple[Goal, ...] = ()
    points: Mapping[str, str] = field(default_factory=dict)


async def last_time(reads: Snapshot, party: Party, *, zone: ZoneInfo) -> Last:
    """A leader reads what is from their own talks, and what the employee let them read besides."""
    before = await minutes.before(reads, party.talk)
    if before is None:
        open_ = await kom.open_goals(reads, party.employee.id)
        return Last(goals=_seen(party, open_))
    day = before.at.astimezone(zone).date()
    goals = await minutes.goals_since(reads, party.employee.id, day)
    found = await _to_read(reads, party, before)
    points = found.points if found else {}
    return Last(
        talk=before,
        goals=_seen(party, goals),
        points={name: points[name] for name in CARRIED if points.get(name)},
    )


async def _to_read(reads: Snapshot, party: Party, before: Conversation) -> Minutes | None:
    """A leader reads another one's as far as they were agreed on, and as long as they may."""
    if not party.is_leader or before.leader_id == party.leader.id:
        return await minutes.of_talk(reads, before.id)
    given = await consents.standing(reads, before.id, consents.MINUTES, party.leader.id)
    may = given is not None and consents.holds(given)
    return await consents.minutes(reads, before.id) if may else None


def _seen(party: Party, goals: Iterable[Goal]) -> tuple[Goal, ...]:
    """What was agreed with another leader a leader sees when the person says so (X-02)."""
    mine = (goal for goal in goals if not party.is_leader or goal.leader_id == party.leader.id)
    return tuple(mine)


def last_parts(last: Last, say: Speaker) -> Iterator[str | Heading | Facts]:
    yield Heading(say("agenda/last"))
    rows = [(goal.title, goal_state(goal, say)) for goal in last.goals]
    rows += [(say(f"minutes/{name}_read"), text) for name, text in last.points.items()]
    if rows:
        yield Facts(tuple(rows))
    else:
        yield say("agenda/held_before" if last.talk else "agenda/first_time")


def goal_state(goal: Goal, say: Speaker) -> str:
    """How far a goal is only its owner says, in a check-in: this is what both know."""
    if goal.open:
        return say("agenda/goal_open", day=goal.agreed_on)
    return say("agenda/goal_reached" if goal.outcome == "reached" else "agenda/goal_closed")
