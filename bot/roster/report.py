"""What an import would do or has done, line by line, for whoever looks after kombot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.roster.plan import Plan
from bot.roster.rows import Problem
from storage.roster import Away, Entry, Post

NOBODY = "nobody"


def problems(plan: Plan) -> list[str]:
    return [f"  Line {each.line}: {each.says}." for each in plan.problems]


def report(plan: Plan) -> list[str]:
    changed = [_Pair(plan, email) for email in sorted(plan.after.people)]
    new = [each for each in changed if each.was is None]
    left = [each for each in changed if each.leaves]
    other = [each for each in changed if each.was and each.details and not each.leaves]
    unchanged = len([each for each in changed if each.was and not each.details])
    return [
        *_block("New workplaces", _workplaces(plan)),
        *_block("Workplaces that get another area", _areas(plan)),
        *_block("Added", (_introduced(each.now) for each in new)),
        *_block("Changed", (each.line for each in other)),
        *_block("Left", (each.line for each in left)),
        f"Unchanged: {unchanged}",
        *_missing(plan),
        *_block("Worth a look", _lines(plan.warnings)),
    ]


def offered(plan: Plan, emails: Iterable[str]) -> list[str]:
    """All who are marked, and nothing of why, nor of who has one: they may have asked for it."""
    title = "Marked for a talk about the late career; an offer is told to them alone"
    return _block(title, (_who(plan.after.people[each]) for each in emails))


def _block(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return [f"{title} ({len(found)}):", *(f"  {line}" for line in found)] if found else []


def _lines(found: Sequence[Problem]) -> Iterator[str]:
    return (f"Line {each.line}: {each.says}." for each in found)


def _workplaces(plan: Plan) -> Iterator[str]:
    for name, area in sorted(plan.after.areas.items()):
        if name not in plan.before.areas:
            yield f"{name} ({area})" if area else name


def _areas(plan: Plan) -> Iterator[str]:
    for name, area in sorted(plan.after.areas.items()):
        was = plan.before.areas.get(name, area)
        if was != area:
            yield f"{name}: {was or 'no area'} -> {area}"


def _missing(plan: Plan) -> list[str]:
    """Those that --leavers has marked are told of under Left."""
    still = [each for each in plan.missing if plan.after.people[each] == plan.before.people[each]]
    title = "In the store and not in the file; left as they are (--leavers marks them as left)"
    return _block(title, (_who(plan.after.people[email]) for email in still))


def _who(entry: Entry) -> str:
    return f"{entry.name} <{entry.email}>"


def _introduced(entry: Entry) -> str:
    said = [entry.workplace, f"leader: {entry.leader or NOBODY}"]
    said += [f"roles: {_roles(entry.posts)}"] if entry.posts else []
    said += ["hourly-paid"] if entry.hourly_paid else []
    said += [f"absent {_away(each)}" for each in sorted(entry.absences, key=str)]
    said += [f"left on {entry.left_on}"] if entry.left_on else []
    return f"{_who(entry)}: {'; '.join(said)}"


def _roles(posts: Iterable[Post]) -> str:
    return ", ".join(sorted({role for role, _ in posts}))


def _away(away: Away) -> str:
    return f"from {away[0]} to {away[1]}" if away[1] else f"from {away[0]} on"


class _Pair:
    """A person before and after."""

    def __init__(self, plan: Plan, email: str) -> None:
        self.was: Entry | None = plan.before.people.get(email)
        self.now: Entry = plan.after.people[email]
        self.details = list(_differences(self.was, self.now)) if self.was else []

    @property
    def leaves(self) -> bool:
        was = self.was.left_on if self.was else self.now.left_on
        return self.now.left_on is not None and self.now.left_on != was

    @property
    def line(self) -> str:
        return f"{_who(self.now)}: {'; '.join(self.details)}"


def _differences(was: Entry, now: Entry) -> Iterator[str]:
    for label, old, new in (
        ("name", was.name, now.name),
        ("workplace", was.workplace, now.workplace),
        ("leader", was.leader or NOBODY, now.leader or NOBODY),
        ("language", was.language or "not chosen", now.language or "not chosen"),
        ("hourly-paid", _yes(said=was.hourly_paid), _yes(said=now.hourly_paid)),
        ("left", str(was.left_on or "no"), str(now.left_on or "no")),
    ):
        if old != new:
            yield f"{label}: {old} -> {new}"
    for sign, posts in (("new", now.posts - was.posts), ("no longer", was.posts - now.posts)):
        for role, workplace in sorted(posts):
            yield f"{sign} role: {role} at {workplace}"
    for sign, away in (
        ("new", now.absences - was.absences),
        ("no longer", was.absences - now.absences),
    ):
        for each in sorted(away, key=str):
            yield f"{sign} absence: {_away(each)}"


def _yes(*, said: bool) -> str:
    return "yes" if said else "no"
