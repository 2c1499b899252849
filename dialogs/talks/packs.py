"""Which concept a conversation is held after: the workplace's today, or the one it was set with."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from dialogs.concepts import TalkConcept
from dialogs.core.house import House
from dialogs.talks.extras import with_extras
from dialogs.talks.questions import Section, sections
from storage import concepts, kom, people, talks
from storage.database import Snapshot
from storage.tables import Conversation, Cycle, Kind


async def pack_at(reads: Snapshot, house: House, workplace_id: str, *, today: date) -> TalkConcept:
    """What holds at a workplace today."""
    return pack_named(house, await concepts.in_use(reads, workplace_id, today) or house.concept)


def pack_of(house: House, held: Conversation | Cycle) -> TalkConcept:
    """What a conversation or a year was begun with: it goes on with that to its end."""
    return pack_named(house, held.concept)


def names_of(pack: TalkConcept, language: str) -> dict[str, object]:
    """What the concept calls things, for phrases: as they stand within a sentence."""
    return {
        "kom": pack.names.talk.in_(language),
        "mini": pack.mini.name.in_(language),
        "minutes": pack.mini.minutes,
        "limited": pack.mini.max_minutes is not None,
    }


def name_of(pack: TalkConcept, kind: str, language: str) -> str:
    """What this kind of conversation is called here, as it stands within a sentence."""
    variant = {Kind.LEADER.value: pack.leader, Kind.SENIOR.value: pack.senior}.get(kind)
    if kind == Kind.MINI.value:
        return pack.mini.name.in_(language)
    return (variant.name if variant else pack.names.talk).in_(language)


def names_for(house: House, talk: Conversation, language: str) -> dict[str, object]:
    """As `names_of`, with what this conversation itself is called in the talk's place."""
    pack = pack_of(house, talk)
    kind = Kind.KOM.value if talk.kind == Kind.MINI.value else talk.kind
    return {**names_of(pack, language), "kom": name_of(pack, kind, language)}


def wording(kind: str) -> str:
    """Which phrases a conversation has: those of the short one, or of a whole one."""
    return Kind.MINI.value if kind == Kind.MINI.value else Kind.KOM.value


def mini_months(house: House, pack: TalkConcept) -> int:
    """How long after a goal is agreed the short talk is due (NYB-KOM-23, X-08)."""
    return house.minikom_months or pack.mini.every.months


def pack_named(house: House, name: str) -> TalkConcept:
    """A pack that is gone since (`kombot doctor` names it) is stood in for by the house's own."""
    there = house.packs.talks()
    return there.get(name) or there[house.concept]


async def cycle_of(reads: Snapshot, house: House, talk: Conversation) -> Cycle | None:
    """The year that a conversation belongs to: its own, or the one that its day is in."""
    if talk.cycle_id:
        return await kom.cycle_by_id(reads, talk.cycle_id)
    person = await people.person(reads, talk.person_id)
    if person is None:
        return None
    year = talk.at.astimezone(ZoneInfo(person.zone or house.zone)).year
    return await kom.cycle(reads, person.workplace_id, year)


async def sections_of(
    reads: Snapshot, house: House, talk: Conversation, language: str
) -> tuple[Section, ...]:
    """What is asked before this conversation, as the leader has adapted it."""
    guide = await talks.guide(reads, talk, await cycle_of(reads, house, talk))
    pack = pack_of(house, talk)
    return await with_extras(reads, pack, talk, sections(pack, guide, language), language)
