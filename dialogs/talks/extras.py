"""What is asked beside the concept's own questions: of a leader, and about the late career."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.concepts import TalkConcept
from dialogs.concepts.talks import Variant
from dialogs.core.steps import Step, Text
from dialogs.talks.questions import ASK, Section, asked
from storage import leading, senior
from storage.database import Snapshot
from storage.tables import Conversation, Kind

BROUGHT = "leader.plan-"
"""The beginning of the names under which a leader brings their own plan from the dialogue."""
AREAS = 3


async def with_extras(
    reads: Snapshot, pack: TalkConcept, talk: Conversation, found: Sequence[Section], language: str
) -> tuple[Section, ...]:
    """A talk about leading begins with that (NYB-KOM-37); the late career comes last (NOR-23)."""
    before, after = [], []
    if talk.kind == Kind.LEADER.value and pack.leader is not None:
        more = _from_plan(pack.leader, language)
        before.append(_section("leader", pack.leader, language, more))
    if talk.kind != Kind.MINI.value and pack.senior is not None:
        wanted = await senior.is_wanted(reads, talk.person_id)
        after += [_section("senior", pack.senior, language)] if wanted else []
    return (*before, *found, *after)


def _section(key: str, variant: Variant, language: str, more: tuple[Step, ...] = ()) -> Section:
    steps = (*asked(key, variant.asks, language), *more)
    return Section(key, variant.name.in_(language), variant.about.in_(language), (), steps)


def _from_plan(variant: Variant, language: str) -> tuple[Step, ...]:
    """A field for each area of the leader's plan: what is taken out of it is not brought."""
    if variant.plan is None:
        return ()
    label = variant.plan.in_(language)
    return tuple(
        Text(f"{BROUGHT}{at}", required=False, item=f"{label} ({at})", phrases=ASK)
        for at in range(1, AREAS + 1)
    )


async def brought(reads: Snapshot, talk: Conversation) -> Mapping[str, str]:
    """The leader's own plan as it stands, for them to keep or take out; nobody else reads it."""
    if talk.kind != Kind.LEADER.value:
        return {}
    plan = await leading.newest_plan(reads, talk.person_id)
    parts = ("area", "measures", "success")
    return {
        f"{BROUGHT}{at}": "\n".join(area[part] for part in parts if area.get(part))
        for at, area in enumerate(plan.areas if plan else [], 1)
    }
