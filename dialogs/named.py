"""A named vote: only if every employee representative agrees to it before it opens (X-01)."""

from __future__ import annotations

from datetime import datetime

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.core.steps import Facts, Pick
from dialogs.rounds.opening.saving import opened, planned
from storage import due, outbox, people, rounds
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Mode, Phase, RoleName, Round
from storage.unit_of_work import Unit


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_ = await rounds.find(unit, visit.subject)
    if round_ is None:
        return Refusal("not_there")
    near = await planning.representatives(unit, round_.workplace_id, visit.today)
    if visit.who.id not in {person.id for person in near}:
        return Refusal("not_for_you")
    if round_.phase != Phase.PROPOSED.value or round_.deadline <= visit.now:
        return Refusal("named_settled")
    if visit.who.id in round_.agreed.split():
        return Refusal("named_agreed")
    contact = await people.person(unit, round_.contact_id)
    return {"contact": contact.name if contact else "", "near": [each.id for each in near]}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_ = await rounds.find(unit, sent.subject)
    if round_ is None:
        return Refusal("not_there")
    people.expect_role(unit, sent.who.id, round_.workplace_id, RoleName.REPRESENTATIVE)
    if sent.answers["agree"] == "no":
        return await open_now(unit, round_, Mode.SECRET, sent)
    agreed = {*round_.agreed.split(), sent.who.id}
    if agreed >= set(sent.facts["near"]):
        return await open_now(unit, round_, Mode.NAMED, sent)
    rounds.agree(unit, round_, sent.who.id)
    home = Button(label=sent.say("common/home"), value=write(Do("home")))
    return Card(title=sent.say("named/thanks"), buttons=(home,))


async def open_now(unit: Unit, round_: Round, mode: Mode, visit: Completion | Request) -> Card:
    """The mode is settled and voting opens, now or on its day; who said what is not kept."""
    waits = round_.voting_opens is not None and round_.voting_opens > visit.now
    phase = Phase.PLANNED if waits else Phase.VOTING
    rounds.settle(unit, round_, mode=mode, phase=phase, now=visit.now)
    due.cancel(unit, rule="vote.close", subject=round_.id)
    outbox.withdraw(unit, message="named_asked", about=rounds.about(round_.id))
    for person_id in {round_.opened_by, round_.contact_id} - {visit.who.id}:
        outbox.queue(unit, _news(round_, person_id, visit.now))
    if waits:
        planning.open_later(unit, round_)
        due.plan(unit, rule="round.plan", subject=round_.id, due_at=visit.now)
        return planned(visit.say, round_)
    invited = await planning.begin_voting(unit, round_, visit.today, visit.now)
    return opened(visit.say, round_, invited)


def _news(round_: Round, person_id: str, now: datetime) -> Mail:
    return Mail(
        message="vote_settled",
        key=f"settled:{round_.id}:{person_id}",
        due_at=now,
        person_id=person_id,
        params={"round": round_.id},
        about=rounds.about(round_.id),
        give_up_at=round_.deadline,
    )


async def secret(unit: Unit, request: Request) -> Card | Refusal:
    """Somebody in the planning group waits no longer: the vote is secret and opens."""
    round_ = await rounds.find(unit, request.subject)
    if round_ is None:
        return Refusal("not_there")
    if planning.workplace_of(request.who, round_.workplace_id) is None:
        return Refusal("not_for_you")
    if round_.phase != Phase.PROPOSED.value or round_.deadline <= request.now:
        return Refusal("named_settled")
    planning.expect_member(unit, request.who, round_.workplace_id)
    return await open_now(unit, round_, Mode.SECRET, request)


async def round_command(unit: Unit, request: Request) -> Open | Card | Refusal:
    """`runde`: open one, answer the one that is proposed, or see what it waits for."""
    where = planning.workplace_of(request.who, request.subject)
    found = await rounds.under_way(unit, where) if where else None
    if found is None or found.phase != Phase.PROPOSED.value:
        return Open("round", request.subject)
    asked_too = request.who.has(RoleName.REPRESENTATIVE, found.workplace_id)
    if asked_too and request.who.id not in found.agreed.split():
        return Open("named", found.id)
    say = request.say
    button = Button(label=say("round/secret_instead"), value=write(Do("secret", found.id)))
    off = Button(label=say("calling_off/offer"), value=write(Do("off", found.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("round/waiting"), body=(say("round/waiting_else"),), buttons=(home, button, off)
    )


async def asked(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To each representative: do you agree that this vote is held with names?"""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or hearing.who is None or round_.phase != Phase.PROPOSED.value:
        return None
    if hearing.who.id in round_.agreed.split():
        return None
    found = await people.people(reads, [round_.opened_by, round_.contact_id])
    say = hearing.say
    body = say(
        "named/asked",
        opener=found[round_.opened_by].name,
        contact=found[round_.contact_id].name,
        deadline=round_.deadline,
    )
    begin = write(Open(NAMED.name, round_.id))
    button = Button(label=say("named/begin"), value=begin, style="primary")
    return Card(title=say("named/asked_title"), body=(body,), buttons=(button,))


async def settled(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To those who opened it: how the vote is held."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or round_.phase not in (Phase.PLANNED.value, Phase.VOTING.value):
        return None
    say = hearing.say
    body = say(f"named/settled_{round_.mode}", deadline=round_.deadline)
    home = Button(label=say("common/home"), value=write(Do("home")))
    is_open = round_.phase == Phase.VOTING.value
    title = say("round/opened" if is_open else "round/planned")
    return Card(title=title, body=(body,), buttons=(home,))


async def lapsed(_reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the opener: the deadline came before everyone had agreed."""
    say = hearing.say
    again = Button(label=say("named/again"), value=write(Do("round")), style="primary")
    return Card(title=say("named/lapsed"), body=(say("named/lapsed_why"),), buttons=(again,))


NAMED = Dialog(
    name="named",
    pages=(Page("agree", (Pick("agree", options=("yes", "no")),)),),
    load=load,
    done=save,
    review=False,
)
