"""What is known of all the people that a slice is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schedules.core.calendar import DAY
from schedules.core.context import Context
from schedules.core.decide import Absence, Pause, Recipient, Rule
from schedules.core.reminder import Reminder
from storage.slices import Known

ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """`sent` are the days on which a person has had a nudge, by (person, what one a day is of)."""

    context: Context
    known: Known
    sent: defaultdict[tuple[str, str], set[date]]

    def recipient(self, person_id: str, rule: Rule) -> Recipient:
        mutes = self.known.mutes.get(person_id, ())
        mine = [until for kind, until in mutes if kind in (rule.kind, ALL)]
        person = self.known.people.get(person_id)
        return Recipient(
            zone=self.context.zone_of(person_id),
            left=self._has_left(person_id),
            absences=absences_of(self.known, person_id),
            pauses=tuple(Pause(until + DAY) for until in mine if until is not None),
            muted_kinds=frozenset((rule.kind,) if None in mine else ()),
            reachable=person is not None and person.reachable,
        )

    def wants(self, person_id: str, rule: Rule, day: date) -> bool:
        """Whether the person lets this kind of nudge through on that day."""
        known = self.recipient(person_id, rule)
        paused = any(pause.covers(day, rule.kind) for pause in known.pauses)
        return not paused and rule.kind not in known.muted_kinds

    def _has_left(self, person_id: str) -> bool:
        person = self.known.people.get(person_id)
        if person is None:
            return True
        return person.left_on is not None and person.left_on <= self.context.today_of(person_id)


def crowd_of(known: Known, reminders: Mapping[str, Reminder], context: Context) -> Crowd:
    zones = {each.id: each.zone for each in known.people.values() if each.zone}
    # A person's day may be yesterday where the house is.
    sent: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for person_id, those in known.sent.items():
        for rule, day in those:
            if reminder := reminders.get(rule):
                sent[person_id, reminder.one_a_day].add(day)
    return Crowd(context=context.with_zones(zones), known=known, sent=sent)


def absences_of(known: Known, person_id: str) -> tuple[Absence, ...]:
    return tuple(Absence(first, last) for first, last in known.absences.get(person_id, ()))
