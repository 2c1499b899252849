"""`spor`: who has seen, shared, changed and deleted what of mine, in words (X-03)."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Part
from dialogs.core.messages import Request
from storage import audit, people
from storage.erase_now import OPERATOR
from storage.tables import Audit
from storage.unit_of_work import Unit

ON_A_PAGE = 15
"""Lines on one card: more are for the next."""


async def trail(unit: Unit, request: Request) -> Card:
    """The newest first; `15` is the argument for the next page."""
    say, found = request.say, (await audit.about(unit, request.who.id))[::-1]
    start = _start(request.subject)
    page = found[start : start + ON_A_PAGE]
    known = await people.people(unit, {each.actor_id for each in page})
    names = {each.id: each.name for each in known.values()}
    rows = tuple((say.moment(each.at), _line(request, each, names)) for each in page)
    body: tuple[Part, ...] = (say("trail/intro"), Facts(rows)) if rows else (say("trail/nothing"),)
    buttons = []
    if len(found) > start + ON_A_PAGE:
        more = write(Do("trail", str(start + ON_A_PAGE)))
        buttons.append(Button(label=say("trail/more"), value=more))
    buttons.append(Button(label=say("trail/privacy"), value=write(Do("privacy"))))
    buttons.append(Button(label=say("common/home"), value=write(Do("home"))))
    return Card(title=say("trail/title"), body=body, buttons=tuple(buttons))


def _start(subject: str) -> int:
    return int(subject[:5]) if subject.isascii() and subject.isdigit() else 0


def _line(request: Request, entry: Audit, names: dict[str, str]) -> str:
    say = request.say
    key = f"trail/did_{entry.what.replace('-', '_')}"
    return say(key if say.has(key) else "trail/did_other", who=_who(request, entry, names))


def _who(request: Request, entry: Audit, names: dict[str, str]) -> str:
    say = request.say
    match entry.actor_id:
        case request.who.id:
            return say("trail/you")
        case "" | "kombot":
            return say("trail/kombot")
        case actor if actor == OPERATOR:
            return say("trail/operator")
        case actor:
            return names.get(actor) or say("trail/somebody")
