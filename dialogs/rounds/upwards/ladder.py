"""HR sets which way an organisation sends its plans up, and how much of them (X-04)."""

from __future__ import annotations

from datetime import datetime

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.people import Who
from dialogs.core.steps import Facts, Pick
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.upwards.rungs import expect_sits, ladder_of, rungs_of
from dialogs.rules.ladder import HR, SCOPES, WAYS, name_of, way_of
from storage import people, reports
from storage.database import Snapshot
from storage.tables import Ladder
from storage.unit_of_work import Unit


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """Its subject is nothing: it is about the organisation of whoever opens it."""
    mine = [each for each in await rungs_of(unit, visit.who) if each.name == HR]
    if not mine or visit.subject:
        return Refusal("not_for_you")
    known = await ladder_of(unit, visit.who.organisation_id)
    row = await reports.ladder(unit, visit.who.organisation_id)
    return {
        "rung": mine[0],
        "stands": {"way": name_of(known.rungs), "scope": known.scope},
        "changed": await _changed(unit, row, visit.who),
        "row": row,
    }


async def _changed(reads: Snapshot, row: Ladder | None, who: Who) -> tuple[str, datetime] | None:
    """Who set it last and when, where it was somebody else."""
    if row is None or row.set_by == who.id:
        return None
    person = await people.person(reads, row.set_by)
    return (person.name, row.set_at) if person else None


def spoken(_facts: Facts, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    return say(f"ladder/{name}_read"), say(f"ladder/{name}_{raw}") if raw else ""


async def save(unit: Unit, sent: Completion) -> Card:
    expect_sits(unit, sent.who, sent.facts["rung"])
    final = await drafts.settled(unit, sent)
    new = Ladder(
        organisation_id=sent.who.organisation_id,
        rungs=",".join(way_of(final["way"])),
        scope=final["scope"],
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
        drafts.other_page(spoken),
    ),
    load=load,
    prefill=drafts.begun,
    done=save,
)
