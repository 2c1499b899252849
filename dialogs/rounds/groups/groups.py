"""Who comes, whom not to put together, which professions to spread; then groups (TAL-37)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from dialogs import planning
from dialogs.core.cards import Card, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick, Problem, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.groups.gathering import Gathering, past_round_one, to_group
from dialogs.rounds.groups.groups_card import card_of, impossible
from dialogs.rules.groups import TOGETHER, Impossible, Pair
from storage import groups
from storage.tables import Attendance
from storage.unit_of_work import Unit

AWAY, COMES, YES = "away", "comes", "yes"
KEEP, DROP = "keep", "drop"
ABSENT = tuple(f"away_{number}" for number in range(1, 5))
PAIRS = (("one_1", "other_1"), ("one_2", "other_2"))
PROFESSION = 40


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    found = await to_group(unit, visit.subject, visit.who, visit.today)
    if isinstance(found, Refusal):
        return found
    on_the_day = found.sitting.held_on == visit.today
    return {
        "found": found,
        "count": len(found.people),
        "team": found.sitting.name,
        "asks_held": found.was_told and on_the_day and not _known(found),
    }


def _known(found: Gathering) -> bool:
    """Whether round one is over needs no asking: the script says it, or somebody has."""
    return found.held or found.sitting.started_at is not None


def as_it_stands(facts: Facts) -> Answers:
    found: Gathering = facts["found"]
    still = {f"still.{each}": AWAY for each in found.away}
    apart = {f"pair.{key}": KEEP for key in _pairs(found)}
    named = {f"profession.{each.id}": found.profession(each.id) for each in found.people}
    known = {name: raw for name, raw in named.items() if raw}
    return {**still, **apart, **known, **({"spread": YES} if known else {})}


def _pairs(found: Gathering) -> Mapping[str, Pair]:
    """Of those who still work here, by the key of what is asked about them."""
    here = {each.id for each in found.people}
    return {f"{one}_{two}": (one, two) for one, two in sorted(found.apart) if here >= {one, two}}


def staying_away(facts: Facts) -> tuple[Option, ...]:
    return _options(facts["found"], facts["found"].away)


def who_comes(facts: Facts) -> tuple[Option, ...]:
    return _options(facts["found"], facts["found"].coming)


def everybody(facts: Facts) -> tuple[Option, ...]:
    return _options(facts["found"], [each.id for each in facts["found"].people])


def _options(found: Gathering, ids: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(each, label=found.name(each)) for each in ids)


def apart(facts: Facts) -> tuple[Option, ...]:
    found: Gathering = facts["found"]
    return tuple(
        Option(key, label=f"{found.name(one)} – {found.name(other)}")
        for key, (one, other) in _pairs(found).items()
    )


def comes_somebody(facts: Facts, _answers: Answers) -> bool:
    return bool(facts["found"].coming)


def makes_several(facts: Facts, _answers: Answers) -> bool:
    """In one group there is nobody to keep apart."""
    return len(facts["found"].people) > TOGETHER


def asks_held(facts: Facts, _answers: Answers) -> bool:
    return bool(facts["asks_held"])


def two_by_two(_facts: Facts, answers: Answers) -> Mapping[str, Problem]:
    wrong = [
        other
        for one, other in PAIRS
        if bool(answers.get(one)) != bool(answers.get(other))
        or (answers.get(one) and answers.get(one) == answers.get(other))
    ]
    return {name: Problem("groups_two_people") for name in wrong}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    found = decided(sent.facts["found"], sent.answers)
    if not found.coming:
        return Refusal("groups_nobody")
    held = past_round_one(found.sitting) or _said_held(found, sent.answers)
    planning.expect_member(unit, sent.who, found.round.workplace_id)
    groups.expect_open(unit, found.sitting)
    _keep(unit, sent.facts["found"], found)
    # Up to half a second for sixty people: others are answered meanwhile.
    plan = await asyncio.to_thread(found.made, held=held)
    if isinstance(plan, Impossible):
        return impossible(found, plan, sent.say)
    new = groups.propose(
        unit,
        found.proposal,
        sitting_id=found.sitting.id,
        groups=(plan.first, plan.second),
        held=held,
        person_id=sent.who.id,
        now=sent.now,
    )
    return card_of(replace(found, proposal=new), sent)


def _said_held(found: Gathering, answers: Answers) -> bool:
    before = found.proposal is not None and found.proposal.held
    return before or answers.get("held") == YES


def decided(found: Gathering, answers: Answers) -> Gathering:
    """The same people, with what was just said of them."""
    absent = {answers[name] for name in ABSENT if answers.get(name)}
    spread = answers.get("spread") == YES
    absent |= {each for each in found.away if answers.get(f"still.{each}") == AWAY}
    rows = {
        each.id: Attendance(
            sitting_id=found.sitting.id,
            person_id=each.id,
            coming=each.id not in absent,
            profession=answers.get(f"profession.{each.id}", "") if spread else "",
        )
        for each in found.people
    }
    dropped = {pair for key, pair in _pairs(found).items() if answers.get(f"pair.{key}") == DROP}
    new = {_in_order(answers[one], answers[other]) for one, other in PAIRS if answers.get(one)}
    return replace(found, rows=rows, apart=frozenset((found.apart - dropped) | new))


def _in_order(one: str, other: str) -> Pair:
    first, second = sorted((one, other))
    return first, second


def _keep(unit: Unit, before: Gathering, after: Gathering) -> None:
    """Only what is another than it was: what others said meanwhile of others stands."""
    changed = {
        each.id: (after.comes(each.id), after.profession(each.id))
        for each in after.people
        if (before.comes(each.id), before.profession(each.id))
        != (after.comes(each.id), after.profession(each.id))
    }
    if changed:
        groups.attend(unit, after.sitting.id, changed)
    for one, other in sorted(after.apart - before.apart):
        groups.keep_apart(unit, after.sitting.id, one, other)
    for one, other in sorted(before.apart - after.apart):
        groups.let_together(unit, after.sitting.id, one, other)


def how_many(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    found: Gathering = facts["found"]
    return (say("groups/how_many", count=len(found.coming), away=len(found.away)),)


def _person(name: str) -> Pick:
    return Pick(name, options=everybody, required=False)


GROUPS = Dialog(
    name="groups",
    pages=(
        Page(
            "coming",
            (
                Repeat(over=staying_away, steps=(Pick("still", options=(AWAY, COMES)),)),
                *(
                    Pick(name, options=who_comes, required=False, when=comes_somebody)
                    for name in ABSENT
                ),
                Pick("held", options=("no", YES), when=asks_held),
            ),
            body=how_many,
        ),
        Page(
            "apart",
            (
                Repeat(over=apart, steps=(Pick("pair", options=(KEEP, DROP)),)),
                *(_person(name) for pair in PAIRS for name in pair),
            ),
            when=makes_several,
            check=two_by_two,
        ),
        Page(
            "professions",
            (
                Pick("spread", options=("no", YES)),
                Repeat(
                    over=everybody,
                    steps=(
                        Text(
                            "profession",
                            required=False,
                            max_length=PROFESSION,
                            multiline=False,
                            personal=False,
                        ),
                    ),
                ),
            ),
            when=makes_several,
        ),
    ),
    load=load,
    done=save,
    prefill=as_it_stands,
    expires_after=timedelta(days=1),
)
