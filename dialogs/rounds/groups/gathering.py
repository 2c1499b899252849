"""One dialogue's people: who comes, what is wished for, and the groups that there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from dialogs.concepts import load_round
from dialogs.core.dialog import Refusal
from dialogs.core.people import Who
from dialogs.rounds.state import in_group
from dialogs.rules.drawing import draw
from dialogs.rules.groups import Groups, Impossible, Pair, Plan, Wishes, judged
from dialogs.rules.late import adjust, closed_up, moved
from dialogs.theme_names import CONCEPT
from storage import groups, people, rounds, sittings
from storage.database import Snapshot
from storage.tables import (
    Attendance,
    Person,
    Phase,
    Proposal,
    RoleName,
    Round,
    Seat,
    Sitting,
    ThemeList,
)

MOST = 64
"""More people are more groups than two dialogues could hear."""
PARTS = tuple(ThemeList)
"""Round one is about wellbeing, round two about leadership (TAL-37)."""
Both = tuple[Groups, Groups]


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """`people` are all who take part, by name, without leaders, who sit in no group (TAL-41).

    `seats` are what everybody was told; the proposal is what the planning group works on.
    """

    round: Round
    sitting: Sitting
    people: tuple[Person, ...]
    rows: Mapping[str, Attendance]
    on_leave: frozenset[str]
    apart: frozenset[Pair]
    proposal: Proposal | None
    seats: tuple[Seat, ...]

    @property
    def coming(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.people if self.comes(each.id))

    @property
    def away(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.people if not self.comes(each.id))

    def comes(self, person_id: str) -> bool:
        """As was said; who is on leave that day does not, unless somebody said so."""
        row = self.rows.get(person_id)
        return row.coming if row else person_id not in self.on_leave

    def profession(self, person_id: str) -> str:
        row = self.rows.get(person_id)
        return row.profession if row else ""

    @property
    def wishes(self) -> Wishes:
        named = {each: self.profession(each) for each in self.coming}
        return Wishes(apart=self.apart, professions={k: v for k, v in named.items() if v})

    @property
    def proposed(self) -> Both:
        """Once round one is over it is as people were told, whatever was meant to come of it."""
        found = self.proposal
        if found is None:
            return (), ()
        first = self.told[0] if self.held and self.was_told else _frozen(found.round_one)
        return first, _frozen(found.round_two)

    @property
    def told(self) -> Both:
        first, second = (told_in(self.seats, part) for part in PARTS)
        return first, second

    @property
    def was_told(self) -> bool:
        return self.proposal is not None and self.proposal.published > 0

    @property
    def has_news(self) -> bool:
        """There are groups that nobody was told yet."""
        return self.proposal is not None and self.proposal.published != self.proposal.turn

    @property
    def fits(self) -> bool:
        """The proposal is for those who come, and for nobody else."""
        return {each for group in self.proposed[1] for each in group} == set(self.coming)

    @property
    def held(self) -> bool:
        """Round one is over: it stays as it was."""
        return (self.proposal is not None and self.proposal.held) or past_round_one(self.sitting)

    def plan(self) -> Plan:
        return judged(self.proposed, self.coming, self.wishes, held=self.held)

    def moved(self) -> tuple[frozenset[str], frozenset[str]]:
        """Who sits elsewhere than they were told, round by round."""
        one, two = (moved(was, now) for was, now in zip(self.told, self.proposed, strict=True))
        return one, two

    def name(self, person_id: str) -> str:
        return next((each.name for each in self.people if each.id == person_id), "–")

    def names(self, ids: Iterable[str]) -> list[str]:
        return sorted(self.name(each) for each in ids)

    def made(self, *, held: bool, anew: bool = False) -> Plan | Impossible:
        """New groups, or those that everybody was told with as few moves as it takes.

        Each turn has a chance of its own, and the same one when a race was lost.
        """
        turn = self.proposal.turn + 1 if self.proposal else 1
        random = Random(f"{self.sitting.id}:{turn}")  # noqa: S311 - a draw of lots, no secret
        if self.was_told and not anew:
            before = (self.told[0], self.proposed[1]) if held else self.proposed
            found = adjust(before, self.coming, self.wishes, random, held=held)
            return found if held else self._numbered(found)
        return draw(self.coming, self.wishes, random)

    def _numbered(self, found: Plan | Impossible) -> Plan | Impossible:
        """From 1 on; where people sit at their tables already, these keep their numbers."""
        if isinstance(found, Impossible) or self.sitting.started_at is not None:
            return found
        return replace(found, first=closed_up(found.first), second=closed_up(found.second))


def _frozen(found: Sequence[Sequence[str]]) -> Groups:
    return tuple(tuple(each) for each in found)


def told_in(seats: Iterable[Seat], part: ThemeList) -> Groups:
    """Numbered from 1; a number that nobody has any more is an empty group."""
    mine = [each for each in seats if each.part == part.value]
    count = max((each.number for each in mine), default=0)
    return tuple(
        tuple(each.person_id for each in mine if each.number == number)
        for number in range(1, count + 1)
    )


def past_round_one(sitting: Sitting) -> bool:
    """The script is past the part that round one is about."""
    if sitting.started_at is None:
        return False
    slots = load_round(CONCEPT).script.slots
    last = max(at for at, slot in enumerate(slots) if slot.part == PARTS[0].value)
    return sitting.slot > last


async def gather(reads: Snapshot, sitting_id: str, today: date) -> Gathering | None:
    sitting = await sittings.find(reads, sitting_id)
    round_ = await rounds.find(reads, sitting.round_id) if sitting else None
    if sitting is None or round_ is None:
        return None
    found = await sittings.members(reads, sitting, round_, today)
    leaders = await people.with_role(reads, round_.workplace_id, RoleName.LEADER)
    leading = {each.id for each in leaders}
    here = tuple(each for each in found if each.id not in leading)
    return Gathering(
        round=round_,
        sitting=sitting,
        people=here,
        rows=await groups.attendance(reads, sitting.id),
        on_leave=await _on_leave(reads, [each.id for each in here], sitting.held_on),
        apart=frozenset(await groups.apart(reads, sitting.id)),
        proposal=await groups.proposal(reads, sitting.id),
        seats=tuple(await groups.seats(reads, sitting.id)),
    )


async def _on_leave(reads: Snapshot, ids: list[str], day: date) -> frozenset[str]:
    absences = await people.absences(reads, ids)
    return frozenset(
        each.person_id
        for each in absences
        if each.first_day <= day and (each.last_day is None or day <= each.last_day)
    )


async def to_group(reads: Snapshot, sitting_id: str, who: Who, today: date) -> Gathering | Refusal:
    """For the planning group, from when the themes are chosen until the dialogue is over."""
    found = await gather(reads, sitting_id, today)
    if found is None:
        return Refusal("not_there")
    if not in_group(who, found.round):
        return Refusal("not_for_you")
    if found.round.phase != Phase.ANNOUNCED.value:
        return Refusal("groups_too_early")
    if found.sitting.ended_at is not None or found.sitting.held_on < today:
        return Refusal("groups_too_late", {"day": found.sitting.held_on})
    if not found.people:
        return Refusal("groups_nobody")
    if len(found.people) > MOST:
        return Refusal("groups_too_many", {"count": len(found.people)})
    return found
