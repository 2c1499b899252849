"""The leader sets when a conversation is, or moves it. The employee is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Day, Facts, Pick, Problem, Time
from dialogs.talks.kom_access import grace_ends, own_person
from dialogs.talks.kom_mail import tell_employee
from dialogs.talks.packs import names_of, pack_at, pack_of
from storage import consent, due, kom
from storage.ids import new_id
from storage.tables import Conversation, Kind
from storage.unit_of_work import Unit

KINDS = (Kind.KOM.value, Kind.MINI.value)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    person = await own_person(unit, visit)
    if isinstance(person, Refusal):
        return person
    coming = await kom.planned(unit, person.id, visit.now)
    at = person.workplace_id
    pack = (
        pack_of(visit.house, coming)
        if coming
        else await pack_at(unit, visit.house, at, today=visit.today)
    )
    return {
        "name": person.name.split()[0],
        "coming": coming,
        "planned_at": coming.at if coming else None,
        **names_of(pack, visit.who.language),
        "pack": pack.key,
        "today": visit.today,
        "now": visit.now,
        "zone_name": visit.who.zone,
    }


def prefill(facts: Facts) -> Answers:
    coming: Conversation | None = facts["coming"]
    if coming is None:
        return {}
    local = coming.at.astimezone(ZoneInfo(facts["zone_name"]))
    return {"kind": coming.kind, "day": f"{local:%Y-%m-%d}", "clock": f"{local:%H:%M}"}


def moment(facts: Facts, answers: Answers) -> datetime:
    """The hour that it is on the leader's wall. KeyError or ValueError where there is none yet."""
    day, clock = date.fromisoformat(answers["day"]), time.fromisoformat(answers["clock"])
    return datetime.combine(day, clock, tzinfo=ZoneInfo(facts["zone_name"]))


def check(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """A time today that has passed."""
    try:
        at = moment(facts, answers)
    except (KeyError, ValueError):
        return {}
    return {} if at > facts["now"] else {"clock": Problem("time_passed")}


async def save(unit: Unit, sent: Completion) -> Card:
    talk = Conversation(
        id=new_id(),
        person_id=sent.subject,
        leader_id=sent.who.id,
        kind=sent.answers["kind"],
        at=moment(sent.facts, sent.answers).astimezone(UTC),
        concept=sent.facts["pack"],
    )
    coming: Conversation | None = sent.facts["coming"]
    kom.expect_leads(unit, leader_id=sent.who.id, person_id=sent.subject)
    if coming is None:
        unit.insert(talk)
    elif (coming.at, coming.kind, coming.leader_id) == (talk.at, talk.kind, talk.leader_id):
        return _card(sent, coming, "unchanged")
    else:
        talk.id = coming.id
        await _move(unit, sent, coming, talk)
    due.plan(unit, rule="conversation.plan", subject=talk.id, due_at=sent.now)
    tell_employee(unit, sent, talk)
    return _card(sent, talk, "moved" if coming else "done")


async def _move(unit: Unit, sent: Completion, coming: Conversation, talk: Conversation) -> None:
    kom.move(unit, coming, leader_id=talk.leader_id, at=talk.at, kind=talk.kind)
    await kom.expire_preparing(unit, talk, grace_ends(talk, sent))
    if coming.leader_id != talk.leader_id:
        kom.unshare(unit, talk.id)
        await consent.ask_again(unit, coming)


def _card(sent: Completion, talk: Conversation, key: str) -> Card:
    say, name = sent.say, sent.facts["name"]
    body = [say("conversation/when", **{**sent.facts, "kind": talk.kind, "at": talk.at})]
    if key != "unchanged":
        body.append(say("conversation/is_told", name=name))
    buttons = (
        Button(label=say("conversation/people"), value=write(Do("people"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(title=say(f"conversation/{key}", name=name), body=tuple(body), buttons=buttons)


CONVERSATION = Dialog(
    name="conversation",
    pages=(Page("when", (Pick("kind", options=KINDS), Day("day"), Time("clock")), check=check),),
    load=load,
    done=save,
    prefill=prefill,
)
