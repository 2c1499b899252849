"""Practical things to have ready before the dialogue (TAL-36): who has which, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs import planning
from dialogs.concepts import load_round
from dialogs.core.actions import Do, Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card, Heading, Part, Style, Table
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.paper import Paper, PaperPart, Ticks
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.state import in_group
from dialogs.theme_names import CONCEPT
from storage import chores, due, people, rounds
from storage.database import Snapshot
from storage.tables import Chore, Person, Round
from storage.unit_of_work import Unit

NEW = "new:"
"""What the dialog is opened about where there is no such chore yet, before the round's id."""
MOST = 15
"""More than that nobody keeps an eye on, and a card has room for a button each."""


@dataclass(frozen=True)
class Listed:
    """A chore with what is read of it."""

    chore: Chore
    name: str
    owner: Person | None


def name_of(chore: Chore, language: str) -> str:
    if chore.title:
        return chore.title
    found = {each.key: each.name for each in load_round(CONCEPT).chores}.get(chore.key)
    return found.in_(language) if found else chore.key


def about_of(chore: Chore, language: str) -> str:
    """What it takes; nothing for one of the group's own."""
    found = {each.key: each.about for each in load_round(CONCEPT).chores}.get(chore.key)
    return found.in_(language) if found else ""


def proposed(dialogue_on: date, *, today: date, calendar: WorkCalendar) -> dict[str, date]:
    """A day for each of the pack's. What would lie behind us is for the next working day."""
    soon = min(calendar.next_working_day(today), dialogue_on)
    days = {
        each.key: calendar.add_working_days(dialogue_on, each.days)
        for each in load_round(CONCEPT).chores
    }
    return {key: day if day >= today else soon for key, day in days.items()}


async def listed(reads: Snapshot, found: Sequence[Chore], language: str) -> list[Listed]:
    ids = {each.owner_id for each in found if each.owner_id}
    owners = await people.people(reads, ids) if ids else {}
    return [
        Listed(each, name_of(each, language), owners.get(each.owner_id or "")) for each in found
    ]


async def checklist(unit: Unit, request: Request) -> Card | Refusal:
    """`do:chores:ROUND`, for the planning group."""
    round_ = await rounds.find(unit, request.subject)
    if round_ is None:
        return Refusal("not_there")
    if not in_group(request.who, round_):
        return Refusal("not_for_you")
    found = await chores.of_round(unit, round_.id)
    return await card_of(unit, round_, found, request)


async def card_of(reads: Snapshot, round_: Round, found: list[Chore], request: Request) -> Card:
    """`found` as it is now, what is being written just now among it."""
    say = request.say
    shown = await listed(reads, found, say.language)
    rows = tuple(
        (each.name, _who(each, say), _when(each.chore, request.today, say)) for each in shown
    )
    head = tuple(say(f"chore/head_{name}") for name in ("what", "who", "when"))
    body: list[Part] = [say("chore/intro", day=round_.dialogue_on)]
    body.append(Table(head, rows) if rows else say("chore/none_yet"))
    return Card(
        title=say("chore/list"),
        body=tuple(body),
        buttons=(*_buttons(shown, say), *_further(round_, found, request)),
    )


def _who(each: Listed, say: Speaker) -> str:
    return each.owner.name if each.owner else say("chore/nobody")


def _when(chore: Chore, today: date, say: Speaker) -> str:
    if chore.done_at is not None:
        return say("chore/is_done", day=chore.done_at)
    return say("chore/was_due" if chore.due_on < today else "chore/due", day=chore.due_on)


def _buttons(shown: Sequence[Listed], say: Speaker) -> list[Button]:
    """What is open first; the first that nobody has is marked."""
    waiting = [each for each in shown if each.chore.done_at is None]
    first = next((each for each in waiting if each.owner is None), None)
    done = [each for each in shown if each.chore.done_at is not None]
    buttons = []
    for each in (*waiting, *done):
        style: Style = "primary" if each is first else "plain"
        label = say("chore/open", name=each.name)
        to_change = write(Open("chore", each.chore.id))
        buttons.append(Button(label=label, value=to_change, style=style))
    return buttons


def _further(round_: Round, found: Sequence[Chore], request: Request) -> list[Button]:
    say, shown = request.say, []
    if len(found) < MOST:
        add = write(Open("chore", f"{NEW}{round_.id}"))
        shown.append(Button(label=say("chore/add"), value=add))
    link = request.house.links.to("chores", round_.id, request.who.id, now=request.now)
    if link:
        shown.append(Button(label=say("chore/print"), value="", url=link))
    shown.append(Button(label=say("common/home"), value=write(Do("home"))))
    return shown


async def done(unit: Unit, request: Request) -> Card | Refusal:
    """`do:chore_done:CHORE`: by whoever has it, or by any of the planning group."""
    chore = await chores.find(unit, request.subject)
    round_ = await rounds.find(unit, chore.round_id) if chore else None
    if chore is None or round_ is None:
        return Refusal("not_there")
    owns, member = chore.owner_id == request.who.id, in_group(request.who, round_)
    if not (owns or member):
        return Refusal("not_for_you")
    if chore.done_at is None:
        if not owns:
            planning.expect_member(unit, request.who, round_.workplace_id)
        finish(chore, request)
        chores.change(unit, chore, chore.turn)
        due.plan(unit, rule="round.plan", subject=round_.id, due_at=request.now)
    return await _thanks(unit, request, chore, round_, member=member)


def finish(chore: Chore, request: Request) -> None:
    chore.done_at = chore.changed_at = request.now
    chore.done_by = chore.changed_by = request.who.id


async def _thanks(
    reads: Snapshot, request: Request, chore: Chore, round_: Round, *, member: bool
) -> Card:
    if member:
        others = [each for each in await chores.of_round(reads, round_.id) if each.id != chore.id]
        return await card_of(reads, round_, chores.in_order([*others, chore]), request)
    say = request.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (name_of(chore, say.language),)
    return Card(title=say("chore/thanks"), body=body, buttons=(home,))


async def given(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To whoever has just got it."""
    chore = await chores.find(reads, hearing.params["chore"])
    who = hearing.who
    if chore is None or who is None or chore.owner_id != who.id or chore.done_at is not None:
        return None
    round_ = await rounds.find(reads, chore.round_id)
    if round_ is None:
        return None
    say = hearing.say
    body = [
        say("chore/given", name=name_of(chore, say.language), day=chore.due_on),
        about_of(chore, say.language),
        say("chore/given_how", day=round_.dialogue_on),
    ]
    buttons = (done_button(chore, say), Button(label=say("common/home"), value=write(Do("home"))))
    shown = tuple(each for each in body if each)
    return Card(title=say("chore/given_title"), body=shown, buttons=buttons)


def done_button(chore: Chore, say: Speaker) -> Button:
    label = say("chore/done_it", name=name_of(chore, say.language))
    return Button(label=label, value=write(Do("chore_done", chore.id)))


async def at_home(
    reads: Snapshot, round_: Round, who: Who, today: date, say: Speaker
) -> tuple[tuple[Part, ...], tuple[Button, ...], bool]:
    """Home's lines about what somebody has taken on, while it still is of use."""
    if today > round_.dialogue_on:
        return (), (), False
    mine = await chores.of_owner(reads, round_.id, who.id)
    lines = tuple(
        say("chore/home_line", name=name_of(each, say.language), day=each.due_on) for each in mine
    )
    buttons = tuple(done_button(each, say) for each in mine)
    return lines, buttons, any(each.due_on <= today for each in mine)


async def paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    """The checklist to hang up or to take along, for the planning group."""
    round_ = await rounds.find(reads, request.subject)
    if round_ is None or not in_group(request.who, round_):
        return Refusal("not_for_you")
    say = request.say
    workplace = await people.workplace(reads, round_.workplace_id)
    shown = await listed(reads, await chores.of_round(reads, round_.id), say.language)
    waiting = [each for each in shown if each.chore.done_at is None]
    finished = [each for each in shown if each.chore.done_at is not None]
    parts: list[PaperPart] = [Ticks(tuple(_row(each, say) for each in waiting))]
    if finished:
        rows = tuple((each.name, _when(each.chore, request.today, say)) for each in finished)
        head = (say("chore/head_what"), say("chore/head_when"))
        parts += [Heading(say("chore/paper_done")), Table(head, rows)]
    return Paper(
        name=say("chore/paper_name"),
        title=say("chore/list"),
        subtitle=say(
            "chore/paper_about", name=workplace.name if workplace else "", day=round_.dialogue_on
        ),
        parts=tuple(parts) if shown else (say("chore/none_yet"),),
    )


def _row(each: Listed, say: Speaker) -> tuple[str, str]:
    about, day = about_of(each.chore, say.language), each.chore.due_on
    if each.owner:
        line = say("chore/paper_line", name=each.owner.name, day=day)
    else:
        line = say("chore/paper_free", day=day)
    return each.name, f"{line} {about}".strip()
