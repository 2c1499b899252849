"""A whole round is called off: all are told why, the vote is not counted, and nothing is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Text
from dialogs.core.steps import Facts as Known
from dialogs.core.texts import Speaker
from dialogs.rounds.inviting.invitation_mail import audience, out_of_calendar, what_calendars_need
from dialogs.rounds.naming import colleagues, names_nobody
from dialogs.rounds.state import State, in_group, state_of
from storage import called_off, due, outbox, people, rounds
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, Phase
from storage.unit_of_work import Unit

NAME, SCRUB = "round_off", "round.scrub"
WHY = 300
HAS_VOTED = (Phase.VOTING.value, Phase.CLOSED.value)


def has_begun(state: State) -> bool:
    """One of its dialogues is today, was held or has begun: that cannot be called off any more."""
    return any(
        not each.is_off and (each.started_at or each.ended_at or each.held_on <= state.today)
        for each in state.sittings
    )


async def load(unit: Unit, visit: Visit) -> Known | Refusal:
    state = await state_of(unit, visit.subject, visit.today)
    if state is None:
        return Refusal("not_there")
    if not in_group(visit.who, state.round):
        return Refusal("not_for_you")
    if has_begun(state):
        return Refusal("round_has_begun", {"day": state.round.dialogue_on})
    workplace = await people.workplace(unit, state.round.workplace_id)
    return {
        "state": state,
        "workplace": workplace.name if workplace else "",
        "colleagues": await colleagues(unit, state.round.workplace_id, visit.today, visit.who.id),
    }


def all_know(state: State) -> bool:
    """More than the planning group has heard of it."""
    soon = (Phase.PLANNED.value, Phase.PROPOSED.value)
    return state.round.phase not in soon or state.is_done("inform")


def what_happens(facts: Known, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Who hears of it, and what goes: seen before it is done."""
    state: State = facts["state"]
    told = [say("round_off/tells_all" if all_know(state) else "round_off/tells_group")]
    if state.round.phase in HAS_VOTED:
        told.append(say(f"round_off/{state.round.phase}_goes"))
    if state.announced:
        told.append(say("round_off/preparation_goes"))
    if any(each.invited_at for each in state.sittings):
        told.append(say("round_off/calendars"))
    return (*told, say("round_off/only_a_day"))


async def save(unit: Unit, sent: Completion) -> Card:
    state: State = sent.facts["state"]
    round_ = state.round
    planning.expect_member(unit, sent.who, round_.workplace_id)
    mails = await _mails(unit, state, sent)
    called_off.call_off(unit, round_, state.sittings, session_id=sent.session_id)
    if round_.phase in called_off.HAS_VOTED:
        due.plan(unit, rule=SCRUB, subject=f"off:{round_.id}", due_at=sent.now)
    for mail in mails:
        outbox.queue(unit, mail)
    say = sent.say
    again = Button(label=say("round_off/again"), value=write(Do("new_round", round_.workplace_id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    others = [each for each in mails if each.person_id not in (None, sent.who.id)]
    body = (say("round_off/told", count=len(others)),)
    return Card(title=say("round_off/done"), body=body, buttons=(again, home))


async def _mails(unit: Unit, state: State, sent: Completion) -> list[Mail]:
    """To the group; to all of them and in the channels, where they know of it."""
    round_, today = state.round, sent.today
    group = [each.id for each in await planning.group(unit, round_.workplace_id, today)]
    known = all_know(state)
    whom = await planning.concerned(unit, round_.workplace_id, today) if known else group
    entries = await _entries(unit, state, today)
    mails = [
        _mail(state, sent, person_id=each, out=entries.get(each, []))
        for each in dict.fromkeys((*whom, *entries))
        if each != sent.who.id or each in entries
    ]
    if known and (place := await people.place_for(unit, round_.workplace_id, "everyone")):
        mails.append(_mail(state, sent, place_id=place.id))
    if place := await people.place_for(unit, round_.workplace_id, "planning"):
        slot = rounds.running_slot(round_.id)
        shown = await outbox.posted(unit, target=place.id, slot=slot) is not None
        mails.append(_mail(state, sent, place_id=place.id, slot=slot if shown else ""))
    return mails


async def _entries(reads: Snapshot, state: State, today: date) -> dict[str, list[dict[str, Any]]]:
    """What each person's calendar has of it, by their id."""
    found: dict[str, list[dict[str, Any]]] = {}
    for sitting in state.sittings:
        if sitting.invited_at is not None:
            for person in await audience(reads, sitting, state.round, today):
                found.setdefault(person.id, []).append(what_calendars_need(sitting))
    return found


def _mail(
    state: State,
    sent: Completion,
    *,
    person_id: str | None = None,
    place_id: str | None = None,
    out: list[dict[str, Any]] | None = None,
    slot: str = "",
) -> Mail:
    round_ = state.round
    params: Mapping[str, Any] = {
        "by": sent.who.id,
        "why": sent.answers["why"],
        "day": round_.dialogue_on.isoformat(),
        "phase": round_.phase,
        "out": out or [],
    }
    return Mail(
        message="round_called_off",
        key=f"round_off:{round_.id}:{person_id or place_id}",
        due_at=sent.now,
        person_id=person_id,
        place_id=place_id,
        params=params,
        about=f"off:{round_.id}",
        slot=slot,
        lane=Lane.UPDATE if slot else Lane.BROADCAST,
    )


async def round_called_off(reads: Snapshot, hearing: Hearing) -> Card | None:
    """Nothing else is left of it by now, so that all of it stands in the message itself."""
    say, params = hearing.say, hearing.params
    by = await people.person(reads, params["by"])
    facts = {"day": date.fromisoformat(params["day"]), "name": by.name if by else ""}
    body: list[Part] = [say("round_off/off", **facts), Quote(params["why"])]
    if params["phase"] in HAS_VOTED:
        body.append(say(f"round_off/{params['phase']}_gone"))
    if params["phase"] == Phase.ANNOUNCED.value:
        body.append(say("round_off/preparation_gone"))
    body.append(say("round_off/next"))
    home = Button(label=say("common/home"), value=write(Do("home")))
    links = [link for each in params["out"] for link in out_of_calendar(hearing, each)]
    return Card(
        title=say("round_off/title_off"),
        body=tuple(body),
        buttons=(*links, home) if hearing.who else (),
    )


ROUND_OFF = Dialog(
    name=NAME,
    pages=(
        Page(
            "why",
            (Text("why", max_length=WHY, personal=False),),
            body=what_happens,
            check=names_nobody,
        ),
    ),
    load=load,
    done=save,
    review=False,
)
