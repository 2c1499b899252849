"""The contact person ticks who has handed in a sheet (X-13).

A tick is the same for everyone: nothing here tells, or could be made to tell, who has voted in the
chat. Whoever is ticked hears of it, so that nobody's vote is taken by a mistake.
"""

from __future__ import annotations

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick
from dialogs.rounds.on_paper.paper_keepers import expect_keeper, kept_by
from dialogs.rounds.on_paper.paper_mail import count_when_even, tell_ticked
from storage import ballots, due, paper, rounds
from storage.database import Snapshot
from storage.tables import Mode, Round
from storage.unit_of_work import Unit

DIALOG = "paper_ticks"
PAGE, PARTS = 20, 8
"""People on a page, and how many pages at most; in a larger crowd each page has more."""
NO, YES = "no", "yes"
Voter = tuple[str, str, bool]


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """The subject is the round's id and the number of a page of names, from 0."""
    round_id, _, number = visit.subject.partition(":")
    round_ = await kept_by(unit, visit, round_id)
    if isinstance(round_, Refusal):
        return round_
    pages = await pages_of(unit, round_, visit)
    at = int(number) if number.isdecimal() and len(number) <= len(str(PARTS)) else 0
    if at >= len(pages):
        return Refusal("nobody_to_tick")
    return {"round": round_, "voters": pages[at], "named": round_.mode == Mode.NAMED.value}


async def pages_of(reads: Snapshot, round_: Round, visit: Visit) -> list[list[Voter]]:
    """With names a sheet is ticked as it is typed in, and can only be taken away here."""
    found = await paper.who_may_hand_in(reads, round_.id, visit.today)
    if round_.mode == Mode.NAMED.value:
        found = [each for each in found if each[2]]
    size = max(PAGE, -(-len(found) // PARTS))
    return [found[start : start + size] for start in range(0, len(found), size)]


def voters(facts: Facts) -> tuple[Option, ...]:
    return tuple(Option(person_id, label=name) for person_id, name, _ in facts["voters"])


def prefill(facts: Facts) -> Answers:
    return {f"sheet.{person_id}": YES if ticked else NO for person_id, _, ticked in facts["voters"]}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    expect_keeper(unit, sent.who, round_)
    changed = 0
    for person_id, _, was in sent.facts["voters"]:
        now_ticked = sent.answers.get(f"sheet.{person_id}", NO) == YES
        if now_ticked == was:
            continue
        changed += 1 if now_ticked else -1
        await _change(unit, round_, person_id, ticked=now_ticked)
        tell_ticked(unit, round_, person_id, sent.session_id, ticked=now_ticked, now=sent.now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    await planning.count_again(unit, round_, sent.now)
    counts = await paper.counts(unit, round_.id)
    await count_when_even(unit, round_, ticked=changed, now=sent.now)
    home = Button(label=sent.say("common/home"), value=write(Do("home")))
    back = Button(label=sent.say("paper/back"), value=write(Do("paper", round_.id)))
    body = sent.say("paper_ticks/ticked", ticked=counts.ticked + changed)
    return Card(title=sent.say("paper_ticks/done"), body=(body,), buttons=(back, home))


async def _change(unit: Unit, round_: Round, person_id: str, *, ticked: bool) -> None:
    if ticked:
        paper.tick(unit, round_.id, person_id)
    elif round_.mode == Mode.SECRET.value:
        paper.untick(unit, round_.id, person_id)
    elif mine := await rounds.participation(unit, round_.id, person_id):
        ballots.take_away(unit, mine)


TICKS = Dialog(
    name=DIALOG,
    pages=(Page("people", (Repeat(over=voters, steps=(Pick("sheet", options=(NO, YES)),)),)),),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
)
