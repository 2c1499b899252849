"""A rung sums up what it has got for the next one: counts, what cuts across, its own words."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Notice, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.upwards.reporting import (
    Body,
    summary_body,
    summary_parts,
    theme_name,
    themes_in,
    words_in,
)
from dialogs.rounds.upwards.rungs import (
    Rung,
    View,
    expect_sits,
    rung_at,
    rung_name,
    tell_rung,
    view_of,
)
from dialogs.rules.across import name_like
from storage import levels, people, reports
from storage.tables import Report
from storage.unit_of_work import Unit

LENGTH = 1500
READ_FROM = "read_from"
"""The version that was the newest when this one was begun, kept beside the answers."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    rung = await rung_at(unit, visit.who, visit.subject)
    if rung is None:
        return Refusal("not_for_you")
    organisation = visit.who.organisation_id
    view = await view_of(unit, rung, organisation, visit.today)
    above = view.ladder.after(rung.name, levels.staffed(view.staff))
    if not above:
        return Refusal("top_of_the_ladder")
    if not view.found:
        return Refusal("nothing_has_come_in")
    last = await reports.newest(unit, reports.of_rung(rung.name, organisation, rung.area))
    writer = await people.person(unit, last.sent_by) if last else None
    return {
        "rung": rung,
        "view": view,
        "above": above,
        "version": last.version if last else 0,
        "by": writer.name if writer else "",
        "sent_at": last.sent_at if last else None,
        "draft": _draft(view, visit.who.language),
    }


def _draft(view: View, language: str) -> str:
    """What cuts across, a line each: something to begin from."""
    themes = [
        f"{theme_name(which, key, language)} ({count})"
        for which, key, count in themes_in(each.body for each in view.found)
        if count > 1
    ]
    words = [f"{word} ({len(whose)})" for word, whose in words_in(view.found)]
    return "\n".join((*themes, *words))[:LENGTH]


def prefill(facts: Facts) -> Answers:
    draft = {"text": facts["draft"]} if facts["draft"] else {}
    return {**draft, READ_FROM: str(facts["version"])}


def overtaken(facts: Facts, answers: Answers) -> bool:
    """Another member sent a summary while this one was being written."""
    return answers.get(READ_FROM, "0") != str(facts["version"])


def _body(facts: Facts, text: str) -> Body:
    view: View = facts["view"]
    return summary_body(view.found, of=len(view.standings), text=text)


def preview(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """All that goes besides one's own words."""
    to = say("summing_up/to", to=rung_name(facts["above"], _area_above(facts), say))
    return (to, *summary_parts(_body(facts, ""), say))


def _area_above(facts: Facts) -> str:
    rung: Rung = facts["rung"]
    return rung.area


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    rung: Rung = sent.facts["rung"]
    organisation, text = sent.who.organisation_id, sent.answers["text"]
    if named := await levels.full_names(unit, organisation, name_like(text)):
        return Refusal("names_in_summary", {"names": named})
    expect_sits(unit, sent.who, rung)
    report = Report(
        organisation_id=organisation,
        frame_id=sent.facts["view"].season.frame_id,
        area=rung.area,
        rung=sent.facts["above"],
        source=reports.of_rung(rung.name, organisation, rung.area),
        version=sent.facts["version"] + 1,
        body=dict(_body(sent.facts, text)),
        sent_by=sent.who.id,
        sent_at=sent.now,
    )
    reports.send(unit, report)
    await tell_rung(unit, report, by=sent.who.id, today=sent.today, now=sent.now)
    say, to = sent.say, rung_name(report.rung, report.area, sent.say)
    return Card(
        title=say("summing_up/done"),
        body=(say("summing_up/told", to=to),),
        buttons=(
            Button(label=say("levels/back"), value=write(Do("level", rung.subject))),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )


SUMMING_UP = Dialog(
    name="summing_up",
    pages=(
        Page(
            "summary",
            (Notice("read"), Text("text", max_length=LENGTH, personal=False)),
            body=preview,
        ),
        Page("other", (Pick("other", options=("mine",)),), when=overtaken),
    ),
    load=load,
    prefill=prefill,
    done=save,
    roomy=True,
)
