"""Whose talk it is: the team's and the leader's who calls it, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.concepts import TalkConcept
from dialogs.concepts.talks import Variant
from dialogs.core.dialog import Refusal, Visit
from dialogs.core.house import House
from dialogs.core.people import Who
from dialogs.talks.packs import pack_named
from storage import audit, kom, team_talks
from storage.database import Snapshot
from storage.tables import RoleName, TeamMember, TeamTalk
from storage.unit_of_work import Unit

COMMAND, CALENDAR = "team_talk", "team_calendar"


@dataclass(frozen=True)
class Ours:
    """`mine` is the visitor's own part while they are in the team; the leader has none."""

    talk: TeamTalk
    variant: Variant
    pack: TalkConcept
    mine: TeamMember | None


async def ours(reads: Snapshot, who: Who, house: House, talk_id: str) -> Ours | Refusal:
    """Without an id the newest that the visitor takes part in."""
    talk = (
        await team_talks.find(reads, talk_id)
        if talk_id
        else await team_talks.latest_of(reads, who.id)
    )
    if talk is None:
        return Refusal("no_team_talk")
    mine = await team_talks.member(reads, talk.id, who.id)
    if mine is None and not await _leads(reads, who, talk):
        return Refusal("not_your_team")
    pack = pack_named(house, talk.concept)
    if pack.team is None:
        return Refusal("no_team_talk")
    return Ours(talk, pack.team, pack, mine)


async def _leads(reads: Snapshot, who: Who, talk: TeamTalk) -> bool:
    """Whoever called it, for as long as they lead the workplace."""
    cycle = await kom.cycle_by_id(reads, talk.cycle_id)
    leads = cycle is not None and who.has(RoleName.LEADER, cycle.workplace_id)
    return leads and talk.leader_id == who.id


def expect_ours(unit: Unit, found: Ours, who: Who) -> None:
    """The premise of all that is written: they take part in it, or lead it, still."""
    if found.talk.leader_id == who.id:
        team_talks.expect_leads(unit, found.talk)
    else:
        team_talks.expect_member(unit, found.talk, who.id)


async def visited(reads: Snapshot, visit: Visit) -> Ours | Refusal:
    return await ours(reads, visit.who, visit.house, visit.subject)


def noted(
    unit: Unit, talk: TeamTalk, about: Iterable[str], what: str, *, by: Who, now: datetime
) -> None:
    """In the trail of each whom it is about, but for whoever did it."""
    for person_id in about:
        if person_id != by.id:
            audit.record(
                unit, at=now, actor_id=by.id, about_id=person_id, what=what, subject=talk.id
            )


async def take_over(
    unit: Unit, before: TeamTalk, who: Who, today: date, now: datetime
) -> Sequence[TeamMember]:
    """From a leader who is gone. Whose it has been can all see who has it now, and are returned."""
    members = await team_talks.members(unit, before.id, today)
    team_talks.take_over(unit, before, who.id, today)
    everybody = [each.person_id for each in members]
    noted(unit, before, everybody, "team-taken-over", by=who, now=now)
    return members
