"""Under which words each answer was given: the questions of the forms that stand in the file.

They are the concept's own, as it stood for that conversation, in the language of whoever reads it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from dialogs.concepts import Question, TalkConcept
from dialogs.core.house import House
from dialogs.core.steps import Pick, Step
from dialogs.talks.during.points import topics
from dialogs.talks.packs import pack_named, pack_of, sections_of
from dialogs.talks.questions import asked as steps_of
from dialogs.talks.questions import sheet_section
from storage import kom, talk_plans, team_talks
from storage.database import Snapshot
from storage.export import Found
from storage.tables import Conversation

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`names`: the question of each answer, by its key; `values`: what a choice is called there."""

    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NOTHING = Asked()
Every: TypeAlias = Mapping[tuple[str, int], Asked]
"""By the table and the number of the row in it."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    reads: Snapshot
    house: House
    language: str


async def every(asking: Asking, found: Sequence[Found]) -> dict[tuple[str, int], Asked]:
    return {
        (each.table, number): await BY_TABLE[each.table](asking, line.values)
        for each in found
        if each.table in BY_TABLE
        for number, line in enumerate(each.lines)
    }


def _of_steps(steps: Iterable[Step]) -> Asked:
    known = {step.name: step for step in steps}
    return Asked(
        names={name: step.item for name, step in known.items()},
        values={
            name: {each.key: each.label for each in step.offered({})}
            for name, step in known.items()
            if isinstance(step, Pick)
        },
    )


async def _talk(asking: Asking, talk_id: str) -> Conversation | None:
    return await kom.conversation(asking.reads, talk_id)


async def _preparation(asking: Asking, row: Row) -> Asked:
    talk = await _talk(asking, row["conversation_id"])
    if talk is None:
        return NOTHING
    parts = await sections_of(asking.reads, asking.house, talk, asking.language)
    return _of_steps(step for part in parts for step in part.steps)


async def _leaders(asking: Asking, row: Row) -> Asked:
    talk = await _talk(asking, row["conversation_id"])
    if talk is None:
        return NOTHING
    sheets = pack_of(asking.house, talk).leader_sheets
    parts = [sheet_section(each, asking.language) for each in sheets]
    return _of_steps(step for part in parts for step in part.steps)


async def _minutes(asking: Asking, row: Row) -> Asked:
    """Its points by their topics; what was ticked off is a list of these."""
    talk = await _talk(asking, row["conversation_id"])
    if talk is None:
        return NOTHING
    found = topics(pack_of(asking.house, talk), asking.language)
    named = {each.key: each.name for each in found}
    return Asked(names={each.step: each.name for each in found}, values={"ticked": named})


async def _guide(asking: Asking, row: Row) -> Asked:
    """Questions that the leader has taken out, by their keys."""
    talk = await _talk(asking, row["conversation_id"])
    if talk is None:
        return NOTHING
    named = {
        f"{track.key}.{each.key}": each.text.in_(asking.language)
        for track in pack_of(asking.house, talk).tracks
        for each in track.questions
    }
    return Asked(values={"out": named})


def _headings(pack: TalkConcept, language: str) -> Asked:
    return Asked(names={each.key: each.name.in_(language) for each in pack.plan.fields})


async def _plan(asking: Asking, row: Row) -> Asked:
    return _headings(pack_named(asking.house, row["concept"]), asking.language)


async def _goal(asking: Asking, row: Row) -> Asked:
    plan = await talk_plans.find(asking.reads, row["plan_id"]) if row["plan_id"] else None
    return await _plan(asking, {"concept": plan.concept}) if plan else NOTHING


async def _learning(asking: Asking, _row: Row) -> Asked:
    packs = asking.house.packs.learning()
    questions: tuple[Question, ...] = (*packs.before, *packs.after, *packs.later)
    return Asked(names={each.key: each.text.in_(asking.language) for each in questions})


async def _team(asking: Asking, row: Row) -> Asked:
    talk = await team_talks.find(asking.reads, row["team_talk_id"])
    team = pack_named(asking.house, talk.concept).team if talk else None
    return _of_steps(steps_of("team", team.asks, asking.language)) if team else NOTHING


async def _unfinished(asking: Asking, row: Row) -> Asked:
    """A form that somebody is still writing in, about `subject`."""
    made = FORMS.get(row["dialog"])
    if made is None:
        return NOTHING
    about = {"conversation_id": row["subject"], "team_talk_id": row["subject"]}
    return await made(asking, about)


FORMS: Mapping[str, Callable[[Asking, Row], Awaitable[Asked]]] = {
    "preparation": _preparation,
    "leader_preparation": _leaders,
    "minutes": _minutes,
    "team_preparation": _team,
}
BY_TABLE: Mapping[str, Callable[[Asking, Row], Awaitable[Asked]]] = {
    "preparation": _preparation,
    "leader_preparation": _leaders,
    "minutes": _minutes,
    "guide": _guide,
    "talk_plan": _plan,
    "goal": _goal,
    "activity": _learning,
    "team_member": _team,
    "session": _unfinished,
}
WORDS: Mapping[str, tuple[str, ...]] = {
    "preparation": ("preparation",),
    "leader_preparation": ("leader_preparation", "preparation"),
    "minutes": ("minutes",),
    "talk_plan": ("plan",),
    "goal": ("plan",),
    "team_talk": ("team_plan",),
    "team_member": ("team_preparation",),
    "reflection": ("reflection",),
    "leader_plan": ("leader_plan",),
    "leader_feedback": ("leader_feedback", "leader_plan"),
}
"""Whose phrases name the fields that no concept does."""
