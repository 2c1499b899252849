"""Opening a round: the days, how to vote, and who is contact person (TAL-10, X-01, X-07)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs import planning
from dialogs.concepts import load_round
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Day, Facts, Notice, Option, Pick, Problem, Time
from dialogs.core.texts import Speaker
from dialogs.rounds import timetable
from dialogs.theme_names import CONCEPT
from storage import due, outbox, people, rounds, sittings, steps
from storage.database import Snapshot
from storage.ids import new_id
from storage.outbox import Mail
from storage.tables import Mode, Phase, RoleName, Round, Sitting
from storage.unit_of_work import Unit

REPRESENTATIVES = range(2, 4)
"""Two or three of them is what the guide has in mind (TAL-08); others are warned, not stopped."""
PLAN_MONTH = 12
NOON = "12:00"
AHEAD = timedelta(days=30)
SATURDAY = 5


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    workplace_id = planning.workplace_of(visit.who, visit.subject)
    workplace = await people.workplace(unit, workplace_id) if workplace_id else None
    if workplace is None:
        return Refusal("not_for_you")
    if running := await rounds.under_way(unit, workplace.id):
        return Refusal(f"round_{running.phase}", {"deadline": running.deadline})
    voters = await planning.voters(unit, workplace, visit.today)
    contacts = await planning.employees_of_group(unit, workplace.id, visit.today)
    if not voters or not contacts:
        return Refusal("round_nobody" if not voters else "round_no_contact")
    near = await planning.representatives(unit, workplace.id, visit.today)
    usual = await people.with_role(unit, workplace.id, RoleName.CONTACT)
    minimum = max(visit.house.minimum_ballots, load_round(CONCEPT).limits.minimum_ballots)
    return {
        "now": visit.now,
        "today": visit.today,
        "zone_name": visit.who.zone,
        "workplace_id": workplace.id,
        "workplace": workplace.name,
        "eligible": len(voters),
        "leader_votes": workplace.leader_votes,
        "minimum": minimum,
        "few": len(voters) < minimum,
        "contacts": tuple(Option(each.id, label=each.name) for each in contacts),
        "usual": [each.id for each in usual],
        "near": [each.id for each in near],
        "representatives": len(near),
        "several": len(near) >= planning.ENOUGH_REPRESENTATIVES,
        "odd_group": len(near) not in REPRESENTATIVES,
    }


def prefill(facts: Facts) -> Answers:
    """Noon, the first of December that leaves time, and the contact person there is."""
    soon: date = facts["today"] + AHEAD
    year = soon.year if soon <= date(soon.year, PLAN_MONTH, 1) else soon.year + 1
    answers = {"deadline_at": NOON, "plan_due": date(year, PLAN_MONTH, 1).isoformat()}
    if not facts["few"]:
        answers["mode"] = Mode.SECRET.value
    usual = next((each.key for each in contacts(facts) if each.key in facts["usual"]), None)
    return answers | {"contact": usual} if usual else answers


def contacts(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["contacts"]
    return found


def modes(facts: Facts) -> tuple[Option, ...]:
    """Named needs representatives who can agree to it."""
    offered = [Mode.SECRET, Mode.NAMED] if facts["near"] else [Mode.SECRET]
    return tuple(Option(mode.value) for mode in offered)


def dialogue_ahead(facts: Facts, answers: Answers) -> dict[str, Problem]:
    dialogue = _day(answers, "dialogue_on")
    too_soon = dialogue is not None and dialogue <= facts["today"]
    return {"dialogue_on": Problem("dialogue_too_soon")} if too_soon else {}


def deadline_fits(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """In the future, and on a day before the dialogue: the group has to choose in between."""
    deadline, dialogue = deadline_of(facts, answers), _day(answers, "dialogue_on")
    if deadline is None:
        return {}
    if deadline <= facts["now"]:
        return {"deadline_at": Problem("deadline_past")}
    late = dialogue is not None and date.fromisoformat(answers["deadline_on"]) >= dialogue
    return {"deadline_on": Problem("deadline_after_dialogue")} if late else {}


def plan_after(_facts: Facts, answers: Answers) -> dict[str, Problem]:
    plan, dialogue = _day(answers, "plan_due"), _day(answers, "dialogue_on")
    early = plan is not None and dialogue is not None and plan <= dialogue
    return {"plan_due": Problem("plan_before_dialogue")} if early else {}


def deadline_of(facts: Facts, answers: Answers) -> datetime | None:
    """The instant in UTC; None while it is not known."""
    try:
        day = date.fromisoformat(answers["deadline_on"])
        at = time.fromisoformat(answers["deadline_at"])
    except (KeyError, ValueError):
        return None
    return datetime.combine(day, at, ZoneInfo(facts["zone_name"])).astimezone(UTC)


def _day(answers: Answers, name: str) -> date | None:
    try:
        return date.fromisoformat(answers.get(name, ""))
    except ValueError:
        return None


def group_and_voters(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Who may vote; and a warning, no more, about a planning group of another size (X-07)."""
    told = [say("round/who_votes", **facts)]
    if facts["odd_group"]:
        told.append(say("round/odd_group", **facts))
    return tuple(told)


def short_notice(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Advice where nobody has a whole weekday to answer in."""
    deadline = _day(answers, "deadline_on")
    if deadline is None:
        return ()
    days = (deadline - facts["today"]).days
    between = (facts["today"] + timedelta(days=ahead) for ahead in range(1, days))
    if any(day.weekday() < SATURDAY for day in between):
        return ()
    return (say("round/short_notice"),)


def what_modes_mean(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    told = [say("round/few", **facts)] if facts["few"] else []
    told.append(say("round/secret_means", **facts))
    if facts["near"]:
        told.append(say("round/named_means", **facts))
    return tuple(told)


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_ = _round(sent)
    if round_ is None:
        return Refusal("not_there")
    planning.expect_member(unit, sent.who, round_.workplace_id)
    rounds.propose(unit, round_)
    keep_days(unit, round_, sent)
    if round_.phase == Phase.VOTING.value:
        invited = await planning.begin_voting(unit, round_, sent.today, sent.now)
        return opened(sent.say, round_, invited)
    due.plan(unit, rule="vote.close", subject=round_.id, due_at=round_.deadline)
    for person_id in _to_be_asked(sent):
        outbox.queue(unit, _question(round_, person_id, sent.now))
    return await _waiting(unit, sent, round_)


def _round(sent: Completion) -> Round | None:
    answers, deadline = sent.answers, deadline_of(sent.facts, sent.answers)
    if deadline is None:
        return None
    asks = answers["mode"] == Mode.NAMED.value and _to_be_asked(sent)
    own = sent.who.id if sent.who.id in sent.facts["near"] else ""
    return Round(
        id=new_id(),
        workplace_id=sent.facts["workplace_id"],
        opened_by=sent.who.id,
        contact_id=answers["contact"],
        mode=answers["mode"],
        phase=(Phase.PROPOSED if asks else Phase.VOTING).value,
        minimum=sent.facts["minimum"],
        deadline=deadline,
        dialogue_on=date.fromisoformat(answers["dialogue_on"]),
        plan_due=_day(answers, "plan_due"),
        opened_at=sent.now,
        agreed=own if asks else "",
    )


def keep_days(unit: Unit, round_: Round, sent: Completion) -> None:
    """The dialogue of the whole workplace, and a day for every step of the round."""
    calendar = sent.house.calendar.for_zone(sent.who.zone)
    given = {
        "choose": round_.deadline.astimezone(ZoneInfo(sent.who.zone)).date(),
        "dialogue": round_.dialogue_on,
        "plans_up": round_.plan_due,
    }
    days = timetable.propose(round_.dialogue_on, today=sent.today, calendar=calendar)
    steps.set_days(unit, round_.id, timetable.with_given(days, given))
    sittings.add(unit, Sitting(id=new_id(), round_id=round_.id, held_on=round_.dialogue_on))


def _to_be_asked(sent: Completion) -> list[str]:
    """The representatives; whoever proposes a named vote agrees to it."""
    return [each for each in sent.facts["near"] if each != sent.who.id]


def opened(say: Speaker, round_: Round, invited: int) -> Card:
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = say("round/opened_until", invited=invited, deadline=round_.deadline)
    return Card(title=say("round/opened"), body=(body,), buttons=(home,))


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


ROUND = Dialog(
    name="round",
    pages=(
        Page("dialogue", (Day("dialogue_on"),), body=group_and_voters, check=dialogue_ahead),
        Page("deadline", (Day("deadline_on"), Time("deadline_at")), check=deadline_fits),
        Page(
            "plan",
            (Notice("plan_read"), Day("plan_due", required=False)),
            body=short_notice,
            check=plan_after,
        ),
        Page("mode", (Notice("mode_read"), Pick("mode", options=modes)), body=what_modes_mean),
        Page("contact", (Pick("contact", options=contacts),)),
    ),
    load=load,
    prefill=prefill,
    done=save,
)
