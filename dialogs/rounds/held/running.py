"""The day of a dialogue as it is now: which part of the script runs, until when, what is next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from dialogs.concepts import load_round
from dialogs.concepts.scripts import Script, ScriptSlot
from dialogs.core.calendar import WorkCalendar
from dialogs.core.people import Who
from dialogs.planning import workplace_of
from dialogs.rounds.state import in_group, leads, works_there
from dialogs.rules.script import Slot, schedule, split
from dialogs.theme_names import CONCEPT
from storage import day, people, rounds, sittings
from storage.database import Snapshot
from storage.tables import Person, RoleName, Round, Sitting, ThemeList

MINUTE = timedelta(minutes=1)


def the_script() -> Script:
    return load_round(CONCEPT).script


def runs_it(who: Who, round_: Round) -> bool:
    """The leader holds the day together; the contact person may do it for them (TAL-40)."""
    return leads(who, round_) or (who.id == round_.contact_id and works_there(who, round_))


@dataclass(frozen=True, kw_only=True)
class Running:
    """`groups` are the sizes of the groups by the list that they talk about, and by number.

    `planned` are the parts of the script as they were meant; `slots` as they will be from the one
    that runs on, which may have begun late.
    """

    sitting: Sitting
    round: Round
    planned: tuple[Slot, ...]
    groups: Mapping[str, Mapping[int, int]]
    is_set: bool
    now: datetime

    @property
    def has_begun(self) -> bool:
        return self.sitting.started_at is not None

    @property
    def is_over(self) -> bool:
        return self.sitting.ended_at is not None

    @property
    def is_paused(self) -> bool:
        return self.sitting.paused_at is not None

    @property
    def pack(self) -> ScriptSlot:
        return the_script().slot(self.sitting.slot)

    @property
    def slot(self) -> Slot:
        return self.slots[0]

    @property
    def next(self) -> Slot | None:
        return self.slots[1] if len(self.slots) > 1 else None

    @property
    def slots(self) -> tuple[Slot, ...]:
        """From the part that runs on."""
        begun = self.sitting.slot_at or self.planned[0].starts
        if self.sitting.paused_at is not None:
            begun += self.now - self.sitting.paused_at
        number = self.sitting.slot
        left = schedule(the_script().slots[number:], begun)
        return tuple(_numbered(each, each.number + number) for each in left)

    @property
    def left(self) -> int:
        """Whole minutes left of the part that runs, begun ones counted; below zero when it is late.

        While it pauses the time stands.
        """
        seconds = (self.slot.ends - self.now).total_seconds()
        return -int(-seconds // 60)

    @property
    def stamp(self) -> str:
        """Tells whether a button is about what runs now."""
        at = self.sitting.slot_at.timestamp() if self.sitting.slot_at else 0
        return f"{self.sitting.slot}.{int(at * 1000)}.{'p' if self.is_paused else ''}"

    def sizes(self, part: str) -> tuple[int, ...]:
        return tuple(self.groups.get(part, {}).values())


def _numbered(slot: Slot, number: int) -> Slot:
    return Slot(
        number=number, key=slot.key, part=slot.part, minutes=slot.minutes, starts=slot.starts
    )


def begins(sitting: Sitting, calendar: WorkCalendar) -> datetime:
    return calendar.at(sitting.held_on, time.fromisoformat(sitting.starts_at))


async def running(
    reads: Snapshot, sitting: Sitting, round_: Round, calendar: WorkCalendar, now: datetime
) -> Running:
    """Where no groups are set they are as many and as large as they would be."""
    seated = {each.value: await day.groups(reads, sitting.id, each.value) for each in ThemeList}
    groups: dict[str, dict[int, int]] = {
        part: {number: len(seats) for number, seats in found.items()}
        for part, found in seated.items()
    }
    is_set = all(groups.values())
    if not is_set:
        present = await taking_part(reads, sitting, round_, calendar.local_date(now))
        guessed = dict(enumerate(split(len(present)), start=1))
        groups = {part: found or guessed for part, found in groups.items()}
    return Running(
        sitting=sitting,
        round=round_,
        planned=schedule(the_script().slots, begins(sitting, calendar)),
        groups=groups,
        is_set=is_set,
        now=now,
    )


async def taking_part(
    reads: Snapshot, sitting: Sitting, round_: Round, today: date
) -> list[Person]:
    """Who sits in the groups: all who come and are not away, without the leader (TAL-40, 41)."""
    found = await sittings.members(reads, sitting, round_, today)
    leaders = await people.with_role(reads, round_.workplace_id, RoleName.LEADER)
    away = await _away(reads, [person.id for person in found], today)
    missing = away | await day.staying_away(reads, sitting.id) | {each.id for each in leaders}
    return [person for person in found if person.id not in missing]


async def _away(reads: Snapshot, ids: list[str], today: date) -> frozenset[str]:
    absences = await people.absences(reads, ids)
    return frozenset(
        each.person_id
        for each in absences
        if each.first_day <= today and (each.last_day is None or today <= each.last_day)
    )


@dataclass(frozen=True, kw_only=True)
class Found:
    sitting: Sitting
    round: Round


Chosen: TypeAlias = Callable[[Sequence[Sitting], date], Sitting | None]
"""Of a round's dialogues the one that somebody of the planning group means."""


def nearest(found: Sequence[Sitting], today: date) -> Sitting | None:
    """The next that is not over, or the last."""
    ahead = [each for each in found if each.ended_at is None and each.held_on >= today]
    return next(iter(ahead), found[-1] if found else None)


def latest_held(found: Sequence[Sitting], today: date) -> Sitting | None:
    """The last that is over, or the first."""
    held = [each for each in found if each.ended_at is not None or each.held_on < today]
    return held[-1] if held else next(iter(found), None)


async def find(
    reads: Snapshot, subject: str, who: Who, today: date, *, chosen: Chosen | None = None
) -> Found | None:
    """A dialogue by its own id, or the person's own in a round, or in their workplace's latest.

    With `chosen` somebody of the planning group gets that one, whichever they sit in.
    """
    sitting = await sittings.find(reads, subject) if subject else None
    if sitting is not None:
        round_ = await rounds.find(reads, sitting.round_id)
        return Found(sitting=sitting, round=round_) if round_ else None
    round_ = await (rounds.find(reads, subject) if subject else _latest(reads, who))
    if round_ is None:
        return None
    mine = await sittings.of_person(reads, round_.id, who.id)
    if chosen is not None and (mine is None or in_group(who, round_)):
        mine = chosen(await sittings.of_round(reads, round_.id), today) or mine
    return Found(sitting=mine, round=round_) if mine else None


async def other_teams(reads: Snapshot, found: Found, who: Who) -> list[Sitting]:
    """For the planning group, which looks after all of them."""
    if not in_group(who, found.round):
        return []
    return [
        each
        for each in await sittings.of_round(reads, found.round.id)
        if each.id != found.sitting.id
    ]


async def _latest(reads: Snapshot, who: Who) -> Round | None:
    return await rounds.latest(reads, workplace_of(who, "") or who.workplace_id)
