"""The groups as the planning group sees them: the proposal, and how good it is, in words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Completion, Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.rounds.groups.gathering import PARTS, Gathering, to_group
from dialogs.rounds.groups.groups_papers import printed
from dialogs.rounds.groups.groups_seen import see
from dialogs.rounds.state import in_group, state_of
from dialogs.rules.groups import PLENARY, TOGETHER, Groups, Impossible, Plan, seated
from storage import groups, people, sittings
from storage.database import Snapshot
from storage.unit_of_work import Unit

Asks = Completion | Request
"""Whoever sees the card has just sent the dialog, or has pressed a button."""


async def groups_command(unit: Unit, request: Request) -> Card | Open | Refusal:
    """`do:groups:ROUND` or `do:groups:SITTING`: for the planning group, and for those who sit."""
    sitting = await sittings.find(unit, request.subject)
    state = await state_of(unit, sitting.round_id if sitting else request.subject, request.today)
    if state is None or not state.sittings:
        return Refusal("not_there")
    if not in_group(request.who, state.round):
        return await see(unit, request)
    if sitting or len(state.sittings) == 1:
        return await shown(unit, request, (sitting or state.sittings[0]).id)
    say = request.say
    choose = tuple(
        Button(label=each.name or say.day(each.held_on), value=write(Do("groups", each.id)))
        for each in state.sittings
    )
    return Card(title=say("groups/which"), buttons=(*choose, _home(say)))


async def shown(unit: Unit, request: Request, sitting_id: str) -> Card | Open | Refusal:
    found = await to_group(unit, sitting_id, request.who, request.today)
    if isinstance(found, Refusal):
        return found
    return card_of(found, request) if found.proposal else Open("groups", sitting_id)


async def draw_groups(unit: Unit, request: Request) -> Card | Refusal:
    """`do:draw_groups:SITTING.TURN`: quite other groups, for the same people."""
    found = await at_turn(unit, request)
    if not isinstance(found, Gathering):
        return found
    if found.held:
        return card_of(found, request)
    planning.expect_member(unit, request.who, found.round.workplace_id)
    groups.expect_open(unit, found.sitting)
    plan = await asyncio.to_thread(found.made, held=False, anew=True)
    if isinstance(plan, Impossible):
        return impossible(found, plan, request.say)
    return card_of(proposing(unit, found, request, (plan.first, plan.second)), request)


def proposing(unit: Unit, found: Gathering, asks: Asks, both: tuple[Groups, Groups]) -> Gathering:
    new = groups.propose(
        unit,
        found.proposal,
        sitting_id=found.sitting.id,
        groups=both,
        held=found.held,
        person_id=asks.who.id,
        now=asks.now,
    )
    return replace(found, proposal=new)


async def at_turn(unit: Unit, request: Request) -> Gathering | Card | Refusal:
    """What a button is about; where somebody changed it since, that is said, and nothing done."""
    sitting_id, _, turn = request.subject.rpartition(".")
    found = await to_group(unit, sitting_id, request.who, request.today)
    if isinstance(found, Refusal):
        return found
    if found.proposal is None:
        return Refusal("not_there")
    if str(found.proposal.turn) == turn:
        return found
    return card_of(found, request, notice=await _overtaken(unit, found, request.say))


async def _overtaken(reads: Snapshot, found: Gathering, say: Speaker) -> str:
    if found.proposal is None:
        return ""
    person = await people.person(reads, found.proposal.changed_by)
    by = person.name if person else "–"
    return say("groups/overtaken", who=by, at=found.proposal.changed_at)


def card_of(found: Gathering, asks: Asks, *, notice: str = "") -> Card:
    say = asks.say
    key = "proposal" if found.has_news else "told"
    title = say(f"groups/{key}", team=found.sitting.name)
    body: list[Part] = [notice] if notice else []
    if found.fits:
        body += quality(found, found.plan(), say)
    else:
        body.append(say("groups/others_come"))
    body += changes(found, say)
    body += both_rounds(found, found.proposed, say)
    return Card(title=title, body=tuple(body), buttons=(*_buttons(found, asks), _home(say)))


def quality(found: Gathering, plan: Plan, say: Speaker) -> list[str]:
    """How good it is, against what is proven to be possible."""
    if plan.is_one:
        count = len(found.coming)
        return [say("groups/one" if count == TOGETHER else "groups/few", count=count)]
    key = "none" if not plan.repeated else "fewest" if plan.is_best else "some"
    told = [say(f"groups/repeated_{key}", count=plan.repeated, least=plan.least)]
    if found.wishes.professions:
        key = "spread" if plan.alike <= plan.least_alike else "alike"
        told.append(say(f"groups/{key}", count=plan.alike, least=plan.least_alike))
    if kept := [pair for pair in found.apart if set(pair) <= set(found.coming)]:
        told.append(say("groups/apart_kept", count=len(kept)))
    if plan.count > PLENARY:
        told.append(say("groups/too_many", count=plan.count, dialogues=plan.dialogues))
    return told


def changes(found: Gathering, say: Speaker) -> list[Part]:
    """What is another than everybody was told."""
    if not (found.was_told and found.has_news):
        return []
    rows = [
        (say(f"groups/moves_{part.value}"), ", ".join(found.names(ids)))
        for part, ids in zip(PARTS, found.moved(), strict=True)
        if ids
    ]
    before = {each.person_id for each in found.seats}
    if new := [each for each in found.coming if each not in before]:
        rows.append((say("groups/comes_new"), ", ".join(found.names(new))))
    if not rows:
        return [say("groups/nobody_moves")]
    return [Facts(tuple(rows))]


def both_rounds(found: Gathering, both: tuple[Groups, Groups], say: Speaker) -> Iterator[Part]:
    for part, of_round in zip(PARTS, both, strict=True):
        yield Heading(say(f"groups/round_{part.value}"))
        yield Facts(
            tuple(
                (say("groups/number", number=number), ", ".join(found.names(group)))
                for number, group in seated(of_round)
            )
        )


def _buttons(found: Gathering, asks: Asks) -> Iterator[Button]:
    say, sitting = asks.say, found.sitting.id
    turn = f"{sitting}.{found.proposal.turn}" if found.proposal else sitting
    edit = Button(label=say("groups/edit"), value=write(Open("groups", sitting)))
    if not found.fits:
        yield replace(edit, label=say("groups/adjust"), style="primary")
        return
    if found.has_news:
        key = "publish_changes" if found.was_told else "publish"
        publish = write(Do("publish_groups", turn))
        yield Button(label=say(f"groups/{key}"), value=publish, style="primary")
    several = not found.plan().is_one
    if several:
        yield Button(label=say("groups/swap"), value=write(Open("group_swap", sitting)))
    if several and not found.held:
        yield Button(label=say("groups/again"), value=write(Do("draw_groups", turn)))
    yield edit
    if found.was_told and not found.has_news:
        yield from printed(asks, sitting)


def impossible(found: Gathering, why: Impossible, say: Speaker) -> Card:
    """Which pairs, and why; what was wished for is kept, so that it can be mended."""
    rows = tuple(f"{found.name(one)} – {found.name(other)}" for one, other in why.pairs)
    key = "impossible_one" if why.groups == 1 else "impossible_several"
    intro = say(f"groups/{key}", pairs=len(rows), groups=why.groups)
    edit = write(Open("groups", found.sitting.id))
    mend = Button(label=say("groups/edit"), value=edit, style="primary")
    title = say("groups/impossible")
    return Card(title=title, body=(intro, *rows, say("groups/mend")), buttons=(mend, _home(say)))


def _home(say: Speaker) -> Button:
    return Button(label=say("common/home"), value=write(Do("home")))
