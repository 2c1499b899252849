"""A rung answers what it got, and passes an effort sideways to another workplace (TAL-63, X-04)."""

from __future__ import annotations

from datetime import date

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Facts, Option, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.upwards.reading import passed_parts
from dialogs.rounds.upwards.reporting import report_parts
from dialogs.rounds.upwards.rungs import (
    expect_sits,
    label_of,
    reads_as,
    rung_name,
    sent_it,
)
from storage import levels, outbox, reports
from storage.database import Snapshot
from storage.ids import new_id
from storage.outbox import Mail
from storage.tables import Answer, PassedOn, Report
from storage.unit_of_work import Unit

LENGTH, NOTE = 1500, 600


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    report = await reports.find(unit, visit.subject)
    if report is None:
        return Refusal("not_there")
    rung = await reads_as(unit, visit.who, report)
    if rung is None:
        return Refusal("not_for_you")
    return {"report": report, "rung": rung, "whose": report.body.get("workplace", report.area)}


def shown(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    return report_parts(facts["report"], say)


async def save(unit: Unit, sent: Completion) -> Card:
    report: Report = sent.facts["report"]
    expect_sits(unit, sent.who, sent.facts["rung"])
    answer = Answer(
        id=new_id(),
        report_id=report.id,
        text=sent.answers["text"],
        answered_by=sent.who.id,
        at=sent.now,
    )
    reports.answer(unit, answer)
    for person_id in await _senders(unit, report, sent.today):
        _tell(unit, "plan_answered", {"answer": answer.id}, person_id, sent)
    return _done(sent, "answering/done", "answering/told")


async def _senders(reads: Snapshot, report: Report, today: date) -> list[str]:
    """The planning group whose plan it is, or those who sit on the rung that summed up."""
    if place := await reports.workplace_of(reads, report):
        return [each.id for each in await planning.group(reads, place.id, today)]
    sender, organisation = reports.sender(report), report.organisation_id
    return list(await levels.members(reads, organisation, sender, report.area, today))


def _tell(unit: Unit, message: str, params: dict[str, str], whom: str, sent: Completion) -> None:
    about = next(iter(params.values()))
    mail = Mail(
        message=message,
        key=f"{message}:{about}:{whom}",
        due_at=sent.now,
        person_id=whom,
        params=params,
        about=f"reports:{sent.who.organisation_id}",
    )
    outbox.queue(unit, mail)


def _done(sent: Completion, title: str, body: str) -> Card:
    say, rung = sent.say, sent.facts["rung"]
    back = write(Do("plans", f"{rung.subject}:0"))
    buttons = (
        Button(label=say("levels/all_plans"), value=back),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(title=say(title), body=(say(body),), buttons=buttons)


ANSWERING = Dialog(
    name="answering",
    pages=(Page("text", (Text("text", max_length=LENGTH, personal=False),), body=shown),),
    load=load,
    done=save,
)


async def plan_answered(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To those who sent it, with the answer itself."""
    found = await reports.find_answer(reads, str(hearing.params["answer"]))
    if found is None or hearing.who is None or not await sent_it(reads, hearing.who, found[1]):
        return None
    answer, report = found
    say = hearing.say
    who = rung_name(report.rung, report.area, say)
    see = Button(label=say("answering/see"), value=write(Do("report", report.id)))
    body = (say("answering/about", what=label_of(report, say)), Quote(answer.text))
    return Card(title=say("answering/news", who=who), body=body, buttons=(see,))


async def load_passing(unit: Unit, visit: Visit) -> Facts | Refusal:
    facts = await load(unit, visit)
    if isinstance(facts, Refusal):
        return facts
    report: Report = facts["report"]
    if not any(each["up"] for each in report.body["efforts"]):
        return Refusal("nothing_to_pass_on")
    own = await reports.workplace_of(unit, report)
    season = await reports.season(unit, report.organisation_id, visit.today)
    places = await levels.standings(unit, report.organisation_id, since=season.since)
    others = [each for each in places if own is None or each.workplace_id != own.id]
    if not others:
        return Refusal("no_other_workplace")
    return {
        **facts,
        "others": tuple(Option(each.workplace_id, each.name, each.area) for each in others),
    }


def efforts(facts: Facts) -> tuple[Option, ...]:
    """Those that need others (TAL-63): what a workplace keeps to itself goes nowhere sideways."""
    body = facts["report"].body
    return tuple(
        Option(f"e{number}", each["title"], each.get("workplace") or body["workplace"])
        for number, each in enumerate(body["efforts"])
        if each["up"]
    )


def other_workplaces(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["others"]
    return found


async def pass_on(unit: Unit, sent: Completion) -> Card | Refusal:
    report: Report = sent.facts["report"]
    where = sent.answers["where"]
    group = await planning.group(unit, where, sent.today)
    if not group:
        return Refusal("no_group_there")
    expect_sits(unit, sent.who, sent.facts["rung"])
    passed = PassedOn(
        id=new_id(),
        report_id=report.id,
        effort=int(sent.answers["effort"].removeprefix("e")),
        workplace_id=where,
        text=sent.answers.get("note") or None,
        passed_by=sent.who.id,
        at=sent.now,
    )
    reports.pass_on(unit, passed)
    for person in group:
        _tell(unit, "passed_on", {"passed": passed.id}, person.id, sent)
    return _done(sent, "passing_on/done", "passing_on/told")


PASSING_ON = Dialog(
    name="passing_on",
    pages=(
        Page("effort", (Pick("effort", options=efforts),)),
        Page(
            "where",
            (
                Pick("where", options=other_workplaces),
                Text("note", required=False, max_length=NOTE, personal=False),
            ),
        ),
    ),
    load=load_passing,
    done=pass_on,
)


async def passed_on(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the planning group that is asked, with who asks."""
    found = await reports.find_passed(reads, str(hearing.params["passed"]))
    if found is None or hearing.who is None:
        return None
    passed, report = found
    if planning.workplace_of(hearing.who, passed.workplace_id) is None:
        return None
    say = hearing.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (*passed_parts(passed, report, say), say("passing_on/next"))
    return Card(title=say("passing_on/news"), body=body, buttons=(home,))
