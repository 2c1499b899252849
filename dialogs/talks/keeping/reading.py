"""The minutes or the plan as somebody reads them whom both have let read along."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.concepts import Sheet, TalkConcept, Track
from dialogs.concepts.talks import Topic
from dialogs.core.cards import Facts, Heading, Part, Quote
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.talks.packs import pack_of
from storage import consents
from storage.database import Snapshot
from storage.minutes import written
from storage.tables import Activity, Consent, Conversation, Goal, Minutes, TalkPlan


async def read_parts(
    reads: Snapshot, request: Request, consent: Consent, talk: Conversation
) -> tuple[Part, ...] | None:
    """None where there is nothing any longer."""
    pack, say = pack_of(request.house, talk), request.say
    if consent.what == consents.MINUTES:
        made = await consents.minutes(reads, talk.id)
        return None if made is None else tuple(_minutes(pack, made, say))
    plan = await consents.plan(reads, talk.id)
    if plan is None:
        return None
    return tuple(_plan(pack, plan, await consents.goals(reads, plan.id), say))


def _minutes(pack: TalkConcept, made: Minutes, say: Speaker) -> Iterator[Part]:
    topics: tuple[Topic | Track | Sheet, ...] = (*pack.obligatory, *pack.tracks, *pack.sheets)
    named = {f"topic.{each.key}": each.name.in_(say.language) for each in topics}
    for name, text in written(made.points).items():
        yield Heading(named.get(name) or say("consent/agreed_on"))
        yield Quote(text)


def _plan(
    pack: TalkConcept, plan: TalkPlan, goals: list[tuple[Goal, list[Activity]]], say: Speaker
) -> Iterator[Part]:
    named = {each.key: each.name.in_(say.language) for each in pack.plan.fields}
    for name, text in plan.fields.items():
        yield Heading(named.get(name) or say("consent/agreed_on"))
        yield Quote(text)
    for goal, activities in goals:
        yield Heading(say("consent/goal"))
        yield Quote(goal.title)
        rows = [
            (named.get(key, say("consent/more")), raw) for key, raw in (goal.fields or {}).items()
        ]
        rows += [(say("consent/does"), each.what) for each in activities]
        if rows:
            yield Facts(tuple(rows))
