"""Who takes part in a workplace's round, and how its voting begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dialogs.core.people import Who
from storage import due, outbox, people, rounds
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, Mode, Person, Phase, RoleName, Round, Workplace
from storage.unit_of_work import Unit

GROUP = (RoleName.LEADER, RoleName.PLANNING, RoleName.CONTACT, RoleName.REPRESENTATIVE)
READERS = (RoleName.REPRESENTATIVE, RoleName.TR, RoleName.AMR, RoleName.HR)
"""Who may read what people wrote, besides the contact person (X-14)."""
ENOUGH_REPRESENTATIVES = 2
HOUR = timedelta(hours=1)


def workplace_of(who: Who, asked_for: str) -> str | None:
    """The workplace whose planning group the person is in; their own where they are in several."""
    mine = {where for role, where in who.roles if role in GROUP}
    if asked_for:
        return asked_for if asked_for in mine else None
    return who.workplace_id if who.workplace_id in mine else min(mine, default=None)


def expect_member(unit: Unit, who: Who, workplace_id: str) -> None:
    """State that the person is in the planning group when what they decided is written."""
    people.expect_role(unit, who.id, workplace_id, *GROUP)


async def group(reads: Snapshot, workplace_id: str, today: date) -> list[Person]:
    """The planning group: the leader and the employees' representatives (TAL-07, 08)."""
    return _here(await people.with_role(reads, workplace_id, *GROUP), today)


async def concerned(reads: Snapshot, workplace_id: str, today: date) -> list[str]:
    """Ids of all who work there, with or without a vote, and of the group wherever they work."""
    here = await people.of_workplace(reads, workplace_id, today)
    members = await group(reads, workplace_id, today)
    return list(dict.fromkeys(person.id for person in (*here, *members)))


async def employees_of_group(reads: Snapshot, workplace_id: str, today: date) -> list[Person]:
    """Those who may be contact person: the leader never is (TAL-10)."""
    members = await group(reads, workplace_id, today)
    return await _without_leaders(reads, workplace_id, members)


async def ahead(reads: Snapshot, round_id: str, person_id: str, today: date) -> None:
    """What somebody who votes in a round will be asked about it: all of it goes by its id."""
    near, but = RoleName.REPRESENTATIVE, RoleName.LEADER
    beside = people.ask_beside(round_id, near, but=but, today=today)
    await reads.ahead(*rounds.ask(round_id, person_id), beside)


async def beside(reads: Snapshot, round_id: str, today: date) -> tuple[str, bool]:
    """Who is a round's contact person, and whether there are representatives enough to read."""
    near, but = RoleName.REPRESENTATIVE, RoleName.LEADER
    name, number = await people.beside(reads, round_id, near, but=but, today=today)
    return name, number >= ENOUGH_REPRESENTATIVES


async def representatives(reads: Snapshot, workplace_id: str, today: date) -> list[Person]:
    """The employees' representatives in the planning group."""
    near = RoleName.REPRESENTATIVE
    return _here(await people.with_role(reads, workplace_id, near, but=RoleName.LEADER), today)


async def contact(reads: Snapshot, round_: Round, today: date) -> Person | None:
    """A round's contact person, while they work there or are in the group from elsewhere.

    Whoever has gone to another workplace leaves the pile and the words of the old one behind.
    """
    found = await people.person(reads, round_.contact_id)
    if found is None or not _here([found], today):
        return None
    if found.workplace_id == round_.workplace_id:
        return found
    members = await people.with_role(reads, round_.workplace_id, *GROUP)
    return found if found.id in {each.id for each in members} else None


async def readers(reads: Snapshot, round_: Round, today: date) -> list[Person]:
    """Who reads the reasons and writes the nameless summary (X-14), never a leader.

    The representatives; where there are fewer than two, the contact person together with TR, AMR or
    HR; of a named vote the contact person alone, while there is one.
    """
    found = await contact(reads, round_, today)
    here = [found] if found else []
    alone = await _without_leaders(reads, round_.workplace_id, here)
    if round_.mode == Mode.NAMED.value and alone:
        return alone
    near = await representatives(reads, round_.workplace_id, today)
    if len(near) >= ENOUGH_REPRESENTATIVES:
        return near
    for roles in ((RoleName.TR, RoleName.AMR), (RoleName.HR,)):
        theirs = await people.with_role(reads, round_.workplace_id, *roles, but=RoleName.LEADER)
        beside = _here(theirs, today)
        if others := [person for person in beside if person.id != round_.contact_id]:
            return [*alone, *others]
    return alone


async def voters(reads: Snapshot, workplace: Workplace, today: date) -> list[Person]:
    """All but those paid by the hour (TAL-14) and, unless the workplace says so, the leader."""
    everyone = await people.of_workplace(reads, workplace.id, today)
    salaried = [person for person in everyone if not person.hourly_paid]
    if workplace.leader_votes:
        return salaried
    return await _without_leaders(reads, workplace.id, salaried)


async def begin_voting(unit: Unit, round_: Round, today: date, now: datetime) -> int:
    """Give everyone a vote, write to them, and hand over what is to happen in time.

    The round itself is written by the caller. Returns how many may vote.
    """
    workplace = await people.workplace(unit, round_.workplace_id)
    found = await voters(unit, workplace, today) if workplace else []
    rounds.invite(unit, round_.id, [person.id for person in found])
    for person in found:
        outbox.queue(unit, _invitation(round_, person, now))
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=now)
    await post_running(unit, round_, key="opened", at=now)
    await post_invitation(unit, round_, now)
    return len(found)


async def take_in(unit: Unit, round_: Round, person: Person, today: date, now: datetime) -> bool:
    """Whoever comes while votes are taken has one as well (TAL-14, 24).

    The number of those who may vote grows with it. False where there is no vote, or none of theirs.
    """
    if round_.phase != Phase.VOTING.value or round_.deadline <= now:
        return False
    workplace = await people.workplace(unit, round_.workplace_id)
    found = await voters(unit, workplace, today) if workplace else []
    if person.id not in {each.id for each in found}:
        return False
    rounds.take_in(unit, round_.id, person.id, now)
    outbox.queue(unit, _invitation(round_, person, now))
    await count_again(unit, round_, now)
    return True


def open_later(unit: Unit, round_: Round) -> None:
    """Hand over that a planned vote opens by itself."""
    if round_.voting_opens is not None:
        due.plan(unit, rule="vote.open", subject=round_.id, due_at=round_.voting_opens)


async def count_again(unit: Unit, round_: Round, now: datetime) -> None:
    """Refresh the planning group's number at the next full hour, and not after the deadline.

    A number that moved at once would tell who has just been seen with a phone in hand.
    """
    next_hour = now.replace(minute=0, second=0, microsecond=0) + HOUR
    if next_hour < round_.deadline:
        await post_running(unit, round_, key=next_hour.isoformat(), at=next_hour)


async def post_running(unit: Unit, round_: Round, *, key: str, at: datetime) -> None:
    place = await people.place_for(unit, round_.workplace_id, "planning")
    if place is None:
        return
    mail = Mail(
        message="vote_running",
        key=f"running:{round_.id}:{key}",
        due_at=at,
        place_id=place.id,
        params={"round": round_.id},
        about=rounds.about(round_.id),
        slot=rounds.running_slot(round_.id),
        lane=Lane.UPDATE,
        give_up_at=round_.deadline,
    )
    outbox.queue(unit, mail)


async def post_invitation(unit: Unit, round_: Round, now: datetime) -> None:
    if place := await people.place_for(unit, round_.workplace_id, "everyone"):
        invite_in(unit, round_, place.id, now)


def invite_in(unit: Unit, round_: Round, place_id: str, now: datetime) -> None:
    """In everyone's channel, once: whoever presses there votes in private."""
    mail = Mail(
        message="vote_open",
        key=f"vote_open:{round_.id}:{place_id}",
        due_at=now,
        place_id=place_id,
        params={"round": round_.id},
        about=rounds.about(round_.id),
        lane=Lane.BROADCAST,
        give_up_at=round_.deadline,
    )
    outbox.queue_again(unit, mail)


def _invitation(round_: Round, person: Person, now: datetime) -> Mail:
    return Mail(
        message="vote_invitation",
        key=f"invitation:{round_.id}:{person.id}",
        due_at=now,
        person_id=person.id,
        params={"round": round_.id},
        about=rounds.about(round_.id),
        lane=Lane.BROADCAST,
        give_up_at=round_.deadline,
    )


def _here(found: list[Person], today: date) -> list[Person]:
    return [person for person in found if person.left_on is None or person.left_on > today]


async def _without_leaders(reads: Snapshot, workplace_id: str, found: list[Person]) -> list[Person]:
    leaders = {each.id for each in await people.with_role(reads, workplace_id, RoleName.LEADER)}
    return [person for person in found if person.id not in leaders]
