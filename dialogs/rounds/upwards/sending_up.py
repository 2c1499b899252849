"""The planning group sends its plan up: it sees exactly what goes, and to whom (TAL-20, 63, 67)."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Heading, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.steps import Answers, Facts, Notice, Pick
from dialogs.core.texts import Speaker
from dialogs.rounds.state import in_group
from dialogs.rounds.upwards.reading import report_card
from dialogs.rounds.upwards.reporting import Body, body_of, plan_parts, texts_of
from dialogs.rounds.upwards.rungs import ladder_of, rung_name, tell_rung
from dialogs.rules.across import names_in
from dialogs.rules.ladder import EFFORTS, PLAN, SCOPES
from storage import due, levels, people, reports, rounds, steps
from storage.database import Snapshot
from storage.tables import Person, Phase, Report, Round, Workplace
from storage.unit_of_work import Unit

STEP = "plans_up"
READ_FROM = "read_from"
"""The version that was the newest when this one was begun, kept beside the answers."""
AS_IS, MEND = "as_is", "mend"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_ = await rounds.find(unit, visit.subject)
    if round_ is None:
        return Refusal("not_there")
    if not in_group(visit.who, round_):
        return Refusal("not_for_you")
    place = await people.workplace(unit, round_.workplace_id)
    if place is None:
        return Refusal("not_there")
    if round_.phase != Phase.ANNOUNCED.value:
        return Refusal("plan_not_yet")
    bodies = {scope: await body_of(unit, round_, place.name, scope) for scope in SCOPES}
    if not bodies[PLAN]["efforts"]:
        return Refusal("nothing_to_send_up")
    ladder = await ladder_of(unit, place.organisation_id)
    staff = await levels.staff(unit, place.organisation_id, visit.today)
    rung = ladder.first(levels.staffed(staff, place.area))
    if not rung:
        return Refusal("nobody_above")
    return {
        "round": round_,
        "place": place,
        "rung": rung,
        "scope": ladder.scope,
        "bodies": bodies,
        "named": await _named(unit, round_, bodies, visit),
        **await _before(unit, round_),
    }


async def _named(
    reads: Snapshot, round_: Round, bodies: dict[str, Body], visit: Visit
) -> dict[str, list[str]]:
    """Who works there and is named in what would be sent, by how much of it is."""
    here = await people.of_workplace(reads, round_.workplace_id, visit.today)
    names = [person.name for person in here]
    return {scope: names_in(texts_of(body), names) for scope, body in bodies.items()}


async def _before(reads: Snapshot, round_: Round) -> Facts:
    """The version that was sent last, by whom and when."""
    found = await reports.newest(reads, reports.of_round(round_.id))
    who: Person | None = await people.person(reads, found.sent_by) if found else None
    return {
        "version": found.version if found else 0,
        "by": who.name if who else "",
        "sent_at": found.sent_at if found else None,
    }


def prefill(facts: Facts) -> Answers:
    return {"scope": facts["scope"], READ_FROM: str(facts["version"])}


def _scope(facts: Facts, answers: Answers) -> str:
    return answers.get("scope") or str(facts["scope"])


def names_of(facts: Facts, answers: Answers) -> Sequence[str]:
    found: Sequence[str] = facts["named"][_scope(facts, answers)]
    return found


def has_names(facts: Facts, answers: Answers) -> bool:
    return bool(names_of(facts, answers))


def overtaken(facts: Facts, answers: Answers) -> bool:
    """Somebody else of the group sent it while this one was being looked through."""
    return answers.get(READ_FROM, "0") != str(facts["version"])


def preview(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Every word that goes, and who reads it."""
    place: Workplace = facts["place"]
    to = rung_name(facts["rung"], place.area, say)
    parts: list[Part] = [say("sending_up/to", to=to)]
    if facts["version"]:
        parts.append(say("sending_up/again", day=facts["sent_at"], by=facts["by"]))
    if named := names_of(facts, answers):
        parts += [Heading(say("sending_up/names")), say("sending_up/named", names=named)]
    parts.append(Heading(place.name))
    return (*parts, *plan_parts(facts["bodies"][_scope(facts, answers)], say))


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    say, see = sent.say, write(Do("overview", round_.id))
    if sent.answers.get("names") == MEND:
        button = Button(label=say("sending_up/to_round"), value=see)
        return Card(
            title=say("sending_up/kept_back"), body=(say("sending_up/mend"),), buttons=(button,)
        )
    planning.expect_member(unit, sent.who, round_.workplace_id)
    report = _report(sent)
    reports.send(unit, report)
    steps.finish(unit, round_.id, STEP, person_id=sent.who.id, now=sent.now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    await tell_rung(unit, report, by=sent.who.id, today=sent.today, now=sent.now)
    to = rung_name(report.rung, report.area, say)
    return Card(
        title=say("sending_up/done"),
        body=(say("sending_up/told", to=to),),
        buttons=(
            Button(label=say("sending_up/see"), value=write(Do("sent_up", round_.id))),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )


def _report(sent: Completion) -> Report:
    round_, place = sent.facts["round"], sent.facts["place"]
    return Report(
        organisation_id=place.organisation_id,
        frame_id=round_.frame_id,
        round_id=round_.id,
        area=place.area,
        rung=sent.facts["rung"],
        source=reports.of_round(round_.id),
        version=sent.facts["version"] + 1,
        body=dict(sent.facts["bodies"][sent.answers["scope"]]),
        sent_by=sent.who.id,
        sent_at=sent.now,
    )


SENDING_UP = Dialog(
    name="sending_up",
    pages=(
        Page("scope", (Pick("scope", options=(PLAN, EFFORTS)),)),
        Page(
            "preview",
            (Notice("read"), Pick("names", options=(MEND, AS_IS), when=has_names)),
            body=preview,
        ),
        Page("other", (Pick("other", options=("mine",)),), when=overtaken),
    ),
    load=load,
    prefill=prefill,
    done=save,
    roomy=True,
)


async def sent_up(unit: Unit, request: Request) -> Card | Refusal:
    """`do:sent_up:ROUND`: what the planning group sent last, and what came back."""
    round_ = await rounds.find(unit, request.subject)
    if round_ is None:
        return Refusal("not_there")
    if not in_group(request.who, round_):
        return Refusal("not_for_you")
    found = await reports.newest(unit, reports.of_round(round_.id))
    if found is None:
        return Refusal("nothing_sent_up")
    return await report_card(unit, found, request)
