"""HR offers some people a talk about the late career: by their addresses, without a reason."""

from __future__ import annotations

import re
from datetime import datetime

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Facts, Text
from dialogs.talks.senior.offer import OFFERED, OFFERS, may_offer, variant_at
from storage import audit, outbox, people, senior
from storage.erase_now import OPERATOR
from storage.outbox import Mail
from storage.tables import Person
from storage.unit_of_work import Unit

LINES = re.compile(r"[\s,;]+")


async def load(_unit: Unit, visit: Visit) -> Facts | Refusal:
    return {"today": visit.today} if may_offer(visit) else Refusal("senior_hr_only")


async def save(unit: Unit, sent: Completion) -> Card:
    """Who cannot be found, and where the concept has no such talk, is said and left out."""
    unknown, elsewhere, count = [], [], 0
    for email in dict.fromkeys(each for each in LINES.split(sent.answers["people"]) if each):
        person = await people.by_email(unit, email, organisation_id=sent.who.organisation_id)
        if person is None or (person.left_on and person.left_on <= sent.today):
            unknown.append(email)
        elif await variant_at(unit, sent, person.workplace_id) is None:
            elsewhere.append(email)
        else:
            _offer(unit, sent, person)
            count += 1
    return _card(sent, count, unknown, elsewhere)


def _offer(unit: Unit, sent: Completion, person: Person) -> None:
    due_at = sent.house.calendar.next_open(sent.now)
    offer_as(unit, person.id, set_by=sent.who.id, now=sent.now, due_at=due_at)


def offer_as(
    unit: Unit, person_id: str, *, set_by: str | None, now: datetime, due_at: datetime
) -> None:
    """Only the person hears of it. `set_by` is None for whoever runs kombot."""
    senior.offer_to(unit, person_id, set_by=set_by)
    by = set_by or OPERATOR
    audit.record(unit, at=now, actor_id=by, about_id=person_id, what="senior-offered")
    mail = Mail(
        message=OFFERED,
        key=f"{OFFERED}:{person_id}",
        due_at=due_at,
        person_id=person_id,
        about=f"senior:{person_id}",
    )
    outbox.queue(unit, mail)


def _card(sent: Completion, count: int, unknown: list[str], elsewhere: list[str]) -> Card:
    say = sent.say
    body: list[Part] = [say("senior_offers/kept")] if count else []
    if unknown:
        body.append(say("senior_offers/unknown", names=unknown))
    if elsewhere:
        body.append(say("senior_offers/elsewhere", names=elsewhere))
    home = Button(label=say("common/home"), value=write(Do("home")))
    title = say("senior_offers/done", count=count)
    return Card(title=title, body=tuple(body), buttons=(home,))


SENIOR_OFFERS = Dialog(
    name=OFFERS,
    pages=(Page("people", (Text("people", personal=False),)),),
    load=load,
    done=save,
    review=False,
)
