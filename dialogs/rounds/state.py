"""How far a round is, and what somebody is in it: what every dialog of a round asks first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.core.people import Who
from dialogs.planning import GROUP
from storage import boards, efforts, rounds, sittings, steps
from storage.database import Snapshot
from storage.tables import Phase, RoleName, Round, RoundStep, Sitting


@dataclass(frozen=True, kw_only=True)
class State:
    """`steps` are by key; `sittings` in the order of their days, one at least.

    `planned`: efforts were chosen. `followed`: the months of the follow-ups that were made.
    `asked`: who may still evaluate the day. `is_written`: nothing more of what the groups wrote can
    be entered. `promised`: whose promise to sum up is open. An overview alone looks these up.
    """

    round: Round
    steps: Mapping[str, RoundStep]
    sittings: tuple[Sitting, ...]
    today: date
    planned: bool = False
    followed: frozenset[int] = frozenset()
    asked: frozenset[str] = frozenset()
    promised: frozenset[str] = frozenset()
    is_written: bool = False

    @property
    def announced(self) -> bool:
        return self.round.phase == Phase.ANNOUNCED.value

    @property
    def held(self) -> bool:
        """The last of the dialogues is over: its day has come and it ended, or has passed.

        One that is called off is not waited for where others were held.
        """
        if all_off(self.sittings):
            return False
        return all(each.is_off or each.is_over(self.today) for each in self.sittings)

    def is_done(self, step: str) -> bool:
        found = self.steps.get(step)
        return found is not None and found.done_at is not None

    def due_on(self, step: str) -> date | None:
        found = self.steps.get(step)
        return found.due_on if found else None


def all_off(found: Sequence[Sitting]) -> bool:
    """There is no dialogue, though there are days for it."""
    return bool(found) and all(each.is_off for each in found)


async def state_of(reads: Snapshot, round_id: str, today: date) -> State | None:
    round_ = await rounds.find(reads, round_id)
    return None if round_ is None else await state_with(reads, round_, today)


async def state_with(reads: Snapshot, round_: Round, today: date) -> State:
    came = round_.phase == Phase.ANNOUNCED.value and round_.dialogue_on <= today
    made = await boards.follow_ups(reads, round_.id) if came else []
    return State(
        planned=came and bool(await efforts.of_round(reads, round_.id)),
        followed=frozenset(each.months for each in made),
        round=round_,
        steps=await steps.of_round(reads, round_.id),
        sittings=tuple(await sittings.of_round(reads, round_.id)),
        today=today,
    )


def in_group(who: Who, round_: Round) -> bool:
    """The planning group, the leader among them."""
    return any(who.has(role.value, round_.workplace_id) for role in GROUP)


def leads(who: Who, round_: Round) -> bool:
    return who.has(RoleName.LEADER.value, round_.workplace_id)


def works_there(who: Who, round_: Round) -> bool:
    """Whoever works there, by the hour as well, or is in the planning group from elsewhere."""
    return in_group(who, round_) or who.workplace_id == round_.workplace_id


def takes_part(who: Who, round_: Round) -> bool:
    """Works there for a salary, or is in the planning group from elsewhere (TAL-14)."""
    return in_group(who, round_) or (
        who.workplace_id == round_.workplace_id and not who.hourly_paid
    )
