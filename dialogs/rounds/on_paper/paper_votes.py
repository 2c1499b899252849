"""Voting on paper, at a glance: the sheet to print, who has handed in, the pile (X-13)."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.rounds.links import to_paper
from dialogs.rounds.on_paper import ballot_paper, paper_entry, paper_ticks
from dialogs.rounds.on_paper.paper_keepers import (
    OPEN,
    are_few,
    expect_keeper,
    hand_in_by,
    keepers,
    kept_by,
)
from dialogs.rounds.on_paper.paper_mail import count_when_even
from dialogs.rounds.on_paper.paper_ticks import pages_of
from dialogs.rounds.state import in_group
from storage import paper, people, rounds
from storage.paper import Counts
from storage.tables import Mode, Phase, Round
from storage.unit_of_work import Unit

AGAIN = "paper_again"


async def paper_votes(unit: Unit, request: Request) -> Card | Refusal:
    """`do:paper:ROUND`: for the planning group; who has handed in is the contact person's alone."""
    round_ = await rounds.find(unit, request.subject)
    if round_ is None:
        return Refusal("not_there")
    keeps = request.who.id in {each.id for each in await keepers(unit, round_, request.today)}
    if not keeps and not in_group(request.who, round_):
        return Refusal("not_for_you")
    if round_.phase not in OPEN:
        return Refusal("paper_too_late" if round_.answered is not None else "ballot_not_yet")
    body, buttons = await _common(unit, round_, request)
    if keeps and round_.phase == Phase.VOTING.value:
        more, keeping = await _of_keeper(unit, round_, request)
        body, buttons = (*body, *more), (*buttons, *keeping)
    home = Button(label=request.say("common/home"), value=write(Do("home")))
    return Card(title=request.say("paper/title"), body=body, buttons=(*buttons, home))


async def _common(
    unit: Unit, round_: Round, request: Request
) -> tuple[tuple[Part, ...], tuple[Button, ...]]:
    say, contact = request.say, await people.person(unit, round_.contact_id)
    by = hand_in_by(round_, request.house.calendar, request.today)
    body: tuple[Part, ...]
    facts = {"contact": contact.name if contact else "", "by": by, "deadline": round_.deadline}
    if round_.deadline <= request.now:
        return (say("paper/over", **facts),), ()
    links = to_paper(
        say("paper/print"),
        ballot_paper.NAME,
        round_.id,
        house=request.house,
        person_id=request.who.id,
        now=request.now,
    )
    body = (say("paper/intro", **facts), say(f"paper/how_{round_.mode}", **facts))
    if round_.mode == Mode.SECRET.value:
        body = (*body, say("paper/both_ways", minimum=round_.minimum))
    return body, links


async def _of_keeper(
    unit: Unit, round_: Round, request: Request
) -> tuple[tuple[Part, ...], tuple[Button, ...]]:
    """How many, in numbers that a vote in the chat does not touch."""
    say, found = request.say, await paper.counts(unit, round_.id)
    ticks = [
        Button(
            label=say("paper/tick", first=page[0][1], last=page[-1][1]),
            value=write(Open(paper_ticks.DIALOG, f"{round_.id}:{number}")),
        )
        for number, page in enumerate(await pages_of(unit, round_, request))
    ]
    enter = Button(
        label=say("paper/enter"), value=write(Open(paper_entry.DIALOG, round_.id)), style="primary"
    )
    rows = [(say("paper/ticked"), say("paper/sheets", sheets=found.ticked))]
    if round_.mode == Mode.NAMED.value:
        return (Facts(tuple(rows)),), (enter, *ticks)
    rows.append((say("paper/entered"), say("paper/sheets", sheets=found.entered)))
    again = Button(label=say("paper/again"), value=write(Do(AGAIN, round_.id)))
    told = await _few(unit, round_, request)
    body: tuple[Part, ...] = (Facts(tuple(rows)), _even(found, round_, request), *told)
    may_enter = () if told and round_.deadline > request.now else (enter,)
    return body, (*may_enter, *ticks, *((again,) if found.entered else ()))


async def _few(unit: Unit, round_: Round, request: Request) -> tuple[str, ...]:
    """What whoever keeps so few sheets has to know; nothing where there are enough."""
    if not await are_few(unit, round_):
        return ()
    late = round_.deadline <= request.now
    return (request.say("paper/few_late" if late else "paper/few_yet"),)


def _even(found: Counts, round_: Round, request: Request) -> str:
    if found.even:
        return request.say("paper/even")
    late = round_.deadline <= request.now
    return request.say("paper/mend" if late else "paper/uneven_yet")


async def paper_again(unit: Unit, request: Request) -> Card | Refusal:
    """`do:paper_again:ROUND`: asked first; with `:yes` the typed sheets go."""
    round_id, _, sure = request.subject.partition(":")
    round_ = await kept_by(unit, request, round_id)
    if isinstance(round_, Refusal):
        return round_
    say = request.say
    back = Button(label=say("paper/back"), value=write(Do("paper", round_.id)))
    if sure != "yes":
        yes = Button(
            label=say("paper/again_yes"), value=write(Do(AGAIN, f"{round_.id}:yes")), style="danger"
        )
        return Card(title=say("paper/again_sure"), buttons=(back, yes))
    expect_keeper(unit, request.who, round_)
    paper.start_over(unit, round_.id)
    found = await paper.counts(unit, round_.id)
    await count_when_even(unit, round_, entered=-found.entered, now=request.now)
    return Card(title=say("paper/again_done"), buttons=(back,))
