"""A town after its dialogue: the groups have written, and the plan is to come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import col

from dialogs.core.cards import Form
from storage.ids import new_id
from storage.tables import (
    Effort,
    Note,
    NoteKind,
    Phase,
    Role,
    Round,
    RoundStep,
    Selection,
    Sitting,
    Topic,
)
from storage.unit_of_work import Store
from tests import town as plot
from tests.talk import Town, a_town

HELD = date(2026, 9, 9)
THURSDAY = datetime(2026, 9, 10, 7, 0, tzinfo=UTC)
"""The morning after the dialogue, at nine in Copenhagen."""
ROUND, SITTING = "round-1", "sitting-1"
CALM, CAKE, LISTEN = "Mere ro om morgenen", "Kage om fredagen", "Lederen lytter først"
Notes = Sequence[tuple[str, int, NoteKind, str, bool]]
NOTES: Notes = (
    ("wellbeing", 1, NoteKind.POINT, CALM, True),
    ("wellbeing", 1, NoteKind.ACTION, "Telefonen væk til ni", True),
    ("wellbeing", 1, NoteKind.POINT, CAKE, False),
    ("wellbeing", 2, NoteKind.POINT, "Der er uro i garderoben", True),
    ("wellbeing", 2, NoteKind.ACTION, "Del holdet i to", False),
    ("leadership", 1, NoteKind.POINT, LISTEN, True),
)


@asynccontextmanager
async def after_the_dialogue(
    folder: Path, *, at: datetime = THURSDAY, notes: Notes = NOTES, **env: str
) -> AsyncIterator[Town]:
    async with a_town(folder, at=at, **env) as town:
        await held(town.store, HELD, notes)
        yield town


async def held(store: Store, day: date, notes: Notes = NOTES) -> None:
    """The dialogue was that day, and the groups wrote these notes."""
    async with store.unit() as unit:
        unit.insert(_round(day))
        unit.insert(Sitting(id=SITTING, round_id=ROUND, held_on=day))
        for which, theme in (("wellbeing", "meaning"), ("leadership", "direction")):
            unit.insert(_selection(which, theme))
        for step, days in (("action_plan", 14), ("report_back", 21)):
            unit.insert(RoundStep(round_id=ROUND, step=step, due_on=day + timedelta(days=days)))
        for part, number, kind, text, chosen in notes:
            unit.insert(
                Note(
                    sitting_id=SITTING,
                    part=part,
                    number=number,
                    kind=kind.value,
                    text=text,
                    chosen=chosen,
                )
            )
        await unit.commit()


def _selection(which: str, theme: str) -> Selection:
    return Selection(
        round_id=ROUND,
        list=which,
        theme=theme,
        reason="Det giver den bedste start.",
        selected_by=plot.id_of(plot.CONTACT),
    )


def _round(day: date) -> Round:
    opened = datetime(day.year, day.month, 1, 8, 0, tzinfo=UTC) - timedelta(days=40)
    return Round(
        id=ROUND,
        workplace_id=plot.WORKPLACE,
        opened_by=plot.id_of(plot.CONTACT),
        contact_id=plot.id_of(plot.CONTACT),
        phase=Phase.ANNOUNCED.value,
        deadline=opened + timedelta(days=10),
        dialogue_on=day,
        opened_at=opened,
        announced_at=opened + timedelta(days=12),
        answered=10,
        eligible=12,
    )


async def heading(town: Town, title: str, *, part: str = "wellbeing") -> Topic:
    """One that the group made before."""
    topic = Topic(id=new_id(), round_id=ROUND, part=part, title=title)
    async with town.store.unit() as unit:
        unit.insert(topic)
        await unit.commit()
    return topic


async def effort(town: Town, title: str, *, part: str = "wellbeing") -> Effort:
    """One that the group chose before."""
    found = Effort(id=new_id(), round_id=ROUND, part=part, title=title, why=f"Fordi: {title}")
    async with town.store.unit() as unit:
        unit.insert(found)
        await unit.commit()
    return found


async def group_is(town: Town, *names: str) -> None:
    """The planning group consists of the leader and these alone."""
    ids = [plot.id_of(name) for name in (plot.LEADER, *names)]
    async with town.store.unit() as unit:
        unit.delete(delete(Role).where(col(Role.person_id).not_in(ids), col(Role.name) != "hr"))
        await unit.commit()


async def rates(town: Town, name: str, topic: Topic, *values: int) -> None:
    """Cooperation, the theme's own, conditions."""
    own = "engagement" if topic.part == "wellbeing" else "quality"
    fields = dict(zip(("cooperation", own, "conditions"), map(str, values), strict=True))
    await town[name].presses(f"open:rating:{topic.id}")
    await town[name].answers(**{f"value.{key}": raw for key, raw in fields.items()})


async def chooses(town: Town, name: str, title: str, why: str = "Det haster.") -> None:
    await town[name].presses(f"open:efforts:{ROUND}")
    await town[name].answers(source="own_wellbeing")
    await town[name].answers(title=title, why=why)


PAGES = {
    "Hvad kan I gøre med det samme?": ("quick",),
    "Hvad vil I gøre?": ("action",),
    "Hvem holder i tovene?": ("driver", "roles"),
    "Hvornår?": ("planned_by", "carried_out_by", "evaluated_by"),
    "Hvordan følger I op?": ("follow_up",),
    "Hvem skal vide hvad?": ("communication",),
}


async def fills_in(town: Town, name: str, effort_id: str, **fields: str) -> None:
    """The action plan with these fields, up to where it is saved: a new one page by page."""
    member = town[name]
    await member.presses(f"open:action_plan:{effort_id}")
    is_new = isinstance(member.screen[-1], Form)
    for title, page in PAGES.items():
        if is_new:
            await member.answers(**{field: fields.get(field, "") for field in page})
        elif named := {field: fields[field] for field in page if field in fields}:
            await member.clicks(f"Ret: {title}")
            await member.answers(**named)


async def plans(town: Town, name: str, effort_id: str, **fields: str) -> None:
    await fills_in(town, name, effort_id, **fields)
    await town[name].clicks("Gem handleplanen")
