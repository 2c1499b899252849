"""What is known of all the people that a slice is about: five statements, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schedules.core.calendar import DAY
from schedules.core.context import Context
from schedules.core.decide import Absence, Pause, Recipient, Rule
from schedules.core.reminder import Reminder
from storage import due, people, planning
from storage.database import Snapshot
from storage.tables import Mute, Person

ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """`sent` are the days on which a person has had a nudge, by (person, what one a day is of)."""

    context: Context
    people: Mapping[str, Person]
    reachable: frozenset[str]
    absences: Mapping[str, tuple[Absence, ...]]
    mutes: Mapping[str, tuple[Mute, ...]]
    sent: defaultdict[tuple[str, str], set[date]]

    def recipient(self, person_id: str, rule: Rule) -> Recipient:
        mutes = [m for m in self.mutes.get(person_id, ()) if m.kind in (rule.kind, ALL)]
        return Recipient(
            zone=self.context.zone_of(person_id),
            left=self._has_left(person_id),
            absences=self.absences.get(person_id, ()),
            pauses=tuple(Pause(m.until + DAY) for m in mutes if m.until is not None),
            muted_kinds=frozenset(rule.kind for m in mutes if m.until is None),
            reachable=person_id in self.reachable,
        )

    def wants(self, person_id: str, rule: Rule, day: date) -> bool:
        """Whether the person lets this kind of nudge through on that day."""
        known = self.recipient(person_id, rule)
        paused = any(pause.covers(day, rule.kind) for pause in known.pauses)
        return not paused and rule.kind not in known.muted_kinds

    def _has_left(self, person_id: str) -> bool:
        person = self.people.get(person_id)
        if person is None:
            return True
        return person.left_on is not None and person.left_on <= self.context.today_of(person_id)


async def read_crowd(
    reads: Snapshot, ids: Iterable[str], reminders: Mapping[str, Reminder], context: Context
) -> Crowd:
    wanted = sorted(set(ids))
    known = await people.people(reads, wanted)
    zones = {each.id: each.zone for each in known.values() if each.zone}
    mutes: defaultdict[str, list[Mute]] = defaultdict(list)
    for each in await due.mutes(reads, wanted):
        mutes[each.person_id].append(each)
    return Crowd(
        context=context.with_zones(zones),
        people=known,
        reachable=await planning.reachable(reads, wanted),
        absences=await absences_of(reads, wanted),
        mutes={person_id: tuple(rows) for person_id, rows in mutes.items()},
        sent=await _sent(reads, wanted, reminders, context),
    )


async def absences_of(reads: Snapshot, ids: Iterable[str]) -> dict[str, tuple[Absence, ...]]:
    found: defaultdict[str, list[Absence]] = defaultdict(list)
    for each in await people.absences(reads, ids):
        found[each.person_id].append(Absence(each.first_day, each.last_day))
    return {person_id: tuple(rows) for person_id, rows in found.items()}


async def _sent(
    reads: Snapshot, ids: Iterable[str], reminders: Mapping[str, Reminder], context: Context
) -> defaultdict[tuple[str, str], set[date]]:
    # A person's day may be yesterday where the house is.
    found: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for each in await due.decisions(reads, people=ids, since=context.today - DAY):
        if reminder := reminders.get(each.rule):
            found[each.person_id, reminder.one_a_day].add(each.local_date)
    return found
