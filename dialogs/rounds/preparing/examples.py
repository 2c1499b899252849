"""Everybody prepares an everyday example for each chosen theme (TAL-33): read by nobody else.

The planning group learns how many are ready, never who.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Details, Heading, Part, Quote, Style
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.core.people import Who
from dialogs.core.steps import Answers, Facts, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.participants import everyone, sitting_of
from dialogs.theme_names import chosen_name, list_name, themes_of
from storage import dated, examples, outbox, people, rounds
from storage.database import Snapshot
from storage.ids import new_id
from storage.outbox import Mail
from storage.tables import (
    Example,
    Experience,
    Lane,
    Phase,
    Round,
    Selection,
    Sitting,
    ThemeList,
)
from storage.unit_of_work import Unit

OWN, TODAY = "example.own", "example.day"
"""The rules that remind somebody of their own."""
HOUR = timedelta(hours=1)
FEW = 5
"""Fewer take part: how many are ready would tell who is."""
HAPPENED, BRIEF = 1000, 500


@dataclass(frozen=True, kw_only=True)
class Own:
    """Somebody's examples in a round: what was chosen, and what they have written."""

    round: Round
    sitting: Sitting
    chosen: Mapping[ThemeList, Selection]
    made: Mapping[ThemeList, Example]

    @property
    def open(self) -> list[ThemeList]:
        return [which for which in self.chosen if which not in self.made]

    def begun(self, today: date) -> bool:
        """Until then they may be changed."""
        return self.sitting.started_at is not None or today > self.sitting.held_on


async def own(reads: Snapshot, round_: Round | None, who: Who) -> Own | None:
    """None where there is nothing to prepare for this person."""
    if round_ is None or round_.phase != Phase.ANNOUNCED.value:
        return None
    sitting = await sitting_of(reads, round_, who)
    if sitting is None:
        return None
    found = await rounds.selections(reads, round_.id)
    return Own(
        round=round_,
        sitting=sitting,
        chosen={which: found[which] for which in ThemeList if which in found},
        made=await examples.of_person(reads, round_.id, who.id),
    )


def about(round_id: str, which: ThemeList) -> str:
    """What the dialog is opened about."""
    return f"{round_id}:{which.value}"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_id, _, name = visit.subject.rpartition(":")
    found = await own(unit, await rounds.find(unit, round_id), visit.who)
    which = next((each for each in ThemeList if each.value == name), None)
    if found is None or which is None or which not in found.chosen:
        return Refusal("no_examples_yet")
    if found.begun(visit.today):
        return Refusal("examples_too_late", {"day": found.sitting.held_on})
    selection, language = found.chosen[which], visit.who.language
    wording = themes_of(which).theme(selection.theme).description.in_(language)
    return {
        "own": found,
        "which": which,
        "list": list_name(which, language),
        "theme": chosen_name(selection, language),
        "about": "" if selection.wording else wording,
        "day": found.sitting.held_on,
    }


def prefill(facts: Facts) -> Answers:
    made: Example | None = facts["own"].made.get(facts["which"])
    if made is None:
        return {}
    return {
        "experience": made.experience,
        "happened": made.happened,
        "shows": made.shows or "",
        "leads_to": made.leads_to or "",
    }


def theme(facts: Facts, _answers: Answers, _say: Speaker) -> tuple[Part, ...]:
    return (Details(title=facts["theme"], text=facts["about"]),) if facts["about"] else ()


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    found: Own = sent.facts["own"]
    which: ThemeList = sent.facts["which"]
    before = found.made.get(which)
    example = Example(
        id=new_id(),
        round_id=found.round.id,
        person_id=sent.who.id,
        list=which.value,
        experience=sent.answers["experience"],
        happened=sent.answers["happened"],
        shows=sent.answers.get("shows") or None,
        leads_to=sent.answers.get("leads_to") or None,
    )
    examples.keep(unit, example, before)
    left = [each for each in found.open if each is not which]
    if before is None and not left:
        dated.cancel(unit, rule=OWN, round_id=found.round.id, person_id=sent.who.id)
        await count_again(unit, found, sent)
    return _kept(sent, left)


def _kept(sent: Completion, left: list[ThemeList]) -> Card:
    """Without what was written: a chat keeps what stands in it."""
    say, round_id = sent.say, sent.facts["own"].round.id
    more = [
        Button(
            label=say("example/other", list=list_name(each, say.language)),
            value=write(Open("example", about(round_id, each))),
            style="primary",
        )
        for each in left
    ]
    see = Button(label=say("example/see"), value=write(Do("examples", round_id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (say("example/kept" if left else "example/both", day=sent.facts["day"]),)
    return Card(title=say("example/done"), body=body, buttons=(*more, see, home))


EXAMPLE = Dialog(
    name="example",
    pages=(
        Page(
            "example",
            (
                Pick("experience", options=tuple(each.value for each in Experience)),
                Text("happened", max_length=HAPPENED),
                Text("shows", max_length=BRIEF, required=False),
                Text("leads_to", max_length=BRIEF, required=False),
            ),
            body=theme,
        ),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
    roomy=True,
)


async def count_again(unit: Unit, found: Own, visit: Visit) -> None:
    """Refresh the planning group's number at the next full hour in which people work.

    One that moved at once would tell who has just been seen with a phone in hand.
    """
    place = await people.place_for(unit, found.round.workplace_id, "planning")
    if place is None:
        return
    calendar = visit.house.calendar.for_zone(visit.who.zone)
    full = visit.now.replace(minute=0, second=0, microsecond=0) + HOUR
    mail = Mail(
        message="examples_ready",
        key=f"examples:{found.round.id}:{full.isoformat()}",
        due_at=calendar.next_open(full),
        place_id=place.id,
        params={"round": found.round.id},
        about=rounds.afterwards(found.round.id),
        slot=f"examples:{found.round.id}",
        lane=Lane.UPDATE,
    )
    outbox.queue(unit, mail)


async def ready_line(reads: Snapshot, round_: Round, today: date, say: Speaker) -> str:
    """How many of all have theirs; nothing where they are few."""
    among = await everyone(reads, round_, today)
    if len(among) < FEW:
        return ""
    lists = [each.value for each in await rounds.selections(reads, round_.id)]
    ready = (await examples.ready(reads, round_.id, lists)) & among.keys() if lists else ()
    return say("example/ready", ready=len(ready), among=len(among))


async def examples_ready(reads: Snapshot, hearing: Hearing) -> Card | None:
    """In the planning group's channel."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or round_.phase != Phase.ANNOUNCED.value:
        return None
    say = hearing.say
    today = hearing.house.calendar.local_date(hearing.now)
    line = await ready_line(reads, round_, today, say)
    if not line:
        return None
    body = (line, say("example/ready_who"))
    return Card(title=say("example/ready_title", day=round_.dialogue_on), body=body)


async def mine(unit: Unit, request: Request) -> Card | Refusal:
    """`do:examples:ROUND`, `eksempler`: one's own, to write, to mend, and to read on the day."""
    round_ = (
        await rounds.find(unit, request.subject)
        if request.subject
        else await rounds.latest(unit, request.who.workplace_id)
    )
    found = await own(unit, round_, request.who)
    if found is None or not found.chosen:
        return Refusal("no_examples_yet")
    say, begun = request.say, found.begun(request.today)
    body: list[Part] = []
    for which, selection in found.chosen.items():
        body.append(Heading(chosen_name(selection, say.language)))
        body += written(found.made.get(which), say)
    buttons = () if begun else _buttons(found, say)
    home = Button(label=say("common/home"), value=write(Do("home")))
    key = "example/over" if begun else "example/until"
    return Card(
        title=say("example/mine"),
        body=(*body, say(key, day=found.sitting.held_on)),
        buttons=(*buttons, home),
    )


def written(made: Example | None, say: Speaker) -> tuple[Part, ...]:
    if made is None:
        return (say("example/none"),)
    kind = Rows(((say("example/experience_read"), say(f"example/experience_{made.experience}")),))
    more = (("shows", made.shows), ("leads_to", made.leads_to))
    rest = [
        part for name, text in more if text for part in (say(f"example/{name}_is"), Quote(text))
    ]
    return (kind, Quote(made.happened), *rest)


def _buttons(found: Own, say: Speaker) -> tuple[Button, ...]:
    """What is not there yet is marked, once."""
    first = next(iter(found.open), None)
    shown = []
    for which in found.chosen:
        key = "example/find" if which in found.open else "example/change"
        style: Style = "primary" if which is first else "plain"
        to_write = write(Open("example", about(found.round.id, which)))
        label = say(key, list=list_name(which, say.language))
        shown.append(Button(label=label, value=to_write, style=style))
    return tuple(shown)


async def at_home(
    reads: Snapshot, round_: Round, who: Who, today: date, say: Speaker
) -> tuple[tuple[Part, ...], tuple[Button, ...], bool]:
    """Home's lines about them: what to show, what to press, and whether they await the person."""
    found = await own(reads, round_, who)
    if found is None or not found.chosen or today > found.sitting.held_on:
        return (), (), False
    see = Button(label=say("example/see"), value=write(Do("examples", round_.id)))
    if found.sitting.ended_at is not None:
        return (), (), False
    if today == found.sitting.held_on:
        return (say("example/home_today"),), (see,), False
    if not found.open:
        return (say("example/home_ready"),), (see,), False
    key = "example/home_none" if len(found.open) == len(found.chosen) else "example/home_one"
    which = found.open[0]
    begin = Button(
        label=say("example/find", list=list_name(which, say.language)),
        value=write(Open("example", about(round_.id, which))),
        style="primary",
    )
    return (say(key),), (begin, see), True
