"""A round is opened: its days, its dialogues, and its vote now or on a later day."""

from __future__ import annotations

from datetime import datetime

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Completion, Refusal
from dialogs.core.texts import Speaker
from dialogs.rounds import timetable
from dialogs.rounds.opening import days
from dialogs.rounds.opening.facts import frame_of
from dialogs.rounds.opening.teams import day_in, members, teams
from storage import due, outbox, people, rounds, sittings, steps
from storage.database import Snapshot
from storage.ids import new_id
from storage.outbox import Mail
from storage.tables import Mode, Phase, Round, Sitting
from storage.unit_of_work import Unit


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_ = _round(sent)
    if round_ is None:
        return Refusal("not_there")
    planning.expect_member(unit, sent.who, round_.workplace_id)
    rounds.propose(unit, round_)
    _keep_days(unit, round_, sent)
    clashing = clash_lines(sent)
    if round_.phase == Phase.VOTING.value:
        invited = await planning.begin_voting(unit, round_, sent.today, sent.now)
        return opened(sent.say, round_, invited, clashing)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    if round_.phase == Phase.PLANNED.value:
        planning.open_later(unit, round_)
        return planned(sent.say, round_, clashing)
    due.plan(unit, rule="vote.close", subject=round_.id, due_at=round_.deadline)
    for person_id in _to_be_asked(sent):
        outbox.queue(unit, _question(round_, person_id, sent.now))
    return await _waiting(unit, sent, round_)


def _round(sent: Completion) -> Round | None:
    answers, deadline = sent.answers, days.deadline_of(sent.facts, sent.answers)
    held, frame = days.held(answers), frame_of(sent.facts, answers)
    if deadline is None or not held:
        return None
    asks = answers["mode"] == Mode.NAMED.value and _to_be_asked(sent)
    own = sent.who.id if sent.who.id in sent.facts["near"] else ""
    opens = days.voting_opens(sent.facts, answers)
    phase = Phase.PROPOSED if asks else Phase.PLANNED if opens else Phase.VOTING
    return Round(
        id=new_id(),
        workplace_id=sent.facts["workplace_id"],
        opened_by=sent.who.id,
        contact_id=answers["contact"],
        mode=answers["mode"],
        phase=phase.value,
        minimum=sent.facts["minimum"],
        deadline=deadline,
        dialogue_on=held[0],
        plan_due=day_in(answers, "plan_due"),
        opened_at=sent.now,
        agreed=own if asks else "",
        voting_opens=opens,
        frame_id=frame.id if frame else None,
    )


def _keep_days(unit: Unit, round_: Round, sent: Completion) -> None:
    """A day for every step of the round, and its dialogues with their people."""
    steps.set_days(unit, round_.id, days.all_days(sent.facts, sent.answers))
    for team in teams(sent.answers):
        sitting = Sitting(
            id=new_id(),
            round_id=round_.id,
            name=team.name,
            held_on=team.held_on,
            starts_at=team.starts_at,
            place=team.place,
        )
        sittings.add(unit, sitting, members(sent.answers, team) if team.name else ())


def _to_be_asked(sent: Completion) -> list[str]:
    """The representatives; whoever proposes a named vote agrees to it."""
    return [each for each in sent.facts["near"] if each != sent.who.id]


def clash_lines(sent: Completion) -> tuple[Part, ...]:
    """Said once more where it was seen and kept."""
    return timetable.lines(days.clashes(sent.facts, sent.answers), sent.say)


def _ways_on(say: Speaker, round_: Round) -> tuple[Button, ...]:
    see = Button(label=say("round/see"), value=write(Do("overview", round_.id)))
    inform = Button(label=say("inform/begin"), value=write(Open("inform", round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return (inform, see, home)


def opened(say: Speaker, round_: Round, invited: int, more: tuple[Part, ...] = ()) -> Card:
    body = say("round/opened_until", invited=invited, deadline=round_.deadline)
    return Card(title=say("round/opened"), body=(body, *more), buttons=_ways_on(say, round_))


def planned(say: Speaker, round_: Round, more: tuple[Part, ...] = ()) -> Card:
    facts = {"opens": round_.voting_opens, "deadline": round_.deadline}
    body = say("round/planned_until", **facts)
    return Card(title=say("round/planned"), body=(body, *more), buttons=_ways_on(say, round_))


async def _waiting(reads: Snapshot, sent: Completion, round_: Round) -> Card:
    say = sent.say
    asked = await people.people(reads, _to_be_asked(sent))
    names = sorted(person.name for person in asked.values())
    secret = Button(label=say("round/secret_instead"), value=write(Do("secret", round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (say("round/waiting_for", people=names), say("round/waiting_else"))
    return Card(title=say("round/waiting"), body=body, buttons=(home, secret))


def _question(round_: Round, person_id: str, now: datetime) -> Mail:
    return Mail(
        message="named_asked",
        key=f"named:{round_.id}:{person_id}",
        due_at=now,
        person_id=person_id,
        params={"round": round_.id},
        about=rounds.about(round_.id),
        give_up_at=round_.deadline,
    )
