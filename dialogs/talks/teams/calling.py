"""The leader calls the team's talk, or moves it: everybody is invited (NYB-KOM-36, HER-07)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import SHORT, Answers, Day, Facts, Problem, Text, Time
from dialogs.talks.packs import pack_of
from dialogs.talks.teams.access import COMMAND, take_over
from dialogs.talks.teams.messages import tell
from storage import kom, people, team_talks
from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import Cycle, RoleName, TeamTalk
from storage.unit_of_work import Unit

DIALOG = "team_call"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    where = visit.subject or visit.who.workplace_id
    if not visit.who.has(RoleName.LEADER, where):
        return Refusal("leaders_only")
    cycle = await kom.cycle(unit, where, visit.today.year)
    if cycle is None:
        return Refusal("team_no_year")
    pack = pack_of(visit.house, cycle)
    if pack.team is None:
        return Refusal("team_not_here")
    before = await team_talks.planned(unit, cycle.id, visit.who.id, visit.today)
    return {
        "cycle": cycle,
        "before": before,
        "name": pack.team.name.in_(visit.who.language),
        "members": await _members(unit, cycle, visit),
        "count": len(await _members(unit, cycle, visit)),
        "today": visit.today,
        "now": visit.now,
        "zone_name": visit.who.zone,
    }


async def _members(reads: Snapshot, cycle: Cycle, visit: Visit) -> tuple[str, ...]:
    """The leader's own people there, and the team that they work closely with (NYB-KOM-36)."""
    own = await people.of_leader(reads, visit.who.id, visit.today)
    found = [each for each in own if each.workplace_id == cycle.workplace_id]
    if cycle.with_workplace_id:
        found += await people.of_workplace(reads, cycle.with_workplace_id, visit.today)
    return tuple(dict.fromkeys(each.id for each in found if each.id != visit.who.id))


def moment(facts: Facts, answers: Answers) -> datetime:
    """KeyError or ValueError where there is none yet."""
    day, clock = date.fromisoformat(answers["day"]), time.fromisoformat(answers["clock"])
    return datetime.combine(day, clock, tzinfo=ZoneInfo(facts["zone_name"]))


def check(facts: Facts, answers: Answers) -> dict[str, Problem]:
    try:
        at = moment(facts, answers)
    except (KeyError, ValueError):
        return {}
    return {} if at > facts["now"] else {"clock": Problem("time_passed")}


def prefill(facts: Facts) -> Answers:
    before: TeamTalk | None = facts["before"]
    if before is None:
        return {}
    local = before.at.astimezone(ZoneInfo(facts["zone_name"]))
    return {"day": f"{local:%Y-%m-%d}", "clock": f"{local:%H:%M}", "place": before.place or ""}


async def save(unit: Unit, sent: Completion) -> Card:
    cycle: Cycle = sent.facts["cycle"]
    before: TeamTalk | None = sent.facts["before"]
    at = moment(sent.facts, sent.answers).astimezone(UTC)
    place = sent.answers.get("place") or None
    if before and _stands(before, sent, at, place):
        return _card(sent, before.id, "unchanged")
    kom.expect_role(unit, sent.who.id, RoleName.LEADER, cycle.workplace_id)
    talk = TeamTalk(
        id=before.id if before else new_id(),
        cycle_id=cycle.id,
        leader_id=sent.who.id,
        concept=cycle.concept,
        at=at,
        place=place,
        sequence=before.sequence + 1 if before else 0,
    )
    if before is None:
        team_talks.call(unit, talk, sent.facts["members"])
    else:
        if before.leader_id != sent.who.id:
            await take_over(unit, before, sent.who, sent.facts["today"], sent.now)
        team_talks.move(unit, before, at=at, place=place)
        team_talks.join(unit, talk.id, sent.facts["members"])
    taken = before is not None and before.leader_id != sent.who.id
    for person_id in sent.facts["members"]:
        tell(unit, talk, person_id, sequence=talk.sequence, now=sent.now, taken_over=taken)
    return _card(sent, talk.id, "moved" if before else "done")


def _stands(before: TeamTalk, sent: Completion, at: datetime, place: str | None) -> bool:
    is_theirs = before.leader_id == sent.who.id and before.called_off_at is None
    return is_theirs and (before.at, before.place) == (at, place)


def _card(sent: Completion, talk_id: str, key: str) -> Card:
    say = sent.say
    see = Button(label=say("team_call/see"), value=write(Do(COMMAND, talk_id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    facts = {"name": sent.facts["name"], "at": moment(sent.facts, sent.answers)}
    body = () if key == "unchanged" else (say("team_call/told", count=sent.facts["count"]),)
    title = say(f"team_call/{key}", **facts)
    return Card(title=title, body=body, buttons=(see, home))


TEAM_CALL = Dialog(
    name=DIALOG,
    pages=(
        Page(
            "when",
            (
                Day("day"),
                Time("clock"),
                Text("place", required=False, max_length=SHORT, multiline=False, personal=False),
            ),
            check=check,
        ),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
)
