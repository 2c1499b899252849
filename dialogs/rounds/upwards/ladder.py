"""HR sets which way an organisation sends its plans up, and how much of them (X-04)."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Pick
from dialogs.rounds.upwards.rungs import expect_sits, ladder_of, rungs_of
from dialogs.rules.ladder import HR, SCOPES, WAYS, name_of, way_of
from storage import reports
from storage.tables import Ladder
from storage.unit_of_work import Unit


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """Its subject is nothing: it is about the organisation of whoever opens it."""
    mine = [each for each in await rungs_of(unit, visit.who) if each.name == HR]
    if not mine or visit.subject:
        return Refusal("not_for_you")
    known = await ladder_of(unit, visit.who.organisation_id)
    return {
        "rung": mine[0],
        "way": name_of(known.rungs),
        "scope": known.scope,
        "row": await reports.ladder(unit, visit.who.organisation_id),
    }


def prefill(facts: Facts) -> Answers:
    return {"way": facts["way"], "scope": facts["scope"]}


async def save(unit: Unit, sent: Completion) -> Card:
    expect_sits(unit, sent.who, sent.facts["rung"])
    new = Ladder(
        organisation_id=sent.who.organisation_id,
        rungs=",".join(way_of(sent.answers["way"])),
        scope=sent.answers["scope"],
        set_by=sent.who.id,
        set_at=sent.now,
    )
    reports.set_ladder(unit, new, sent.facts["row"])
    say = sent.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    back = Button(label=say("levels/back"), value=write(Do("level", sent.facts["rung"].subject)))
    return Card(title=say("ladder/done"), body=(say("ladder/from_now"),), buttons=(back, home))


LADDER = Dialog(
    name="ladder",
    pages=(
        Page("way", (Pick("way", options=tuple(name_of(way) for way in WAYS)),)),
        Page("scope", (Pick("scope", options=SCOPES),)),
    ),
    load=load,
    prefill=prefill,
    done=save,
)
