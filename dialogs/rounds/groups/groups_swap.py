"""Two people change places by hand, and what it does to how good the groups are."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs import planning
from dialogs.core.cards import Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick, Problem
from dialogs.rounds.groups.gathering import PARTS, Gathering, to_group
from dialogs.rounds.groups.groups_card import card_of, proposing
from dialogs.rules.groups import Groups
from dialogs.rules.late import swapped
from storage import groups
from storage.unit_of_work import Unit


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    found = await to_group(unit, visit.subject, visit.who, visit.today)
    if isinstance(found, Refusal):
        return found
    if found.proposal is None or not found.fits or found.plan().is_one:
        return Refusal("groups_nothing_to_swap")
    return {"found": found}


def rounds_left(facts: Facts) -> tuple[Option, ...]:
    """Round one is not changed any more once it is over."""
    return tuple(Option(part.value) for part in PARTS[1 if facts["found"].held else 0 :])


def everybody(facts: Facts) -> tuple[Option, ...]:
    found: Gathering = facts["found"]
    return tuple(Option(each, label=found.name(each)) for each in found.coming)


def can_be_done(facts: Facts, answers: Answers) -> Mapping[str, Problem]:
    found: Gathering = facts["found"]
    part, one, other = (answers.get(name, "") for name in ("part", "one", "other"))
    before = _of_part(found, part)
    after = swapped(before, one, other)
    if before == after:
        return {"other": Problem("groups_same_group")}
    together = {frozenset(pair) for pair in found.apart}
    for group in after:
        if any(pair <= set(group) for pair in together):
            return {"other": Problem("groups_kept_apart")}
    return {}


def _of_part(found: Gathering, part: str) -> Groups:
    return found.proposed[0 if part == PARTS[0].value else 1]


async def save(unit: Unit, sent: Completion) -> Card:
    found: Gathering = sent.facts["found"]
    planning.expect_member(unit, sent.who, found.round.workplace_id)
    groups.expect_open(unit, found.sitting)
    first, second = found.proposed
    one, other = sent.answers["one"], sent.answers["other"]
    if sent.answers["part"] == PARTS[0].value:
        first = swapped(first, one, other)
    else:
        second = swapped(second, one, other)
    return card_of(proposing(unit, found, sent, (first, second)), sent)


GROUP_SWAP = Dialog(
    name="group_swap",
    pages=(
        Page(
            "swap",
            (
                Pick("part", options=rounds_left),
                Pick("one", options=everybody),
                Pick("other", options=everybody),
            ),
            check=can_be_done,
        ),
    ),
    load=load,
    done=save,
    review=False,
)
