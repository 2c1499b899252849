"""What has to be known to open a round: the workplace, its people, its frame and its calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dialogs import planning
from dialogs.concepts import load_round
from dialogs.core.dialog import Refusal, Visit
from dialogs.core.steps import Answers, Facts, Option
from dialogs.rounds import timetable
from dialogs.theme_names import CONCEPT
from storage import frames, people, rounds
from storage.database import Snapshot
from storage.tables import Frame, Mode, Person, RoleName, Workplace
from storage.unit_of_work import Unit

REPRESENTATIVES = range(2, 4)
"""Two or three of them is what the guide has in mind (TAL-08); others are warned, not stopped."""
TRIO = (RoleName.LEADER, RoleName.TR, RoleName.AMR)
INSIDE, OUTSIDE = "inside", "outside"
WHOLE = "1"
PLAN_MONTH = 12
NINE, NOON = "09:00", "12:00"
AHEAD = timedelta(days=30)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    workplace_id = planning.workplace_of(visit.who, visit.subject)
    workplace = await people.workplace(unit, workplace_id) if workplace_id else None
    if workplace is None:
        return Refusal("not_for_you")
    if running := await rounds.under_way(unit, workplace.id):
        facts = {"deadline": running.deadline, "opens": running.voting_opens}
        return Refusal(f"round_{running.phase}", facts)
    voters = await planning.voters(unit, workplace, visit.today)
    contacts = await planning.employees_of_group(unit, workplace.id, visit.today)
    if not voters or not contacts:
        return Refusal("round_nobody" if not voters else "round_no_contact")
    return {
        **_of_day(visit),
        **await _of_group(unit, workplace, contacts, visit),
        **_of_vote(workplace, voters, visit),
        "frame": await frames.current(unit, workplace.organisation_id, visit.today),
        "colleagues": await _colleagues(unit, workplace, visit),
    }


def _of_day(visit: Visit) -> Facts:
    language = visit.who.language
    return {
        "now": visit.now,
        "today": visit.today,
        "zone_name": visit.who.zone,
        "calendar": visit.house.calendar.for_zone(visit.who.zone),
        "in_language": language,
        "steps": tuple(
            Option(each.key, label=timetable.step_name(each.key, language))
            for each in timetable.steps()
            if each.key not in timetable.GIVEN
        ),
    }


def _of_vote(workplace: Workplace, voters: Sequence[Person], visit: Visit) -> Facts:
    minimum = max(visit.house.minimum_ballots, load_round(CONCEPT).limits.minimum_ballots)
    return {
        "workplace_id": workplace.id,
        "workplace": workplace.name,
        "eligible": len(voters),
        "leader_votes": workplace.leader_votes,
        "minimum": minimum,
        "few": len(voters) < minimum,
    }


async def _of_group(
    reads: Snapshot, workplace: Workplace, contacts: Sequence[Person], visit: Visit
) -> Facts:
    near = await planning.representatives(reads, workplace.id, visit.today)
    usual = await people.with_role(reads, workplace.id, RoleName.CONTACT)
    trio = {each: await people.with_role(reads, workplace.id, each) for each in TRIO}
    return {
        "contacts": tuple(Option(each.id, label=each.name) for each in contacts),
        "usual": [each.id for each in usual],
        "near": [each.id for each in near],
        "representatives": len(near),
        "several": len(near) >= planning.ENOUGH_REPRESENTATIVES,
        "odd_group": len(near) not in REPRESENTATIVES,
        "trio": {role.value: [each.name for each in found] for role, found in trio.items()},
    }


async def _colleagues(reads: Snapshot, workplace: Workplace, visit: Visit) -> tuple[Option, ...]:
    """Those who are shared out among teams: all but the hourly-paid and the leader (TAL-14)."""
    here = await people.of_workplace(reads, workplace.id, visit.today)
    leaders = await people.with_role(reads, workplace.id, RoleName.LEADER)
    apart = {each.id for each in leaders}
    return tuple(
        Option(each.id, label=each.name)
        for each in here
        if not each.hourly_paid and each.id not in apart
    )


def prefill(facts: Facts) -> Answers:
    """All together, in the frame, at the usual hours, with the contact person there is."""
    answers = {
        "starts_at": NINE,
        "place": "",
        "teams": WHOLE,
        "deadline_at": NOON,
        "opens_on": "",
        "plan_due": _plan_due(facts).isoformat(),
    }
    if facts["frame"] is not None:
        answers["inside"] = INSIDE
    if not facts["few"]:
        answers["mode"] = Mode.SECRET.value
    usual = next((each.key for each in contacts(facts) if each.key in facts["usual"]), None)
    return answers | {"contact": usual} if usual else answers


def _plan_due(facts: Facts) -> date:
    """The frame's last day; without one the first of December that leaves time."""
    frame: Frame | None = facts["frame"]
    if frame is not None:
        return frame.plan_due
    soon: date = facts["today"] + AHEAD
    year = soon.year if soon <= date(soon.year, PLAN_MONTH, 1) else soon.year + 1
    return date(year, PLAN_MONTH, 1)


def contacts(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["contacts"]
    return found


def modes(facts: Facts) -> tuple[Option, ...]:
    """Named needs representatives who can agree to it."""
    offered = [Mode.SECRET, Mode.NAMED] if facts["near"] else [Mode.SECRET]
    return tuple(Option(mode.value) for mode in offered)


def has_frame(facts: Facts, _answers: Answers) -> bool:
    return facts["frame"] is not None


def frame_of(facts: Facts, answers: Answers) -> Frame | None:
    """The frame that the round is held in; none where it is one of the workplace's own (TAL-05)."""
    found: Frame | None = facts["frame"]
    return found if answers.get("inside") == INSIDE else None
