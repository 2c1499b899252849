"""Who there will be once a file is imported: worked out whole, before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.roster import checks
from bot.roster.rows import People, Problem, Row
from storage.roster import Away, Entry, Post, Roster
from storage.tables import RoleName


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`missing` are people of the file's workplaces who are not in the file, by email."""

    before: Roster
    after: Roster
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return self.before == self.after


def plan(people: People, before: Roster, *, today: date, leavers: bool) -> Plan:
    """With `leavers`, those who are missing from the file have left as of today.

    Importing the same file upon the outcome changes nothing.
    """
    if people.problems:
        return Plan(before=before, after=before, problems=people.problems, warnings=people.warnings)
    spelled = _as_kept(people.rows, before)
    after = dict(before.people)
    for row in spelled:
        after[row.email] = _entry(row, before.people.get(row.email), people.fields, today)
    missing = _missing(spelled, before, today)
    if leavers:
        for email in missing:
            after[email] = replace(after[email], left_on=today)
    led = _with_leaders(after, {row.email: row for row in spelled}, people.fields, today)
    outcome = Roster(areas=_areas(spelled, before), people=led)
    found = checks.Found(rows=spelled, fields=people.fields, outcome=outcome, today=today)
    return Plan(
        before=before,
        after=outcome,
        missing=missing,
        problems=tuple(sorted(checks.problems(found))),
        warnings=tuple(sorted((*people.warnings, *checks.warnings(found)))),
    )


def _as_kept(rows: Iterable[Row], before: Roster) -> list[Row]:
    """Workplaces spelled as in the store, or else as they were first: BØRNEHUS is Børnehus."""
    spelling = {name.casefold(): name for name in before.areas}
    return [
        replace(row, workplace=spelling.setdefault(row.workplace.casefold(), row.workplace))
        for row in rows
    ]


def _entry(row: Row, was: Entry | None, fields: frozenset[str], today: date) -> Entry:
    """What the file has no column for stays. The language is the person's own to choose."""
    old = was or Entry(email=row.email, name=row.name, workplace=row.workplace)
    absent = "absent_from" in fields
    return replace(
        old,
        name=row.name,
        workplace=row.workplace,
        leader=row.leader if "leader" in fields else old.leader,
        language=old.language or row.language,
        hourly_paid=row.hourly_paid if "hourly_paid" in fields else old.hourly_paid,
        left_on=row.left if "left" in fields else old.left_on,
        absences=_absences(row.absence, old, today) if absent else old.absences,
    )


def _absences(told: Away | None, old: Entry, today: date) -> frozenset[Away]:
    """What is over stays as it was; the file has a say on the rest."""
    over = frozenset(each for each in old.absences if _is_over(each, today))
    told_of = frozenset([told]) if told and not _is_over(told, today) else frozenset()
    return over | told_of


def _is_over(away: Away, today: date) -> bool:
    return away[1] is not None and away[1] < today


def _missing(rows: Iterable[Row], before: Roster, today: date) -> tuple[str, ...]:
    """Administrators are never among them: they are taken out by name."""
    emails, workplaces = {row.email for row in rows}, {row.workplace for row in rows}
    return tuple(
        email
        for email, entry in sorted(before.people.items())
        if email not in emails
        and entry.workplace in workplaces
        and entry.is_here(today)
        and not any(role == RoleName.ADMIN for role, _ in entry.posts)
    )


def _with_leaders(
    people: Mapping[str, Entry], rows: Mapping[str, Row], fields: frozenset[str], today: date
) -> dict[str, Entry]:
    """Those whom others name as their leader have that role, whether the file says so or not."""
    leading = leaders(people.values(), today)
    return {
        email: replace(
            entry, posts=_posts(entry, rows.get(email), fields) | leading.get(email, frozenset())
        )
        for email, entry in people.items()
    }


def _posts(entry: Entry, row: Row | None, fields: frozenset[str]) -> frozenset[Post]:
    """Roles at a former workplace are left there. `admin` is never taken away by a file."""
    if row is None:
        return entry.posts
    own = frozenset(post for post in entry.posts if post[1] == entry.workplace)
    admin = frozenset(post for post in entry.posts if post[0] == RoleName.ADMIN)
    told = frozenset((role.value, entry.workplace) for role in row.roles)
    return admin | (told if "roles" in fields else own)


def leaders(people: Iterable[Entry], today: date) -> dict[str, frozenset[Post]]:
    """Whoever is named as a leader leads the workplace they work at.

    A workplace where nobody who works there is named is led by those whom its people name, so that
    two houses may share a leader.
    """
    here = {entry.email: entry for entry in people if entry.is_here(today)}
    named: dict[str, set[str]] = defaultdict(set)
    for entry in here.values():
        if entry.leader in here and entry.leader != entry.email:
            named[entry.workplace].add(entry.leader)
    posts: dict[str, set[Post]] = defaultdict(set)
    for workplace, emails in named.items():
        own = {email for email in emails if here[email].workplace == workplace}
        for email in emails:
            posts[email].add((RoleName.LEADER.value, here[email].workplace))
            if not own:
                posts[email].add((RoleName.LEADER.value, workplace))
    return {email: frozenset(each) for email, each in posts.items()}


def _areas(rows: Iterable[Row], before: Roster) -> dict[str, str]:
    areas = dict(before.areas)
    for row in rows:
        areas[row.workplace] = row.area or areas.get(row.workplace, "")
    return areas
