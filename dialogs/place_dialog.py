"""Choosing a channel in a form: the planning group's, or everyone's.

What is known of the channel is looked up each time the page is sent, so that a yes is to those who
are there: where others have come meanwhile, the page comes back and names them (X-14).
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import place, planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.messages import Request
from dialogs.core.spots import Spot
from dialogs.core.steps import Answers, Channel, Facts, Option, Pick, Problem
from dialogs.readers import EVERYONE, PLANNING, PURPOSES, Outsiders, fault, outsiders, reads_along
from storage import people
from storage.tables import Workplace
from storage.unit_of_work import Unit

YES, NO = "yes", "no"


async def channel(_unit: Unit, _request: Request) -> Open:
    """`kanal`."""
    return Open(place.DIALOG)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """The subject is what the channel is for, and at which workplace; both may be left open."""
    purpose, _, where = visit.subject.partition(":")
    chosen = await place.may_choose(unit, visit.who, where)
    if isinstance(chosen, Refusal):
        return chosen
    workplace = await people.workplace(unit, chosen)
    if workplace is None or purpose not in ("", *PURPOSES):
        return Refusal("not_there")
    if visit.spots is None:
        return Refusal("channel_by_word")
    spot = next(iter(visit.spots.values())) if len(visit.spots) == 1 else None
    if spot is not None and not await _may_name(unit, workplace, spot, visit):
        spot = replace(spot, known=False)
    return {
        "today": visit.today,
        "workplace_id": workplace.id,
        "workplace": workplace.name,
        "purpose": purpose,
        **await _about(unit, workplace, spot, visit),
    }


async def _may_name(unit: Unit, workplace: Workplace, spot: Spot, visit: Visit) -> bool:
    """A picker offers what is open to all, or what one is in: a form can be forged to say more."""
    if fault(spot, EVERYONE) or spot.public or spot.readers is None or spot.more:
        return True
    return await reads_along(unit, workplace, spot, visit.who.id)


async def _about(unit: Unit, workplace: Workplace, spot: Spot | None, visit: Visit) -> Facts:
    """What there is to know of the channel that was named just now, if one was."""
    found, same = Outsiders(), set[str]()
    if spot is not None and not fault(spot, PLANNING):
        found = await outsiders(unit, workplace, spot, visit.today)
    if spot is not None:
        same = {each for each in PURPOSES if await place.is_there(unit, workplace.id, spot, each)}
    return {"spot": spot, "outside": found, "same": same, **found.facts()}


def prefill(_facts: Facts) -> Answers:
    return {"purpose": PLANNING}


def purpose_of(facts: Facts, answers: Answers) -> str:
    return str(facts["purpose"] or answers.get("purpose", ""))


def is_open_question(facts: Facts, _answers: Answers) -> bool:
    return not facts["purpose"]


def is_for_group(facts: Facts, answers: Answers) -> bool:
    """It comes up by the channel that was chosen, so that nobody is told to have left it open."""
    spot: Spot | None = facts["spot"]
    is_it = spot is not None and spot.external_id == answers.get("channel")
    return is_it and purpose_of(facts, answers) == PLANNING and PLANNING not in facts["same"]


def to_agree_to(facts: Facts) -> tuple[Option, ...]:
    """One question for just those who are there now."""
    found: Outsiders = facts["outside"]
    return (Option(found.key),) if found.key else ()


def check(facts: Facts, answers: Answers) -> dict[str, Problem]:
    why = wrong(facts, answers)
    return {"channel": Problem(why)} if why else {}


def wrong(facts: Facts, answers: Answers) -> str:
    purpose, spot = purpose_of(facts, answers), facts["spot"]
    if spot is None or spot.external_id != answers.get("channel"):
        return "place_unsure"
    if why := fault(spot, purpose):
        return why
    if purpose in facts["same"]:
        return "place_same"
    is_no = answers.get(f"may_read.{facts['outside'].key}") == NO
    return "place_another" if purpose == PLANNING and is_no else ""


async def done(unit: Unit, sent: Completion) -> Card:
    facts, say = sent.facts, sent.say
    purpose, found = purpose_of(facts, sent.answers), facts["outside"]
    planning.expect_member(unit, sent.who, facts["workplace_id"])
    agreed = found.found if purpose == PLANNING else ()
    await place.take(
        unit, facts["workplace_id"], facts["spot"], purpose=purpose, accepted=agreed, now=sent.now
    )
    reading = (say("place/reads_along", **found.facts()),) if agreed else ()
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (*reading, say(f"place/comes_{purpose}"))
    return Card(title=say(f"place/taken_{purpose}"), body=body, buttons=(home,))


PLACE = Dialog(
    name=place.DIALOG,
    pages=(
        Page(
            "where",
            (
                Pick("purpose", options=PURPOSES, when=is_open_question),
                Channel("channel"),
                Repeat(to_agree_to, (Pick("may_read", options=(YES, NO), when=is_for_group),)),
            ),
            check=check,
        ),
    ),
    load=load,
    prefill=prefill,
    done=done,
    review=False,
)
