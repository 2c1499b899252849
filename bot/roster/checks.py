"""What must hold between people: leaders who are there, groups that are whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.roster.rows import Problem, Row
from storage.roster import Entry, Roster
from storage.tables import RoleName

GROUP = (RoleName.PLANNING, RoleName.CONTACT, RoleName.REPRESENTATIVE)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The rows of a file, and who there would be once it is imported."""

    rows: Sequence[Row]
    fields: frozenset[str]
    outcome: Roster
    today: date

    def with_role(self, workplace: str, role: RoleName) -> list[str]:
        """Emails of those who are here and hold it, in order."""
        return sorted(
            email
            for email, entry in self.outcome.people.items()
            if (role.value, workplace) in entry.posts and entry.is_here(self.today)
        )

    def workplaces(self) -> dict[str, int]:
        """Those that the file is about, each with its first line."""
        first: dict[str, int] = {}
        for row in self.rows:
            first.setdefault(row.workplace, row.line)
        return first

    def line_of(self, email: str, otherwise: int) -> int:
        return next((row.line for row in self.rows if row.email == email), otherwise)


def problems(found: Found) -> Iterator[Problem]:
    unknown = list(_unknown_leaders(found))
    yield from unknown
    yield from _circles(found)
    yield from _areas(found)
    for workplace, line in found.workplaces().items():
        yield from _group(found, workplace, line)


def warnings(found: Found) -> Iterator[Problem]:
    for row in found.rows:
        yield from _about_a_row(found, row)
    for workplace, line in found.workplaces().items():
        contacts = found.with_role(workplace, RoleName.CONTACT)
        if len(contacts) > 1:
            says = f"{workplace} has {len(contacts)} contact persons: one is enough"
            yield Problem(line=line, says=says)


def _unknown_leaders(found: Found) -> Iterator[Problem]:
    for row in found.rows:
        if row.leader and row.leader not in found.outcome.people:
            says = (
                f"the leader {row.leader} is neither in the file nor in the store: give them a "
                "line, or correct the address"
            )
            yield Problem(line=row.line, says=says)


def _circles(found: Found) -> Iterator[Problem]:
    """Each circle once, at the first of its people in the file."""
    told: set[frozenset[str]] = set()
    for row in found.rows:
        circle = _circle(row.email, found.outcome.people)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            ring = " -> ".join((*circle, circle[0]))
            says = f"the leaders go round in a circle: {ring}"
            yield Problem(line=row.line, says=says)


def _circle(email: str, people: Mapping[str, Entry]) -> list[str]:
    """The way from a person through their leaders back to them, if there is one."""
    way = [email]
    while (leader := _leader(way[-1], people)) and leader not in way:
        way.append(leader)
    return way if leader == email else []


def _leader(email: str, people: Mapping[str, Entry]) -> str:
    entry = people.get(email)
    return entry.leader if entry else ""


def _areas(found: Found) -> Iterator[Problem]:
    said: dict[str, Row] = {}
    for row in found.rows:
        if row.area:
            first = said.setdefault(row.workplace, row)
            if first.area != row.area:
                says = (
                    f"{row.workplace} has another area in line {first.line}: a workplace belongs "
                    "to one area"
                )
                yield Problem(line=row.line, says=says)


def _group(found: Found, workplace: str, line: int) -> Iterator[Problem]:
    leaders = found.with_role(workplace, RoleName.LEADER)
    contacts = found.with_role(workplace, RoleName.CONTACT)
    group = {email for role in GROUP for email in found.with_role(workplace, role)}
    for email in sorted(set(leaders) & set(contacts)):
        says = (
            f"{email} leads {workplace} and cannot be its contact person, who is an employee of "
            "the planning group: give kontaktperson to somebody else"
        )
        yield Problem(line=found.line_of(email, line), says=says)
    if group - set(leaders) and not contacts:
        says = (
            f"the planning group of {workplace} has no contact person: give one of its employees "
            "the role kontaktperson"
        )
        yield Problem(line=_first_line(found, group, line), says=says)


def _first_line(found: Found, emails: Iterable[str], otherwise: int) -> int:
    return min((found.line_of(email, otherwise) for email in emails), default=otherwise)


def _about_a_row(found: Found, row: Row) -> Iterator[Problem]:
    entry = found.outcome.people[row.email]
    roles = {role for role, workplace in entry.posts if workplace == entry.workplace}
    if entry.hourly_paid and roles & {role.value for role in GROUP}:
        says = (
            f"{row.email} is hourly-paid and in the planning group: they plan a vote that they are "
            "not part of"
        )
        yield Problem(line=row.line, says=says)
    leader = found.outcome.people.get(entry.leader)
    if leader and entry.is_here(found.today) and not leader.is_here(found.today):
        says = f"the leader {leader.email} has left: name another"
        yield Problem(line=row.line, says=says)
    if "left" not in found.fields and not entry.is_here(found.today):
        says = (
            f"{row.email} left on {entry.left_on}: to bring them back, add the column fratrådt / "
            "left and leave it empty"
        )
        yield Problem(line=row.line, says=says)
