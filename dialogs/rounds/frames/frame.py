"""An organisation's half-year: when dialogues are held, and what there is beside them (TAL-04)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from dialogs.concepts import load_round
from dialogs.concepts.timetables import Timetable
from dialogs.core.actions import Do, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.people import Who
from dialogs.core.steps import Answers, Day, Facts, Notice, Pick, Problem, Step, Text, Time
from dialogs.rounds.opening.teams import PLACE, day_in
from dialogs.theme_names import CONCEPT
from storage import due, frames, people
from storage.ids import new_id
from storage.tables import Audience, Frame, FrameEvent, RoleName
from storage.unit_of_work import Unit

EVENTS = tuple(str(number) for number in range(1, 7))
EVERY = 2
"""Years from one half-year of dialogues to the next (TAL-04)."""
NAME, TITLE, NOTE = 60, 80, 200
FIELDS = ("title", "held_on", "starts_at", "ends_at", "place", "audience", "sign_up")
PROPOSED = (
    ("opening_workshop", Audience.GROUPS),
    ("representatives_workshop", Audience.REPRESENTATIVES),
    ("leader_training", Audience.TRAINING),
    ("follow_up_workshop", Audience.LEADERS_CHOSEN),
)
"""The pack's phases that are events, and whom each is for (TAL-16..18, 21)."""


def sets_frames(who: Who) -> bool:
    return who.has(RoleName.HR) or who.has(RoleName.ADMIN)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """The subject is a frame's id and its version, or nothing for a new one."""
    if not sets_frames(visit.who):
        return Refusal("not_for_you")
    frame_id, _, version = visit.subject.partition(":")
    frame = await frames.find(unit, frame_id) if frame_id else None
    if frame_id and (frame is None or frame.organisation_id != visit.who.organisation_id):
        return Refusal("not_there")
    if frame is not None and frames.stamp(frame.set_at) != version:
        by = await people.person(unit, frame.set_by)
        return Refusal("frame_changed", {"who": by.name if by else "", "at": frame.set_at})
    return {
        "today": visit.today,
        "calendar": visit.house.calendar.for_zone(visit.who.zone),
        "in_language": visit.who.language,
        "frame": frame,
        "events": await frames.events(unit, frame.id) if frame else [],
    }


def prefill(facts: Facts) -> Answers:
    """The frame as it is; for a new one the pack's phases, in the coming half-year."""
    frame: Frame | None = facts["frame"]
    if frame is None:
        return _proposal(facts)
    found: Sequence[FrameEvent] = facts["events"]
    return {
        "period_read": "",
        "name": frame.name,
        "first_day": frame.first_day.isoformat(),
        "last_day": frame.last_day.isoformat(),
        "plan_due": frame.plan_due.isoformat(),
        **_filled([_as_answers(each) for each in found]),
    }


def _as_answers(event: FrameEvent) -> dict[str, str]:
    return {**event.model_dump(include=set(FIELDS)), "held_on": event.held_on.isoformat()}


def _filled(events: Sequence[Answers]) -> dict[str, str]:
    """One by one in their places; the places that are left are there to be filled in."""
    empty = {**dict.fromkeys(FIELDS, ""), "audience": Audience.GROUPS.value}
    every = [*events, *([empty] * len(EVENTS))]
    return {
        f"{name}.{number}": {**empty, **each}[name]
        for number, each in zip(EVENTS, every, strict=False)
        for name in FIELDS
    }


def _proposal(facts: Facts) -> Answers:
    plan, calendar, today = load_round(CONCEPT).timetable, facts["calendar"], facts["today"]
    dialogue, sent_up = plan.phase("dialogue"), plan.phase("plans_up").last_day
    if dialogue.first is None or dialogue.last is None or sent_up is None:
        return _filled(())
    years = _years_to(dialogue.first, today)
    first, last = _later(dialogue.first, years), _later(dialogue.last, years)
    return {
        "name": "",
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "plan_due": calendar.previous_working_day(_later(sent_up, years)).isoformat(),
        **_filled(list(_events(plan, years, calendar, facts["in_language"]))),
    }


def _events(
    plan: Timetable, years: int, calendar: WorkCalendar, language: str
) -> Iterator[dict[str, str]]:
    """One for each day that the pack names."""
    for key, audience in PROPOSED:
        phase = plan.phase(key)
        for day in sorted({each for each in (phase.first, phase.last) if each is not None}):
            held_on = calendar.next_working_day(_later(day, years))
            title = phase.name.in_(language)
            yield {
                "title": title[:TITLE],
                "held_on": held_on.isoformat(),
                "audience": audience.value,
            }


def _years_to(first: date, today: date) -> int:
    """To the first half-year that is still to come."""
    years = 0
    while _later(first, years) <= today:
        years += EVERY
    return years


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28) + timedelta(days=1)


def in_order(_facts: Facts, answers: Answers) -> dict[str, Problem]:
    first, last = day_in(answers, "first_day"), day_in(answers, "last_day")
    plan = day_in(answers, "plan_due")
    if first and last and last < first:
        return {"last_day": Problem("frame_backwards")}
    return {"plan_due": Problem("frame_plan_early")} if last and plan and plan < last else {}


def makes_sense(number: str, _facts: Facts, answers: Answers) -> dict[str, Problem]:
    if not answers.get(f"title.{number}"):
        return {}
    if day_in(answers, f"held_on.{number}") is None:
        return {f"held_on.{number}": Problem("event_needs_day")}
    starts, ends = answers.get(f"starts_at.{number}"), answers.get(f"ends_at.{number}")
    backwards = bool(starts and ends and ends <= starts)
    return {f"ends_at.{number}": Problem("event_backwards")} if backwards else {}


def is_asked(number: str, _facts: Facts, answers: Answers) -> bool:
    """The first, each that there is, and the one that may come after it.

    One that was emptied hides none of those behind it.
    """
    near = (number, str(int(number) - 1))
    return number == EVENTS[0] or any(answers.get(f"title.{each}") for each in near)


async def save(unit: Unit, sent: Completion) -> Card:
    frames.expect_hr(unit, sent.who.id)
    before: Frame | None = sent.facts["frame"]
    frame_id = before.id if before else new_id()
    found = [
        _event(frame_id, number, sent.answers)
        for number in EVENTS
        if sent.answers.get(f"title.{number}")
    ]
    after = _frame(frame_id, found, sent)
    if before is None:
        frames.add(unit, after, found)
    else:
        frames.change(unit, before, after, found)
        for each in sent.facts["events"]:
            due.cancel_all(unit, each.id)
    due.plan(unit, rule="frame.plan", subject=frame_id, due_at=sent.now)
    say = sent.say
    see = Button(label=say("frame/see"), value=write(Do("frame")))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("frame/done"), body=(say("frame/told"),), buttons=(see, home))


def _frame(frame_id: str, found: Sequence[FrameEvent], sent: Completion) -> Frame:
    trained = [each.held_on for each in found if each.audience == Audience.TRAINING.value]
    answers = sent.answers
    return Frame(
        id=frame_id,
        organisation_id=sent.who.organisation_id,
        name=answers["name"],
        first_day=date.fromisoformat(answers["first_day"]),
        last_day=date.fromisoformat(answers["last_day"]),
        plan_due=date.fromisoformat(answers["plan_due"]),
        trained_on=min(trained, default=None),
        set_by=sent.who.id,
        set_at=sent.now,
    )


def _event(frame_id: str, number: str, answers: Answers) -> FrameEvent:
    given = {name: answers.get(f"{name}.{number}", "") for name in FIELDS}
    held_on = date.fromisoformat(given.pop("held_on"))
    return FrameEvent(id=new_id(), frame_id=frame_id, held_on=held_on, **given)


def _line(name: str, number: str, length: int) -> Text:
    return Text(
        f"{name}.{number}",
        item=number,
        required=False,
        max_length=length,
        multiline=False,
        personal=False,
    )


def _steps(number: str) -> tuple[Step, ...]:
    return (
        _line("title", number, TITLE),
        Day(f"held_on.{number}", item=number, required=False, future=False),
        Time(f"starts_at.{number}", item=number, required=False),
        Time(f"ends_at.{number}", item=number, required=False),
        _line("place", number, PLACE),
        Pick(f"audience.{number}", item=number, options=tuple(each.value for each in Audience)),
        _line("sign_up", number, NOTE),
    )


FRAME = Dialog(
    name="frame",
    pages=(
        Page(
            "period",
            (
                Notice("period_read"),
                Text("name", max_length=NAME, multiline=False, personal=False),
                Day("first_day", future=False),
                Day("last_day", future=False),
                Day("plan_due", future=False),
            ),
            check=in_order,
        ),
        *(
            Page(
                f"event_{number}",
                _steps(number),
                when=partial(is_asked, number),
                check=partial(makes_sense, number),
            )
            for number in EVENTS
        ),
    ),
    load=load,
    prefill=prefill,
    done=save,
)
