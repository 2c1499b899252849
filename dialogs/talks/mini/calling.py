"""Call a short talk with one button, whoever of the two one is (NYB-KOM-50), and move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.steps import Answers, Day, Facts, Problem, Time
from dialogs.core.texts import Speaker
from dialogs.talks.conversation import moment
from dialogs.talks.mini import times
from dialogs.talks.mini.mail import tell_when
from dialogs.talks.mini.parties import Meeting, Pair, meeting_of, pair_of
from dialogs.talks.packs import names_of, pack_at, pack_of
from storage import due, minis
from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import Conversation, Kind
from storage.unit_of_work import Unit

LOOKED_AT = timedelta(days=120)


async def call(unit: Unit, request: Request) -> Card | Refusal:
    """`do:call_mini:PERSON`, or without a person one's own."""
    pair = await pair_of(unit, request, request.subject)
    if isinstance(pair, Refusal):
        return pair
    there = await minis.coming(unit, pair.person.id, request.now)
    if there is not None:
        return _card(request.say, request, there, pair, "already")
    at = pair.person.workplace_id
    pack = await pack_at(unit, request.house, at, today=request.today)
    talk = Conversation(
        id=new_id(),
        person_id=pair.person.id,
        leader_id=pair.leader.id,
        kind=Kind.MINI.value,
        at=await proposed(unit, request, pair),
        concept=pack.key,
        called_by=request.who.id,
    )
    minis.call(unit, talk, since=request.now)
    is_set(unit, request, talk, pair)
    return _card(request.say, request, talk, pair, "is_called")


async def proposed(reads: Snapshot, visit: Visit, pair: Pair) -> datetime:
    """The first time at which both are there, in the calendar of whoever asks."""
    calendar = visit.house.calendar.for_zone(visit.who.zone)
    first = calendar.add_working_days(visit.today, times.AHEAD)
    if not pair.is_leader:
        first = max(first, times.after_the_letter(visit.today, calendar))
    both = (pair.person.id, pair.leader.id)
    return times.first_free(
        first,
        taken=await minis.taken(reads, both, first=visit.now, last=visit.now + LOOKED_AT),
        away=await minis.absences(reads, both, visit.today),
        calendar=calendar,
    )


def is_set(unit: Unit, visit: Visit, talk: Conversation, pair: Pair) -> None:
    """Its reminders are planned, and the other one hears of it."""
    due.plan(unit, rule="conversation.plan", subject=talk.id, due_at=visit.now)
    tell_when(unit, visit, talk, pair)


def _card(say: Speaker, visit: Visit, talk: Conversation, pair: Pair, key: str) -> Card:
    pack = pack_of(visit.house, talk)
    facts = {
        "name": pair.other.name.split()[0],
        "at": talk.at,
        "to_leader": not pair.is_leader,
        **names_of(pack, say.language),
    }
    return Card(
        title=say(f"mini/{key}", **facts),
        body=(
            say("mini/when", **facts),
            *(() if key == "already" else (say("mini/told", **facts),)),
        ),
        buttons=(
            Button(label=say("mini/agenda"), value=write(Do("mini", talk.id))),
            Button(label=say("mini/move"), value=write(Open("mini_time", talk.id))),
            Button(label=say("mini/off"), value=write(Open("mini_off", talk.id))),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    meeting = await meeting_of(unit, visit)
    if isinstance(meeting, Refusal):
        return meeting
    if meeting.talk.held:
        return Refusal("mini_noted", {"at": meeting.talk.at})
    pack = pack_of(visit.house, meeting.talk)
    return {
        "meeting": meeting,
        "name": meeting.pair.other.name.split()[0],
        "planned_at": meeting.talk.at,
        "today": visit.today,
        "now": visit.now,
        "zone_name": visit.who.zone,
        **names_of(pack, visit.who.language),
    }


def prefill(facts: Facts) -> Answers:
    local = facts["planned_at"].astimezone(ZoneInfo(facts["zone_name"]))
    return {"day": f"{local:%Y-%m-%d}", "clock": f"{local:%H:%M}"}


def check(facts: Facts, answers: Answers) -> dict[str, Problem]:
    try:
        at = moment(facts, answers)
    except (KeyError, ValueError):
        return {}
    return {} if at > facts["now"] else {"clock": Problem("time_passed")}


async def save(unit: Unit, sent: Completion) -> Card:
    meeting: Meeting = sent.facts["meeting"]
    at = moment(sent.facts, sent.answers).astimezone(UTC)
    if at == meeting.talk.at:
        return _card(sent.say, sent, meeting.talk, meeting.pair, "already")
    minis.move(unit, meeting.talk, at)
    moved = meeting.talk.model_copy(update={"at": at})
    is_set(unit, sent, moved, meeting.pair)
    return _card(sent.say, sent, moved, meeting.pair, "is_moved")


MINI_TIME = Dialog(
    name="mini_time",
    pages=(Page("when", (Day("day"), Time("clock")), check=check),),
    load=load,
    done=save,
    prefill=prefill,
    review=False,
)
