"""What has come in on a rung, and one report of it with what was answered."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Quote
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.rounds.upwards.reporting import asks, report_parts
from dialogs.rounds.upwards.rungs import Rung, label_of, reads_as, rung_at, rung_name, sent_it
from storage import reports
from storage.database import Snapshot
from storage.tables import Answer, PassedOn, Report
from storage.unit_of_work import Unit

ON_A_PAGE = 8


async def plans(unit: Unit, request: Request) -> Card | Refusal:
    """`do:plans:RUNG:WORKPLACE:PAGE`: what has come in, a page at a time."""
    subject, _, page = request.subject.rpartition(":")
    rung = await rung_at(unit, request.who, subject)
    if rung is None or not (page.isascii() and page.isdigit()):
        return Refusal("not_for_you")
    season = await reports.season(unit, request.who.organisation_id, request.today)
    found = await reports.come_in(
        unit, request.who.organisation_id, rung.name, since=season.since, area=rung.looks_at
    )
    first = ON_A_PAGE * min(int(page), max(0, len(found) - 1) // ON_A_PAGE)
    return _page(rung, found, first, request.say)


def _page(rung: Rung, found: Sequence[Report], first: int, say: Speaker) -> Card:
    shown = [(label_of(each, say), each) for each in found[first : first + ON_A_PAGE]]
    rows = tuple((label, say("levels/sent", day=each.sent_at)) for label, each in shown)
    buttons = [
        Button(label=say("levels/read", what=label), value=write(Do("report", each.id)))
        for label, each in shown
    ]
    page = first // ON_A_PAGE
    if page:
        buttons.append(_turn(rung, page - 1, say("levels/earlier")))
    if len(found) > first + ON_A_PAGE:
        buttons.append(_turn(rung, page + 1, say("levels/more")))
    back = Button(label=say("levels/back"), value=write(Do("level", rung.subject)))
    body: tuple[Part, ...] = (Facts(rows),) if rows else (say("levels/none_in"),)
    return Card(title=say("levels/plans"), body=body, buttons=(*buttons, back))


def _turn(rung: Rung, page: int, label: str) -> Button:
    return Button(label=label, value=write(Do("plans", f"{rung.subject}:{page}")))


async def report(unit: Unit, request: Request) -> Card | Refusal:
    """`do:report:ID`: for those it was sent to, and for those who sent it."""
    found = await reports.find(unit, request.subject)
    if found is None:
        return Refusal("not_there")
    return await report_card(unit, found, request)


async def report_card(reads: Snapshot, found: Report, request: Request) -> Card | Refusal:
    rung = await reads_as(reads, request.who, found)
    own = await sent_it(reads, request.who, found)
    if rung is None and not own:
        return Refusal("not_for_you")
    say = request.say
    before = await reports.before(reads, found)
    answered = await reports.answers(reads, found.source)
    body = [
        say("levels/sent_to", to=rung_name(found.rung, found.area, say), day=found.sent_at),
        *report_parts(found, say),
        *_answers(answered, say),
    ]
    if own and found.round_id:
        body += await _asked_of_us(reads, found, say)
    buttons = [*_replies(found, rung, say), *_own(found, own=own, say=say)]
    if before is not None:
        earlier = write(Do("report", before.id))
        buttons.append(Button(label=say("levels/version_before"), value=earlier))
    buttons.append(Button(label=say("common/home"), value=write(Do("home"))))
    return Card(title=label_of(found, say), body=tuple(body), buttons=tuple(buttons))


def _answers(found: Sequence[tuple[Answer, Report]], say: Speaker) -> list[Part]:
    parts: list[Part] = [Heading(say("levels/answers"))] if found else []
    for answer, to in found:
        who = rung_name(to.rung, to.area, say)
        parts += [say("levels/answered", who=who, day=answer.at), Quote(answer.text)]
    return parts


async def _asked_of_us(reads: Snapshot, found: Report, say: Speaker) -> list[Part]:
    """What other workplaces ask of the one whose plan it is (TAL-63)."""
    place = await reports.workplace_of(reads, found)
    season = await reports.season(reads, found.organisation_id, found.sent_at.date())
    asked = await reports.passed_to(reads, place.id, since=season.since) if place else []
    parts: list[Part] = [Heading(say("levels/asked_of_us"))] if asked else []
    for passed, report_ in asked:
        parts += passed_parts(passed, report_, say)
    return parts


def passed_parts(passed: PassedOn, report_: Report, say: Speaker) -> tuple[Part, ...]:
    """The effort that another workplace needs help with, who asks, and who passes it on."""
    effort = report_.body["efforts"][passed.effort]
    rows = (
        (say("levels/asks"), effort.get("workplace") or report_.body["workplace"]),
        (say("levels/effort"), effort["title"]),
        (say("levels/needs"), asks(effort, say)),
        (say("levels/through"), rung_name(report_.rung, report_.area, say)),
    )
    note = (Quote(passed.text),) if passed.text else ()
    return (Facts(rows), *note)


def _replies(found: Report, rung: Rung | None, say: Speaker) -> list[Button]:
    if rung is None:
        return []
    back = Do("plans", f"{rung.subject}:0")
    buttons = [
        Button(
            label=say("levels/answer"),
            value=write(Open("answering", found.id)),
            style="primary",
        )
    ]
    if any(each["up"] for each in found.body["efforts"]):
        to_pass = write(Open("passing_on", found.id))
        buttons.append(Button(label=say("levels/pass_on"), value=to_pass))
    return [*buttons, Button(label=say("levels/all_plans"), value=write(back))]


def _own(found: Report, *, own: bool, say: Speaker) -> list[Button]:
    if not own or not found.round_id:
        return []
    again = write(Open("sending_up", found.round_id))
    return [Button(label=say("levels/send_again"), value=again)]
