"""`print`: the papers of one's next conversation, or of one with somebody one leads."""

from __future__ import annotations

from dataclasses import replace

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.rounds.links import to_paper
from dialogs.talks.during.agenda import PAPER as AGENDA
from dialogs.talks.during.party import party_at
from dialogs.talks.pictures.own_year import COMMAND as OWN_YEAR
from dialogs.talks.pictures.year_wheel import COMMAND as YEAR_WHEEL
from dialogs.talks.plans.bond import planned_of
from dialogs.talks.plans.papers import PDF as PLAN
from dialogs.talks.sheets import guide_paper, wheel_paper
from dialogs.talks.sheets.access import Sheet, sheet_of
from storage import kom
from storage.database import Snapshot
from storage.unit_of_work import Unit

COMMAND = "sheets"


async def sheets(unit: Unit, request: Request) -> Card | Refusal:
    """`do:sheets:CONVERSATION`; without one, one's own next, or else the concept's blank ones."""
    subject = request.subject or await _own_next(unit, request)
    sheet = await sheet_of(unit, replace(request, subject=subject))
    if isinstance(sheet, Refusal):
        return sheet
    say = request.say
    buttons = paper_buttons(sheet, subject, request)
    facts = sheet.facts(request.who.language)
    key = "talk_papers/intro" if buttons else "talk_papers/no_links"
    return Card(
        title=say("talk_papers/title", **facts),
        body=(say(key, **facts),),
        buttons=(
            *buttons,
            *await _between_the_two(unit, replace(request, subject=subject)),
            *_year(request, sheet),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )


async def _between_the_two(reads: Snapshot, request: Request) -> tuple[Button, ...]:
    """The agenda on paper, and the plan where there is one already."""
    say, found = request.say, list[tuple[str, str]]()
    party = await party_at(reads, request, request.subject)
    if not isinstance(party, Refusal):
        found.append((say("agenda/print"), AGENDA))
        if not isinstance(await planned_of(reads, request), Refusal):
            found.append((say("plan/print"), PLAN))
    return tuple(
        button for label, paper in found for button in _to(label, paper, request.subject, request)
    )


def _year(request: Request, sheet: Sheet) -> tuple[Button, ...]:
    """The leader's wheel, or one's own year: neither is anybody else's."""
    is_leader = sheet.talk is not None and sheet.talk.leader_id == request.who.id
    key = YEAR_WHEEL if is_leader else OWN_YEAR
    return (Button(label=request.say(f"talk_papers/{key}"), value=write(Do(key))),)


def _to(label: str, paper: str, subject: str, request: Request) -> tuple[Button, ...]:
    house, who = request.house, request.who
    return to_paper(label, paper, subject, house=house, person_id=who.id, now=request.now)


def paper_buttons(sheet: Sheet, subject: str, request: Request) -> tuple[Button, ...]:
    say, facts = request.say, sheet.facts(request.who.language)
    names = [guide_paper.NAME, wheel_paper.NAME]
    shown = names if wheel_paper.has_wheel(sheet.pack) else names[:1]
    return tuple(
        button
        for name in shown
        for button in _to(say(f"talk_papers/print_{name}", **facts), name, subject, request)
    )


async def _own_next(unit: Unit, request: Request) -> str:
    coming = await kom.planned(unit, request.who.id, request.now)
    return coming.id if coming else ""
