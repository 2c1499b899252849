"""A day was moved: it is kept, reminders follow, and everybody whom it concerns is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Part
from dialogs.core.dialog import Completion, Refusal
from dialogs.core.messages import Hearing
from dialogs.core.texts import Speaker
from dialogs.rounds import meeting, timetable
from dialogs.rounds.afterwards.followup_days import all_months, names, step_of
from dialogs.rounds.inviting.invitation_mail import tell_moved
from dialogs.rounds.moving.move_facts import held_then, is_dialogue, moved, picked
from dialogs.rounds.moving.moves import DIALOGUE, OPENS, Moved
from dialogs.rounds.state import in_group, takes_part
from storage import due, moving, outbox, rounds, sittings, steps
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, Person, Phase, Round, Sitting
from storage.unit_of_work import Unit


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    planning.expect_member(unit, sent.who, round_.workplace_id)
    changed = moved(sent.facts, sent.answers)
    _keep_steps(unit, changed, sent)
    _keep_round(unit, round_, changed, sent)
    key = picked(sent.facts, sent.answers)
    moving.keep(unit, round_.id, subject=key, person_id=sent.who.id, now=sent.now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    told = await _tell(unit, round_, key, changed, sent)
    say = sent.say
    see = Button(label=say("round/see"), value=write(Do("overview", round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("move/done"), body=(say("move/told", count=told),), buttons=(see, home))


def _keep_steps(unit: Unit, changed: Moved, sent: Completion) -> None:
    rows, follow_ups = sent.facts["steps"], set(map(step_of, all_months()))
    first = min(held_then(sent.facts, sent.answers))
    new = {key: pair[1] for key, pair in changed.items() if key in rows}
    # They have a day of their own from when they are moved.
    first_time = {key: pair[1] for key, pair in changed.items() if key in follow_ups - {*rows}}
    steps.set_days(unit, sent.facts["round"].id, first_time)
    if DIALOGUE in rows and rows[DIALOGUE].due_on != first:
        new[DIALOGUE] = first
    for key, day in new.items():
        steps.move(unit, rows[key], day)
    sitting: Sitting | None = sent.facts["sittings"].get(picked(sent.facts, sent.answers))
    if sitting is not None:
        held_on = changed[sitting.id][1] if sitting.id in changed else sitting.held_on
        at, place = sent.answers["at"], sent.answers["place"]
        sittings.move(unit, sitting, held_on=held_on, starts_at=at, place=place)


def _keep_round(unit: Unit, round_: Round, changed: Moved, sent: Completion) -> None:
    zone = sent.facts["zone_name"]
    deadline = _instant(changed, "choose", round_.deadline, zone) or round_.deadline
    opens = round_.voting_opens and (
        _instant(changed, OPENS, round_.voting_opens, zone) or round_.voting_opens
    )
    plan_due = changed["plans_up"][1] if "plans_up" in changed else round_.plan_due
    first = min(held_then(sent.facts, sent.answers))
    moving.set_days(
        unit, round_, dialogue_on=first, plan_due=plan_due, deadline=deadline, voting_opens=opens
    )
    if opens is not None and round_.phase == Phase.PLANNED.value:
        due.plan(unit, rule="vote.open", subject=round_.id, due_at=opens)


def _instant(changed: Moved, key: str, like: datetime, zone: str) -> datetime | None:
    """The same time of the new day as before."""
    if key not in changed:
        return None
    at = like.astimezone(ZoneInfo(zone)).time()
    return datetime.combine(changed[key][1], at, ZoneInfo(zone)).astimezone(UTC)


async def _tell(unit: Unit, round_: Round, key: str, changed: Moved, sent: Completion) -> int:
    """The planning group; and of a dialogue everybody in it, once they know that there is one.

    Whoever is invited gets the invitation anew.
    """
    told = {person.id for person in await planning.group(unit, round_.workplace_id, sent.today)}
    sitting: Sitting | None = None
    if is_dialogue(sent.facts, sent.answers):
        sitting = sent.facts["sittings"][key]
        told |= {each.id for each in await _who_come(unit, sitting, round_, sent)}
        await tell_moved(unit, sitting, round_, sent.now)
    told.discard(sent.who.id)
    for person_id in sorted(told):
        outbox.queue(unit, _mail(round_, person_id, changed, sitting, sent))
    return len(told)


async def _who_come(
    reads: Snapshot, sitting: Sitting, round_: Round, sent: Completion
) -> Iterable[Person]:
    known = sent.facts["steps"].get("inform")
    unknown = round_.phase == Phase.PLANNED.value and known is not None and known.done_at is None
    if unknown or sitting.invited_at is not None:
        return ()
    return await sittings.members(reads, sitting, round_, sent.today)


def _mail(
    round_: Round, person_id: str, changed: Moved, sitting: Sitting | None, sent: Completion
) -> Mail:
    days = {key: [old.isoformat(), new.isoformat()] for key, (old, new) in changed.items()}
    return Mail(
        message="days_moved",
        key=f"moved:{round_.id}:{sent.session_id}:{person_id}",
        due_at=sent.now,
        person_id=person_id,
        params={
            "round": round_.id,
            "days": days,
            "sitting": sitting.id if sitting else "",
            "by": sent.who.id,
        },
        about=rounds.afterwards(round_.id),
        lane=Lane.BROADCAST,
    )


async def days_moved(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the group what moved and by whom; to everybody else where and when they meet now."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or hearing.who is None or not takes_part(hearing.who, round_):
        return None
    sitting = await sittings.find(reads, hearing.params["sitting"])
    say, body = hearing.say, list[Part]()
    if sitting is not None:
        body.append(Facts(tuple(meeting.rows((sitting,), say))))
    if in_group(hearing.who, round_):
        rows = await changes(reads, round_, hearing.params["days"], say)
        body += [Facts(tuple(rows))] if rows else []
    title = say("move/title_dialogue" if sitting is not None else "move/title_steps")
    see = Button(label=say("round/see"), value=write(Do("overview", round_.id)))
    return Card(title=title, body=tuple(body), buttons=(see,))


async def changes(
    reads: Snapshot, round_: Round, days: Mapping[str, list[str]], say: Speaker
) -> list[tuple[str, str]]:
    """Each day that moved, by its name: what it was and what it is."""
    return [
        (name, say("move/from_to", **_pair(days[key])))
        for key, name in (await _names(reads, round_, say)).items()
        if key in days
    ]


def _pair(pair: list[str]) -> dict[str, date]:
    return {"old": date.fromisoformat(pair[0]), "new": date.fromisoformat(pair[1])}


async def _names(reads: Snapshot, round_: Round, say: Speaker) -> dict[str, str]:
    dialogue = timetable.step_name(DIALOGUE, say.language)
    held = {
        each.id: f"{dialogue} – {each.name}" if each.name else dialogue
        for each in await sittings.of_round(reads, round_.id)
    }
    known = {step.key: timetable.step_name(step.key, say.language) for step in timetable.steps()}
    return {**held, OPENS: say("move/opens"), **known, **names(say.language)}
