"""`koncept`: which concept holds where, as HR sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.talks.holding.choosing import may_choose
from storage import concepts
from storage.tables import ConceptUse
from storage.unit_of_work import Unit


async def concept(unit: Unit, request: Request) -> Card | Refusal:
    if not may_choose(request.who):
        return Refusal("not_for_you")
    say = request.say
    chosen = await concepts.of_organisation(unit, request.who.organisation_id)
    there = [("", say("concept_use/area_everybody"))]
    there += [(each, each) for each in await concepts.areas(unit, request.who.organisation_id)]
    rows = tuple(
        (label, "\n".join(_lines(request, area, chosen)) or say("concept_use/as_everybody"))
        for area, label in there
    )
    buttons = (
        Button(label=say("concept_use/choose"), value=write(Open("concept_use")), style="primary"),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    body = (say("concept_use/intro"), Facts(rows))
    return Card(title=say("concept_use/title"), body=body, buttons=buttons)


def _lines(request: Request, area: str, chosen: Sequence[ConceptUse]) -> Iterator[str]:
    """What holds now, and what is to come; what has been is past."""
    say = request.say
    mine = [each for each in chosen if each.area == area]
    begun = [each for each in mine if each.holds_from <= request.today]
    if begun:
        yield _line(request, begun[-1], "holds")
    elif not area:
        yield say("concept_use/house", concept=_name(request, request.house.concept))
    for each in mine:
        if each.holds_from > request.today:
            yield _line(request, each, "comes")


def _line(request: Request, use: ConceptUse, key: str) -> str:
    say = request.say
    told = say(f"concept_use/{key}", concept=_name(request, use.concept), day=use.holds_from)
    if not use.area or use.put_before_on is None:
        return told
    step = say("concept_use/step", committee=use.committee or "", day=use.put_before_on)
    return f"{told} {step}"


def _name(request: Request, concept: str) -> str:
    """One that is gone is still called by the name of its file."""
    pack = request.house.packs.talks().get(concept)
    return pack.about.name.in_(request.who.language) if pack else concept
