"""`print`: the papers of one's next conversation, or of one with somebody one leads."""

from __future__ import annotations

from dataclasses import replace

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.rounds.links import to_paper
from dialogs.talks.sheets import guide_paper, wheel_paper
from dialogs.talks.sheets.access import Sheet, sheet_of
from storage import kom
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
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("talk_papers/title", **facts),
        body=(say(key, **facts),),
        buttons=(*buttons, home),
    )


def paper_buttons(sheet: Sheet, subject: str, request: Request) -> tuple[Button, ...]:
    say, facts = request.say, sheet.facts(request.who.language)
    names = [guide_paper.NAME, wheel_paper.NAME]
    shown = names if wheel_paper.has_wheel(sheet.pack) else names[:1]
    return tuple(
        button
        for name in shown
        for button in to_paper(
            say(f"talk_papers/print_{name}", **facts),
            name,
            subject,
            house=request.house,
            person_id=request.who.id,
            now=request.now,
        )
    )


async def _own_next(unit: Unit, request: Request) -> str:
    coming = await kom.planned(unit, request.who.id, request.now)
    return coming.id if coming else ""
