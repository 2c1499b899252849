"""What is known of all the people that a slice is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dialogs.core.calendar import DAY
from schedules.core.context import Context
from schedules.core.decide import Absence, Pause, Recipient, Rule
from schedules.core.reminder import Reminder
from storage.slices import Days, Known

ALL = "all"
NEVER: frozenset[date] = frozenset()


class Standing(NamedTuple):
    """All that decides about a person, whichever the rule; most people's is the same."""

    zone: str
    left: bool
    reachable: bool
    shut: bool
    mutes: tuple[tuple[str, date | None], ...]
    absences: tuple[Days, ...]

    def before(self, rule: Rule) -> Recipient:
        """The same as that rule sees it."""
        mine = [until for kind, until in self.mutes if kind in (rule.kind, ALL)]
        return Recipient(
            zone=self.zone,
            left=self.left,
            absences=_absences(self.absences),
            pauses=tuple(Pause(until + DAY) for until in mine if until is not None),
            muted_kinds=frozenset((rule.kind,) if None in mine else ()),
            reachable=self.reachable,
            shut=self.shut,
        )


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """`sent` are the days on which a person has had a nudge, by (person, what one a day is of)."""

    context: Context
    known: Known
    sent: dict[tuple[str, str], frozenset[date]]

    def standing(self, person_id: str) -> Standing:
        known, zone = self.known, self.context.zone_of(person_id)
        person = known.people.get(person_id)
        if person is None:
            return Standing(zone, left=True, reachable=False, shut=False, mutes=(), absences=())
        left_on = person.left_on
        return Standing(
            zone,
            left_on is not None and left_on <= self.context.today_of(person_id),
            person.reachable,
            person.shut,
            tuple(known.mutes.get(person_id, ())),
            tuple(known.absences.get(person_id, ())),
        )

    def wants(self, person_id: str, rule: Rule, day: date) -> bool:
        """Whether the person lets this kind of nudge through on that day."""
        known = self.standing(person_id).before(rule)
        paused = any(pause.covers(day, rule.kind) for pause in known.pauses)
        return not paused and rule.kind not in known.muted_kinds

    def keep(self, person_id: str, share: str, day: date) -> None:
        """That the person has now had one on that day."""
        key, only = (person_id, share), _only(day)
        before = self.sent.get(key)
        self.sent[key] = before | only if before else only


def crowd_of(known: Known, reminders: Mapping[str, Reminder], context: Context) -> Crowd:
    zones = {each.id: each.zone for each in known.people.values() if each.zone}
    # A person's day may be yesterday where the house is.
    crowd = Crowd(context=context.with_zones(zones), known=known, sent={})
    for person_id, those in known.sent.items():
        for rule, day in those:
            if reminder := reminders.get(rule):
                crowd.keep(person_id, reminder.one_a_day, day)
    return crowd


def absences_of(known: Known, person_id: str) -> tuple[Absence, ...]:
    return _absences(known.absences.get(person_id, ()))


def _absences(days: Iterable[Days]) -> tuple[Absence, ...]:
    return tuple(Absence(first, last) for first, last in days)


@lru_cache(maxsize=64)
def _only(day: date) -> frozenset[date]:
    return frozenset((day,))
