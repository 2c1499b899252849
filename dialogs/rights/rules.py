"""How long things are kept: by the rules of the concepts that hold for a person, and by kombot's.

All of it is read from where it is carried out: a number that changes there changes here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from dialogs.concepts import TalkConcept
from dialogs.concepts.talks import Keeping
from dialogs.core.house import House
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.talks.packs import pack_at, pack_named
from storage import audit, erase, examples, kept_between, lasting, unfiled, wishes
from storage.database import Snapshot

Rows: TypeAlias = tuple[tuple[str, str], ...]
OF_KOMBOT = ("left", "messages", "reasons", "wishes", "trail", "copies")
"""What is kept by kombot's own rules, whichever concept holds."""
FILED = "filed"


async def concepts_of(reads: Snapshot, house: House, who: Who, now: datetime) -> list[TalkConcept]:
    """The one that holds where they work now, then those that they have talked after before."""
    today = now.astimezone(ZoneInfo(who.zone)).date()
    here = await pack_at(reads, house, who.workplace_id, today=today)
    before = [pack_named(house, each) for each in await kept_between.concepts(reads, who.id)]
    return [here, *(each for each in before if each.key != here.key)]


def facts_of(house: House, concepts: Sequence[TalkConcept], say: Speaker) -> dict[str, object]:
    """For phrases: the rule that holds now for each artefact, and how long all else is kept."""
    return {
        **{f"{each.artefact}_rule": _rule(each, say) for each in concepts[0].keeping},
        "days": erase.KEPT_DAYS,
        "held": unfiled.HELD.days if any(map(_files, concepts)) else 0,
        "example_days": examples.KEPT.days,
        "message_days": lasting.MESSAGES.days,
        "reason_days": lasting.REASONS.days,
        "wish_days": wishes.KEPT.days,
        "trail_years": audit.KEPT.days // 365,
        "backup_days": house.backup_days,
    }


def _files(concept: TalkConcept) -> bool:
    return any(each.until == FILED for each in concept.keeping)


def _rule(rule: Keeping, say: Speaker) -> str:
    return say("privacy/rule", says=rule.says.in_(say.language), whose=rule.whose)


def rows_of(concepts: Sequence[TalkConcept], facts: dict[str, object], say: Speaker) -> Rows:
    """Each rule with what it is about; that of a concept from before says which one it is."""
    here, *before = concepts
    rows = [(say(f"privacy/kept_{each.artefact}"), _rule(each, say)) for each in here.keeping]
    rows += [
        (_before(each.artefact, concept, say), _rule(each, say))
        for concept in before
        for each in concept.keeping
    ]
    rows += [
        (say(f"privacy/kept_{each}"), say(f"privacy/kept_{each}_until", **facts))
        for each in OF_KOMBOT
    ]
    return tuple(rows)


def _before(artefact: str, concept: TalkConcept, say: Speaker) -> str:
    what, name = say(f"privacy/kept_{artefact}"), concept.about.name.in_(say.language)
    return say("privacy/kept_before", what=what, name=name)
