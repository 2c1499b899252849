"""A group at its table: who may read what it has written, and who may write."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dialogs.core.dialog import Refusal, Visit
from dialogs.core.people import Who
from dialogs.rounds.held.running import Found, find
from dialogs.rounds.state import in_group, leads, takes_part
from dialogs.theme_names import chosen_name, list_name
from storage import day, photos, rounds, sittings
from storage.database import Snapshot
from storage.photos import Seen
from storage.tables import Note, NoteKind, Phase, Round, Sitting, ThemeList

MOST_GROUPS = 20
"""No group has a higher number."""
SMALLEST = 3
"""People in a group, where a workplace made its groups itself (TAL-37)."""
MOST_NOTES = 40
"""Of one group about one theme: more could not be sorted in a quarter of an hour."""
MOST_PHOTOS = 4
"""Of one group about one theme: the poster whole, and what is small on it once more."""
PARTS = tuple(each.value for each in ThemeList)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One group in one part of a dialogue, with its notes and photos, as somebody sees it.

    `may_remove` are the ids of the photos that they may take away. `takes_photos`: they are where
    one can be sent.
    """

    sitting: Sitting
    round: Round
    part: str
    number: int
    notes: tuple[Note, ...]
    may_write: bool
    photos: tuple[Seen, ...] = ()
    may_remove: frozenset[str] = frozenset()
    takes_photos: bool = False

    @property
    def subject(self) -> str:
        return subject_of(self.sitting.id, self.part, self.number)

    @property
    def free_slots(self) -> list[int]:
        """Where there is room for a photo."""
        taken = {photo.slot for photo in self.photos}
        return [slot for slot in range(1, MOST_PHOTOS + 1) if slot not in taken]

    def of_kind(self, kind: NoteKind) -> list[Note]:
        return [note for note in self.notes if note.kind == kind.value]

    def clusters(self, kind: NoteKind) -> dict[str, list[Note]]:
        """By heading; those without one last, under an empty one."""
        return clustered(self.of_kind(kind))


def clustered(notes: Iterable[Note]) -> dict[str, list[Note]]:
    """Headings that differ in capitals alone are one."""
    found: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        found[(note.heading or "").strip().casefold()].append(note)
    ordered = sorted(found.items(), key=lambda each: (not each[0], each[0]))
    return {
        min((note.heading or "").strip() for note in under): sorted(under, key=lambda n: n.text)
        for _, under in ordered
    }


def subject_of(sitting_id: str, part: str, number: int) -> str:
    return f"{sitting_id}|{part}|{number}"


async def table_of(reads: Snapshot, subject: str, visit: Visit) -> Table | Refusal:
    """What a subject names, if the person may see it; the leader reads the record afterwards."""
    sitting_id, part, number = _read(subject)
    who, today = visit.who, visit.today
    found = await find(reads, sitting_id, who, today) if part else None
    if found is None:
        return Refusal("not_there")
    if problem := _not_now(found, who, today):
        return problem
    if not takes_part(who, found.round):
        return Refusal("not_for_you")
    may = await _may(reads, found, who, part, number, today)
    if may is None:
        return Refusal("not_for_you")
    notes = await day.notes_of(reads, found.sitting.id, part, number)
    seen = await photos.of_group(reads, found.sitting.id, part, number)
    return Table(
        sitting=found.sitting,
        round=found.round,
        part=part,
        number=number,
        notes=tuple(notes),
        may_write=may and not await day.is_being_sorted(reads, found.round.id),
        photos=tuple(seen),
        may_remove=frozenset(each.id for each in seen if may or each.sender_id == who.id),
        takes_photos=visit.photos is not None,
    )


async def group_numbers(
    reads: Snapshot, sitting: Sitting, round_: Round, today: date
) -> frozenset[str]:
    """Those of its groups; where none are set, as many as there could be and one for guests."""
    seated = [number for part in PARTS for number in await day.groups(reads, sitting.id, part)]
    if not seated:
        people = len(await sittings.members(reads, sitting, round_, today))
        seated = [*range(1, min(people // SMALLEST + 1, MOST_GROUPS) + 1)]
    return frozenset(map(str, seated))


def _read(subject: str) -> tuple[str, str, int]:
    """The part is empty where there is none such."""
    sitting_id, part, number = (*subject.split("|"), "", "")[:3]
    if part in PARTS and re.fullmatch(r"[1-9]\d?", number) and int(number) <= MOST_GROUPS:
        return sitting_id, part, int(number)
    return sitting_id, "", 0


def _not_now(found: Found, who: Who, today: date) -> Refusal | None:
    if leads(who, found.round):
        return Refusal("notes_not_the_leader")
    if found.round.phase != Phase.ANNOUNCED.value:
        return Refusal("day_no_themes")
    if found.sitting.started_at is None and found.sitting.held_on > today:
        return Refusal("day_not_yet", {"day": found.sitting.held_on})
    return None


async def _may(
    reads: Snapshot, found: Found, who: Who, part: str, number: int, today: date
) -> bool | None:
    """True to write, False to read, None for neither.

    The one who writes for a group does, or anybody in it where nobody was named. Afterwards the
    planning group's employees may enter what is on paper.
    """
    is_over = found.sitting.ended_at is not None or found.sitting.held_on < today
    if in_group(who, found.round) and is_over:
        return True
    groups = await day.groups(reads, found.sitting.id, part)
    if not groups:
        members = await sittings.members(reads, found.sitting, found.round, today)
        return True if who.id in {person.id for person in members} else None
    seats = groups.get(number, ())
    mine = next((seat for seat in seats if seat.person_id == who.id), None)
    if mine is None:
        return None
    return mine.writes or not any(seat.writes for seat in seats)


async def theme_of(reads: Snapshot, round_id: str, part: str, language: str) -> str:
    """The chosen theme's name, or that of the list where none is chosen."""
    which = ThemeList(part)
    chosen = (await rounds.selections(reads, round_id)).get(which)
    return chosen_name(chosen, language) if chosen else list_name(which, language)


SEVERAL = re.compile(r"[\n;]|[.!?]\s+[A-ZÆØÅ]|(?:^|\s)[-•*]\s|\d[.)]\s.*\d[.)]\s", re.DOTALL)
BOTH = re.compile(r"\b(?:og|samt|and)\b", re.IGNORECASE)
SO_MANY = 2


def looks_like_several(text: str) -> bool:
    """Whether a note may hold more than one point: lines, a list, sentences, many an "and"."""
    return bool(SEVERAL.search(text.strip())) or len(BOTH.findall(text)) >= SO_MANY
