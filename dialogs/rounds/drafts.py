"""A form about something that several may change: nobody overwrites another unseen.

What stood when somebody began is kept beside their answers. What only others have changed since is
left as they left it; what both have changed is shown, with both texts, before anything is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TypeAlias

from dialogs.core.cards import Heading, Part, Quote
from dialogs.core.dialog import Completion, Page, Repeat
from dialogs.core.steps import Answers, Facts, Option, Pick
from dialogs.core.texts import Speaker
from storage import efforts, people, sessions
from storage.database import Snapshot
from storage.unit_of_work import Unit

READ_FROM, KEEP = "read_from", "keep"
MINE, THEIRS = "mine", "theirs"
Spoken: TypeAlias = Callable[[Facts, str, str, Speaker], tuple[str, str]]
"""A field's name and its raw value as a person reads them: what it is, and what it says."""


def begun(facts: Facts) -> Answers:
    """A dialog's `prefill`: what stands now, and that this is what was read."""
    stands: Mapping[str, str] = facts["stands"]
    filled = {name: raw for name, raw in stands.items() if raw}
    return {**filled, READ_FROM: json.dumps(dict(stands), sort_keys=True)}


def gone_on_with(facts: Facts) -> Answers:
    """A dialog's `prefill` where something may stand already: then all of it is looked through.

    What was left out is answered with nothing, so that nobody has to skip it once more.
    """
    stands: Mapping[str, str] = facts["stands"]
    return {**(stands if any(stands.values()) else {}), **begun(facts)}


def _read_from(answers: Answers) -> dict[str, str]:
    return dict(json.loads(answers.get(READ_FROM) or "{}"))


def clashes(facts: Facts, answers: Answers) -> tuple[str, ...]:
    """Fields that this person and somebody else have both changed, each to something else."""
    before = _read_from(answers)
    return tuple(
        name
        for name, theirs in facts["stands"].items()
        if theirs != before.get(name, "")
        and answers.get(name, before.get(name, "")) not in (before.get(name, ""), theirs)
    )


def overtaken(facts: Facts, answers: Answers) -> bool:
    return bool(clashes(facts, answers))


def other_page(spoken: Spoken) -> Page:
    """Comes up where it is needed, and again where what stands has changed once more."""

    def both(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
        parts: list[Part] = []
        if facts["changed"]:
            who, at = facts["changed"]
            parts.append(say("drafts/changed", who=who, at=at))
        for name in clashes(facts, answers):
            label, theirs = spoken(facts, name, facts["stands"][name], say)
            _, mine = spoken(facts, name, answers.get(name, ""), say)
            parts.append(Heading(label))
            parts += [say("drafts/theirs"), Quote(theirs or say("drafts/nothing"))]
            parts += [say("drafts/mine"), Quote(mine or say("drafts/nothing"))]
        return tuple(parts)

    keep = Pick(KEEP, options=(MINE, THEIRS))
    return Page("other", (Repeat(over=_version, steps=(keep,)),), when=overtaken, body=both)


def _version(facts: Facts) -> tuple[Option, ...]:
    return (Option(_name_of(facts["stands"])),)


def _name_of(stands: Mapping[str, str]) -> str:
    return sha256(json.dumps(dict(stands), sort_keys=True).encode()).hexdigest()[:12]


async def settled(unit: Unit, sent: Completion) -> dict[str, str]:
    """What is to stand: each field's newest, and where two clash what was chosen."""
    session = await sessions.find(unit, sent.session_id)
    before = _read_from(session.answers if session else {})
    stands: Mapping[str, str] = sent.facts["stands"]
    keep = sent.answers.get(f"{KEEP}.{_name_of(stands)}", MINE)
    return {
        name: _newest(before.get(name, ""), sent.answers.get(name, ""), theirs, keep)
        for name, theirs in stands.items()
    }


def _newest(before: str, mine: str, theirs: str, keep: str) -> str:
    if mine == before or (theirs != before and keep == THEIRS):
        return theirs
    return mine


async def last_changed(
    reads: Snapshot, round_id: str, subject: str, who_id: str
) -> tuple[str, datetime] | None:
    """Who changed it last and when, where it was somebody else."""
    found = await efforts.last_change(reads, round_id, subject)
    if found is None or found.person_id == who_id:
        return None
    person = await people.person(reads, found.person_id)
    return (person.name, found.at) if person else None


__all__ = ["begun", "gone_on_with", "last_changed", "other_page", "settled"]
