"""The leader sets when and where a conversation is, or moves it. The employee is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import SHORT, Answers, Day, Facts, Notice, Option, Pick, Problem, Text, Time
from dialogs.talks.dates.arranged import Arranged, arrange
from dialogs.talks.dates.invited import to_calendar
from dialogs.talks.kom_access import own_person
from dialogs.talks.packs import names_for, names_of, pack_at, pack_of
from storage import arranging, kom, people
from storage.database import Snapshot
from storage.tables import Conversation, Kind, Person, RoleName
from storage.unit_of_work import Unit

KINDS = (Kind.KOM.value, Kind.MINI.value, Kind.LEADER.value)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """`PERSON`, or `PERSON|KIND` where somebody has asked for one of a kind."""
    person_id, _, wanted = visit.subject.partition("|")
    person = await own_person(unit, replace(visit, subject=person_id))
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
        "person": person,
        "coming": coming,
        "wanted": wanted,
        "planned_at": coming.at if coming else None,
        "planned": {
            each: await arranging.planned(unit, person.id, each, visit.now) for each in KINDS
        },
        "waiting": {each: await arranging.waiting(unit, person.id, each) for each in KINDS},
        **names_of(pack, visit.who.language),
        "pack": pack,
        "kinds": await _kinds(unit, person, pack, visit.who.language),
        "least": pack.cadence.invite.days,
        "today": visit.today,
        "now": visit.now,
        "zone_name": visit.who.zone,
    }


async def _kinds(
    reads: Snapshot, person: Person, pack: TalkConcept, language: str
) -> tuple[Option, ...]:
    """Whoever leads somebody may have one about leading as well (NYB-KOM-37)."""
    both = (Option(Kind.KOM.value), Option(Kind.MINI.value))
    leads = any(name == RoleName.LEADER for name, _ in await people.roles_of(reads, person.id))
    if pack.leader is None or not leads:
        return both
    return (*both, Option(Kind.LEADER.value, label=pack.leader.name.in_(language)))


def kinds(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["kinds"]
    return found


def prefill(facts: Facts) -> Answers:
    wanted = facts["wanted"] if facts["wanted"] in {each.key for each in kinds(facts)} else ""
    coming: Conversation | None = facts["planned"][wanted] if wanted else facts["coming"]
    if coming is None:
        return {"kind": wanted} if wanted else {}
    local = coming.at.astimezone(ZoneInfo(facts["zone_name"]))
    return {
        "kind": coming.kind,
        "day": f"{local:%Y-%m-%d}",
        "clock": f"{local:%H:%M}",
        "place": coming.place or "",
    }


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


def is_soon(facts: Facts, answers: Answers) -> bool:
    """The invitation goes out later than the concept wants it to (NOR-21)."""
    try:
        at = moment(facts, answers)
    except (KeyError, ValueError):
        return False
    pack: TalkConcept = facts["pack"]
    days = (at.date() - facts["today"]).days
    is_new = at != facts["planned_at"] and answers.get("kind") != Kind.MINI.value
    return is_new and 0 <= days < pack.cadence.invite.days


async def save(unit: Unit, sent: Completion) -> Card:
    kind = sent.answers["kind"]
    coming: Conversation | None = sent.facts["planned"][kind]
    wanted = Arranged(
        person=sent.facts["person"],
        kind=kind,
        at=moment(sent.facts, sent.answers).astimezone(UTC),
        place=sent.answers.get("place", ""),
        before=coming or sent.facts["waiting"][kind],
    )
    talk, is_new = await arrange(unit, sent, wanted)
    if not is_new:
        return _card(sent, talk, "unchanged")
    return _card(sent, talk, "moved" if coming else "done")


def _card(sent: Completion, talk: Conversation, key: str) -> Card:
    say, name = sent.say, sent.facts["name"]
    facts = {**sent.facts, **names_for(sent.house, talk, say.language)}
    body = [say("conversation/when", **{**facts, "kind": talk.kind, "at": talk.at})]
    if key != "unchanged":
        body.append(say("conversation/is_told", name=name))
    links = to_calendar(say, talk, house=sent.house, person_id=sent.who.id, now=sent.now)
    buttons = (
        *links,
        *_adapt(sent, talk),
        Button(label=say("conversation/people"), value=write(Do("people"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(title=say(f"conversation/{key}", name=name), body=tuple(body), buttons=buttons)


def _adapt(sent: Completion, talk: Conversation) -> tuple[Button, ...]:
    if talk.kind != Kind.KOM.value:
        return ()
    return (Button(label=sent.say("guide/begin"), value=write(Open("guide", talk.id))),)


CONVERSATION = Dialog(
    name="conversation",
    pages=(
        Page(
            "when",
            (
                Pick("kind", options=kinds),
                Day("day"),
                Time("clock"),
                Text("place", required=False, max_length=SHORT, multiline=False, personal=False),
            ),
            check=check,
        ),
        Page("soon", (Notice("soon_read"),), when=is_soon),
    ),
    load=load,
    done=save,
    prefill=prefill,
)
