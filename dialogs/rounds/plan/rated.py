"""A round's headings, who has rated them, and what their ratings say once they are closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from dialogs import planning
from dialogs.concepts import load_round
from dialogs.concepts.work_plans import PlanCriterion
from dialogs.core.dialog import Visit
from dialogs.rounds.plan.sorting import PARTS
from dialogs.rules import ratings as rules
from dialogs.rules.ratings import Given, Measure, Result, Standing
from dialogs.theme_names import CONCEPT
from storage import topics
from storage.database import Snapshot
from storage.tables import Person, Rating, Round, Topic
from storage.unit_of_work import Unit


def criteria_of(part: str) -> tuple[PlanCriterion, ...]:
    return load_round(CONCEPT).work_plan.criteria_of(part)


def keys_of(topic: Topic) -> tuple[str, ...]:
    return tuple(each.key for each in criteria_of(topic.part))


@dataclass(frozen=True, kw_only=True)
class Rated:
    """A round's headings, and who in the group now gave the open ones what.

    `rows` counts all that is kept of a heading, of former members as well.
    """

    topics: Sequence[Topic]
    given: Mapping[str, Given]
    rows: Mapping[str, int]
    group: Sequence[Person]

    @property
    def open(self) -> list[Topic]:
        return [each for each in self.topics if each.standing is None]

    def is_rated(self, topic: Topic, person_id: str) -> bool:
        return person_id in self.given[topic.id]

    def next_for(self, person_id: str) -> Topic | None:
        return next((each for each in self.open if not self.is_rated(each, person_id)), None)

    def done(self) -> int:
        """How many of the group have rated all that is open."""
        return sum(self.next_for(each.id) is None for each in self.group)

    def all_have_rated(self) -> bool:
        return not rules.is_few(len(self.group)) and self.done() == len(self.group)

    def can_be_closed(self) -> list[Topic]:
        return [each for each in self.open if len(self.given[each.id]) >= rules.ENOUGH]

    def standings(self, part: str, *, figures: bool) -> tuple[Standing, ...]:
        """Of a part's closed headings, with figures or without."""
        closed = {
            each.id: as_result(each.standing)
            for each in self.topics
            if each.part == part and each.standing is not None
        }
        same = {id_: each for id_, each in closed.items() if each.has_figures == figures}
        return rules.standings(same)

    def in_order(self) -> list[Topic]:
        """To choose among: the best rated first, and what is still open after them."""
        placed: dict[str, tuple[int, int]] = {}
        for part in PARTS:
            for figures in (True, False):
                for each in self.standings(part, figures=figures):
                    placed[each.topic] = (not figures, each.rank)
        last = (2, 0)
        return sorted(self.topics, key=lambda topic: placed.get(topic.id, last))


async def rated(reads: Snapshot, round_: Round, visit: Visit) -> Rated:
    found = await topics.of_round(reads, round_.id)
    found.sort(key=lambda topic: PARTS.index(topic.part))
    group = await planning.group(reads, round_.workplace_id, visit.today)
    kept = await topics.ratings(reads, [topic.id for topic in found])
    return Rated(
        topics=found,
        given=_given(found, kept, {each.id for each in group}),
        rows={topic.id: sum(each.topic_id == topic.id for each in kept) for topic in found},
        group=group,
    )


def _given(
    found: Sequence[Topic], kept: Sequence[Rating], members: set[str]
) -> dict[str, dict[str, dict[str, int]]]:
    """Whole ratings of those who are in the group, by heading and person."""
    given: dict[str, dict[str, dict[str, int]]] = {topic.id: {} for topic in found}
    for each in kept:
        if each.person_id in members:
            given[each.topic_id].setdefault(each.person_id, {})[each.criterion] = each.value
    return {
        topic.id: {
            who: values
            for who, values in given[topic.id].items()
            if rules.whole(values, keys_of(topic))
        }
        for topic in found
    }


async def settled(unit: Unit, round_: Round, visit: Visit) -> Rated:
    """As `rated`, and closed where all in the group have rated.

    The last one's save does so. But the one who was missing may have left instead, or two were last
    at once and neither saw the other's: then the next view of it does.
    """
    found = await rated(unit, round_, visit)
    if not found.open or not found.all_have_rated():
        return found
    planning.expect_member(unit, visit.who, round_.workplace_id)
    closed = {}
    for each in found.open:
        standing = close(unit, each, found.given[each.id], found.rows[each.id])
        closed[each.id] = each.model_copy(update={"standing": standing})
    return replace(found, topics=[closed.get(each.id, each) for each in found.topics])


def close(unit: Unit, topic: Topic, given: Given, rows: int) -> dict[str, Any] | None:
    """From now on the result stands, and what each one gave is gone; None where it stays open."""
    found = rules.result(given, keys_of(topic))
    if found is None:
        return None
    standing = asdict(found)
    topics.close(unit, topic, standing, rows)
    return standing


def as_result(kept: Mapping[str, Any]) -> Result:
    by = {key: Measure(**each) for key, each in kept["by"].items()}
    return Result(raters=kept["raters"], average=kept["average"], by=by)
