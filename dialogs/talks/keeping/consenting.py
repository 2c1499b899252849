"""Saying yes, taking it back, and seeing who may read what; and reading it as the one who may."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.talks.keeping import ending
from dialogs.talks.keeping.access import pair_at
from dialogs.talks.keeping.consent_mail import MAY_READ, SETTLED, facts_of, tell
from dialogs.talks.keeping.reading import read_parts
from storage import audit, consents, kom
from storage.consents import Found
from storage.tables import Consent, Conversation
from storage.unit_of_work import Unit

ON_A_PAGE, DIGITS = 6, 5
GROUPS = ("waits", "may", "mine")


async def yes(unit: Unit, request: Request) -> Card | Refusal:
    """The other party's yes: from now on the reader can open it."""
    found = await consents.find(unit, request.subject)
    if found is None:
        return Refusal("consent_gone")
    consent, talk = found
    pair = await pair_at(unit, request, talk.id)
    if isinstance(pair, Refusal):
        return pair
    mine = consent.leader_ok_at if pair.is_leader else consent.person_ok_at
    if not consents.waits(consent) or mine is not None:
        return await consents_card(unit, request)
    if pair.is_leader:
        kom.expect_leads(unit, leader_id=pair.leader.id, person_id=pair.person.id)
    consents.agree(unit, consent, is_leader=pair.is_leader, now=request.now)
    _record(unit, request, found, "consent-given")
    tell(unit, consent, MAY_READ, whom=consent.reader_id, talk=talk, now=request.now)
    tell(unit, consent, SETTLED, whom=consent.asked_by, talk=talk, now=request.now)
    return await _said(unit, request, found, "given")


async def off(unit: Unit, request: Request) -> Card | Refusal:
    """A no, or a yes that is taken back: at once, by either, and without a reason."""
    found = await consents.find(unit, request.subject)
    if found is None:
        return Refusal("consent_gone")
    consent, talk = found
    pair = await pair_at(unit, request, talk.id)
    if isinstance(pair, Refusal):
        return pair
    if consent.withdrawn_at is not None:
        return await consents_card(unit, request)
    held = ending.end(unit, found, by=request.who.id, now=request.now)
    return await _said(unit, request, found, "taken_back" if held else "refused")


async def read_along(unit: Unit, request: Request) -> Card | Refusal:
    """The reader reads it, while both let them. That they did is kept; what they read is not."""
    found = await consents.let_read(unit, request.subject, request.who.id)
    if found is None:
        return Refusal("consent_over")
    consent, talk = found
    parts = await read_parts(unit, request, consent, talk)
    if parts is None:
        return Refusal("consent_over")
    consents.expect_holds(unit, consent)
    _record(unit, request, found, "read-along")
    say, facts = request.say, await facts_of(unit, request.house, found, request.say)
    body = (say("consent/between_us", **facts), *parts)
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("consent/reading", **facts), body=body, buttons=(home,))


def _record(unit: Unit, request: Request, found: Found, what: str) -> None:
    audit.record(
        unit,
        at=request.now,
        actor_id=request.who.id,
        about_id=found[1].person_id,
        what=what,
        subject=found[1].id,
    )


async def _said(unit: Unit, request: Request, found: Found, key: str) -> Card:
    say, facts = request.say, await facts_of(unit, request.house, found, request.say)
    return Card(
        title=say(f"consent/{key}", **facts),
        body=(say(f"consent/{key}_how", **facts),),
        buttons=(
            Button(label=say("consent/see"), value=write(Do("consents"))),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )


async def consents_card(unit: Unit, request: Request) -> Card:
    """`samtykke`: what waits for an answer, who may read what, and what one may read oneself.

    `do:consents:PAGE`: what waits stands first, so that nothing is out of reach.
    """
    say, me = request.say, request.who.id
    found = [(_group(each, me), each) for each in await consents.around(unit, me)]
    listed = [(key, each) for key in GROUPS for group, each in found if group == key]
    page = _page(request.subject, len(listed))
    shown = listed[page * ON_A_PAGE :][:ON_A_PAGE]
    body: list[Part] = [say("consent/intro")]
    buttons: list[Button] = []
    for key in GROUPS:
        rows = []
        for each in (each for group, each in shown if group == key):
            facts = await facts_of(unit, request.house, each, say)
            rows.append((say(f"consent/row_{key}", **facts), say("consent/row_what", **facts)))
            buttons += _buttons(request, key, each[0], facts)
        body += [Heading(say(f"consent/{key}")), Facts(tuple(rows))] if rows else []
    if not listed:
        body.append(say("consent/none"))
    buttons += _turns(say, page, len(listed))
    talk = await kom.latest_conversation(unit, me, request.now)
    if talk is not None and await consents.there_is(unit, talk.id):
        buttons.append(_ask(request, talk))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("consent/title"), body=tuple(body), buttons=(*buttons, home))


def _page(subject: str, count: int) -> int:
    """What is asked for, as far as there is such a page; other commands come by here as well."""
    asked = int(subject) if subject.isascii() and subject.isdigit() and len(subject) < DIGITS else 0
    return min(asked, max(0, count - 1) // ON_A_PAGE)


def _turns(say: Speaker, page: int, count: int) -> Iterator[Button]:
    if page:
        yield Button(label=say("consent/earlier"), value=write(Do("consents", str(page - 1))))
    if count > (page + 1) * ON_A_PAGE:
        yield Button(label=say("consent/further"), value=write(Do("consents", str(page + 1))))


def _group(found: Found, me: str) -> str:
    """Where it stands on the card; what a reader has not been let read yet they do not see."""
    consent, talk = found
    if consent.reader_id == me:
        return "mine" if consents.holds(consent) else ""
    if consents.holds(consent):
        return "may"
    mine = consent.person_ok_at if talk.person_id == me else consent.leader_ok_at
    return "waits" if mine is None else "may"


def _buttons(
    request: Request, key: str, consent: Consent, facts: dict[str, object]
) -> list[Button]:
    say = request.say
    command = {"waits": "consent_yes", "may": "consent_off", "mine": "read_along"}[key]
    found = [(say(f"consent/button_{key}", **facts), command)]
    if key == "waits":
        found.append((say("consent/button_no", **facts), "consent_off"))
    return [Button(label=label, value=write(Do(name, consent.id))) for label, name in found]


def _ask(request: Request, talk: Conversation) -> Button:
    label = request.say("consent/ask", at=talk.at)
    return Button(label=label, value=write(Open("wider", talk.id)))
