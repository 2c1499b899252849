"""Letting one more read the minutes or the plan: either asks, and both have to say yes (HER-09)."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Facts, Option, Pick
from dialogs.talks.keeping.access import Pair, leads_still, pair_at
from dialogs.talks.keeping.consent_mail import ASKED, tell
from storage import audit, consents, frames, kom, people
from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import Consent, Person, RoleName
from storage.unit_of_work import Unit

MOST = 90
"""People to choose among: more fit no list on any platform."""
HELPERS = (RoleName.HR.value, RoleName.TR.value, RoleName.AMR.value)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    pair = await pair_at(unit, visit, visit.subject)
    if isinstance(pair, Refusal):
        return pair
    there = await consents.there_is(unit, pair.talk.id)
    if not there:
        return Refusal("nothing_to_let_read", {"at": pair.talk.at})
    if not leads_still(pair):
        return Refusal("consent_leader_gone", {"name": pair.leader.name})
    readers = await _readers(unit, visit, pair)
    if not readers:
        return Refusal("nobody_to_let_read")
    return {
        "pair": pair,
        "there": there,
        "readers": readers,
        "at": pair.talk.at,
        "other": pair.other.name.split()[0],
    }


async def _readers(reads: Snapshot, visit: Visit, pair: Pair) -> tuple[Option, ...]:
    """Those who usually help come first, then whoever works at the same place, by name."""
    person, today = pair.person, visit.today
    helpers = await people.with_role(reads, person.workplace_id, *HELPERS)
    hr = await frames.with_roles(reads, person.organisation_id, [RoleName.HR.value], today)
    near = await people.of_workplace(reads, person.workplace_id, today)
    found: dict[str, Person] = {each.id: each for each in (*hr, *helpers, *near)}
    for own in (pair.person.id, pair.leader.id):
        found.pop(own, None)
    here = [each for each in found.values() if each.left_on is None or each.left_on > today]
    return tuple(Option(each.id, label=each.name) for each in here[:MOST])


def there(facts: Facts) -> tuple[Option, ...]:
    return tuple(Option(each) for each in facts["there"])


def readers(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["readers"]
    return found


async def save(unit: Unit, sent: Completion) -> Card:
    pair: Pair = sent.facts["pair"]
    what, reader_id = sent.answers["what"], sent.answers["reader"]
    names = {each.key: each.label for each in readers(sent.facts)}
    facts = {"other": sent.facts["other"], "reader": names[reader_id]}
    before = await consents.standing(unit, pair.talk.id, what, reader_id)
    if before is not None:
        key = "already" if consents.holds(before) else "asked_already"
        return _card(sent, key, facts)
    kom.expect_leads(unit, leader_id=pair.leader.id, person_id=pair.person.id)
    consents.expect_agreed(unit, pair.talk.id, what)
    asked = Consent(
        id=new_id(),
        conversation_id=pair.talk.id,
        what=what,
        reader_id=reader_id,
        asked_by=sent.who.id,
        person_ok_at=None if pair.is_leader else sent.now,
        leader_ok_at=sent.now if pair.is_leader else None,
    )
    consents.ask(unit, asked)
    audit.record(
        unit,
        at=sent.now,
        actor_id=sent.who.id,
        about_id=pair.person.id,
        what="consent-asked",
        subject=pair.talk.id,
    )
    tell(unit, asked, ASKED, whom=pair.other.id, talk=pair.talk, now=sent.now)
    return _card(sent, "asked", facts)


def _card(sent: Completion, key: str, facts: dict[str, str]) -> Card:
    say = sent.say
    buttons = (
        Button(label=say("consent/see"), value=write(Do("consents"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    body = (say(f"consent/{key}_how", **facts),)
    return Card(title=say(f"consent/{key}", **facts), body=body, buttons=buttons)


WIDER = Dialog(
    name="wider",
    pages=(Page("whom", (Pick("what", options=there), Pick("reader", options=readers))),),
    load=load,
    done=save,
    review=False,
)
