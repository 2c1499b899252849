"""The day itself: started, moved on, held back and ended by whoever holds it together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from dialogs import planning
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.rounds.held import turns
from dialogs.rounds.held.day_view import Looking, day_card, to_others
from dialogs.rounds.held.running import (
    Found,
    Running,
    find,
    nearest,
    other_teams,
    running,
    runs_it,
    taking_part,
)
from dialogs.rounds.state import takes_part
from storage import day, due, evaluations, outbox, sittings, steps
from storage.outbox import Mail
from storage.tables import Lane, Phase, Round, Sitting
from storage.unit_of_work import Unit

END, EVALUATED = "day.end", "evaluation.close"
"""Jobs: a day that nobody ends ends by itself; no more evaluations are taken in."""
EVALUATE_DAYS, EVALUATE_UNTIL = 2, time(15)


async def show(unit: Unit, request: Request) -> Card | Refusal:
    """`do:day:ROUND` or `do:day:SITTING`."""
    found = await _found(unit, request, request.subject)
    if isinstance(found, Refusal):
        return found
    return await _shown(unit, request, found)


async def _found(unit: Unit, request: Request, subject: str) -> Found | Refusal:
    found = await find(unit, subject, request.who, request.today, chosen=nearest)
    if found is None:
        return Refusal("not_there")
    if not takes_part(request.who, found.round):
        return Refusal("not_for_you")
    if found.round.phase != Phase.ANNOUNCED.value:
        return Refusal("day_no_themes")
    return found


async def _shown(unit: Unit, request: Request, found: Found, *, notice: str = "") -> Card:
    runs = await running(unit, found.sitting, found.round, request.house.calendar, request.now)
    seats = await day.seats_of(unit, found.sitting.id, request.who.id)
    looking = Looking(
        running=runs, who=request.who, say=request.say, house=request.house, seats=seats
    )
    card = day_card(looking, notice=notice)
    teams = await other_teams(unit, found, request.who)
    others = to_others(teams, "day", request.say)
    return replace(card, buttons=(*card.buttons[:-1], *others, card.buttons[-1]))


async def go(unit: Unit, request: Request) -> Card | Refusal:
    """`do:day_go:SITTING|STAMP|MOVE`: only if what runs is what the button was made for."""
    sitting_id, _, rest = request.subject.partition("|")
    stamp, _, move = rest.partition("|")
    found = await _found(unit, request, sitting_id)
    if isinstance(found, Refusal):
        return found
    if not runs_it(request.who, found.round):
        return Refusal("not_for_you")
    runs = await running(unit, found.sitting, found.round, request.house.calendar, request.now)
    if move not in _allowed(runs, request.house.calendar.local_date(request.now)):
        return await _shown(unit, request, found)
    if runs.stamp != stamp:
        return await _shown(unit, request, found, notice=request.say("day/moved_on"))
    planning.expect_member(unit, request.who, found.round.workplace_id)
    after = _after(unit, runs, move, request.now)
    if move == "end":
        await finish(unit, found, request.house.calendar, request.now, person_id=request.who.id)
    elif move == "pause":
        turns.withdraw(unit, found.sitting.id)
    else:
        await _plan_turns(unit, runs, after, request.today)
    return await _shown(unit, request, Found(sitting=after, round=found.round))


def _allowed(runs: Running, today: date) -> tuple[str, ...]:
    """What can be done now; a click that came late only shows how it is."""
    if runs.is_over:
        return ()
    if not runs.has_begun:
        return ("start",) if runs.sitting.held_on == today else ()
    on = ("next",) if runs.next else ("end",)
    back = ("back",) if runs.slot.number else ()
    return (*on, *back, "resume" if runs.is_paused else "pause")


def _after(unit: Unit, runs: Running, move: str, now: datetime) -> Sitting:
    """Write the move; the dialogue as it is then, since nothing reads its own writes."""
    sitting = runs.sitting
    match move:
        case "start":
            day.start(unit, sitting, now)
            changes = {"started_at": now, "slot": 0, "slot_at": now}
        case "pause":
            day.pause(unit, sitting, now)
            changes = {"paused_at": now}
        case "resume":
            begun = runs.slot.starts
            day.resume(unit, sitting, begun)
            changes = {"slot_at": begun, "paused_at": None}
        case "end":
            changes = {"ended_at": now, "paused_at": None}
        case _:
            slot = sitting.slot + (1 if move == "next" else -1)
            day.go_to(unit, sitting, slot, now)
            changes = {"slot": slot, "slot_at": now, "paused_at": None}
    return sitting.model_copy(update=changes)


async def _plan_turns(unit: Unit, runs: Running, after: Sitting, today: date) -> None:
    changed = Running(
        sitting=after,
        round=runs.round,
        planned=runs.planned,
        groups=runs.groups,
        is_set=runs.is_set,
        now=runs.now,
    )
    await turns.plan_turns(unit, changed, today)


async def finish(
    unit: Unit, found: Found, calendar: WorkCalendar, now: datetime, *, person_id: str | None
) -> None:
    """The dialogue is over: everybody may say what was good; the last one finishes the step."""
    sitting, round_, today = found.sitting, found.round, calendar.local_date(now)
    day.end(unit, sitting, now)
    turns.withdraw(unit, sitting.id)
    due.cancel(unit, rule=END, subject=sitting.id)
    closes = calendar.at(calendar.add_working_days(today, EVALUATE_DAYS), EVALUATE_UNTIL)
    present = await taking_part(unit, sitting, round_, today)
    evaluations.ask(unit, sitting.id, [person.id for person in present])
    for person in present:
        # Who has just been there is asked at once; of a day that ended by itself in working hours.
        lane = Lane.BROADCAST if person_id is None else Lane.UPDATE
        outbox.queue(unit, _asked(sitting, person.id, now, closes, lane))
    due.plan(unit, rule=EVALUATED, subject=sitting.id, due_at=closes)
    if await _is_last(unit, round_, sitting, today):
        steps.finish(unit, round_.id, "dialogue", person_id=person_id, now=now)
        due.plan(unit, rule="round.plan", subject=round_.id, due_at=now)


def _asked(sitting: Sitting, person_id: str, now: datetime, closes: datetime, lane: Lane) -> Mail:
    return Mail(
        message="evaluate_now",
        key=f"evaluate:{sitting.id}:{person_id}",
        due_at=now,
        person_id=person_id,
        params={"sitting": sitting.id},
        about=turns.about(sitting.id),
        lane=lane,
        give_up_at=closes,
    )


async def _is_last(unit: Unit, round_: Round, sitting: Sitting, today: date) -> bool:
    others = [each for each in await sittings.of_round(unit, round_.id) if each.id != sitting.id]
    return all(each.is_off or each.is_over(today) for each in others)
