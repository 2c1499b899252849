"""One's own theme for the conversation, before there is one to prepare (NYB-KOM-11)."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.steps import SHORT, Answers, Facts, Text
from dialogs.talks.opening.telling import OWN_THEME
from dialogs.talks.packs import names_of, pack_of
from storage import kom, years
from storage.tables import Kind, OwnTheme
from storage.unit_of_work import Unit


async def add(unit: Unit, request: Request) -> Open:
    """Where there is a conversation to prepare, it is written there."""
    coming = await kom.planned(unit, request.who.id, request.now)
    if coming is not None and coming.kind == Kind.KOM.value:
        return Open("preparation", coming.id)
    return Open(OWN_THEME, request.subject)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    cycle = await kom.cycle_by_id(unit, visit.subject)
    if cycle is None:
        return Refusal("not_there")
    if visit.who.workplace_id != cycle.workplace_id:
        return Refusal("not_for_you")
    return {
        "cycle": cycle,
        "theme": await years.own_theme(unit, cycle.id, visit.who.id),
        **names_of(pack_of(visit.house, cycle), visit.who.language),
    }


def prefill(facts: Facts) -> Answers:
    theme: OwnTheme | None = facts["theme"]
    return {"own_name": theme.name, "own_why": theme.why} if theme else {}


async def save(unit: Unit, sent: Completion) -> Card:
    name, why = sent.answers["own_name"], sent.answers["own_why"]
    theme = OwnTheme(cycle_id=sent.subject, person_id=sent.who.id, name=name, why=why)
    years.keep_own_theme(unit, theme)
    say = sent.say
    key = "kept" if name else "gone"
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (say(f"own_theme/{key}_how", **sent.facts),)
    return Card(title=say(f"own_theme/{key}"), body=body, buttons=(home,))


OWN = Dialog(
    name=OWN_THEME,
    pages=(
        Page(
            "own",
            (
                Text("own_name", required=False, max_length=SHORT, multiline=False),
                Text("own_why", required=False),
            ),
        ),
    ),
    load=load,
    done=save,
    prefill=prefill,
    review=False,
)
