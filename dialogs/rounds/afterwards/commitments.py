"""Straight after the dialogue (TAL-52): what can each of us do already now?

What somebody writes is their own until they share it; the shared ones stand on one card.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dialogs.core.actions import Do, Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.core.people import Who
from dialogs.core.steps import Answers, Facts, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.participants import sitting_of
from storage import commitments, dated, due, outbox, people, rounds
from storage.database import Snapshot
from storage.ids import new_id
from storage.outbox import Mail
from storage.tables import Commitment, Lane, Round
from storage.unit_of_work import Unit

ASK, LIVES = "commitment.ask", "commitment.lives"
"""The rules that ask for it the day after, and later whether it lives."""
ASKED_AFTER = 15
"""Working days."""
NUDGE_AT = time(9)
AT_HOME = timedelta(days=30)
"""How long after the dialogue home speaks of it."""
LENGTH = 300
MOST_SHOWN = 40
"""A card has room for no more."""
ME, ALL = "me", "all"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_ = await rounds.find(unit, visit.subject)
    sitting = await sitting_of(unit, round_, visit.who) if round_ else None
    if round_ is None or sitting is None:
        return Refusal("not_there" if round_ is None else "not_for_you")
    if sitting.held_on > visit.today:
        return Refusal("commitment_too_soon", {"day": sitting.held_on})
    return {
        "round": round_,
        "made": await commitments.of_person(unit, round_.id, visit.who.id),
    }


def prefill(facts: Facts) -> Answers:
    made: Commitment | None = facts["made"]
    return {"text": made.text, "shared": ALL if made.shared else ME} if made else {}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    before: Commitment | None = sent.facts["made"]
    shared = sent.answers["shared"] == ALL
    mine = Commitment(
        id=new_id(),
        round_id=round_.id,
        person_id=sent.who.id,
        text=sent.answers["text"],
        shared=shared,
    )
    commitments.keep(unit, mine, before)
    if before is None:
        dated.cancel(unit, rule=ASK, round_id=round_.id, person_id=sent.who.id)
        ask_whether_it_lives(unit, round_, sent)
    if shared or (before is not None and before.shared):
        await show(unit, round_, _calendar(sent), sent.now)
    return _kept(sent, shared=shared, asked=before is None)


def ask_whether_it_lives(unit: Unit, round_: Round, visit: Visit) -> None:
    calendar = _calendar(visit)
    day = calendar.add_working_days(visit.today, ASKED_AFTER)
    at: datetime = calendar.at(day, NUDGE_AT)
    due.plan(unit, rule=LIVES, subject=round_.id, person_id=visit.who.id, due_at=at)


def _calendar(visit: Visit) -> WorkCalendar:
    return visit.house.calendar.for_zone(visit.who.zone)


async def show(unit: Unit, round_: Round, calendar: WorkCalendar, now: datetime) -> None:
    """One card in everyone's channel, kept as it is now."""
    place = await people.place_for(unit, round_.workplace_id, "everyone")
    if place is None:
        return
    mail = Mail(
        message="commitments_shared",
        key=f"commitments:{round_.id}",
        due_at=calendar.next_open(now),
        place_id=place.id,
        params={"round": round_.id},
        about=rounds.afterwards(round_.id),
        slot=f"commitments:{round_.id}",
        lane=Lane.UPDATE,
    )
    outbox.queue(unit, mail)


def _kept(sent: Completion, *, shared: bool, asked: bool) -> Card:
    say, round_id = sent.say, sent.facts["round"].id
    see = Button(label=say("commitment/see"), value=write(Do("commitments", round_id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = [say("commitment/kept_all" if shared else "commitment/kept_me")]
    if asked:
        body.append(say("commitment/asked_later"))
    return Card(title=say("commitment/done"), body=tuple(body), buttons=(see, home))


COMMITMENT = Dialog(
    name="commitment",
    pages=(
        Page(
            "commitment",
            (Text("text", max_length=LENGTH), Pick("shared", options=(ME, ALL))),
        ),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
)


async def rows(reads: Snapshot, round_id: str, today: date) -> tuple[Part, ...]:
    """What is shared, with the names of those who share it."""
    found = await commitments.shared(reads, round_id, today)
    return (Rows(tuple(found[:MOST_SHOWN])),) if found else ()


async def shared_card(reads: Snapshot, hearing: Hearing) -> Card | None:
    """In everyone's channel; without anybody's once nobody shares any more."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None:
        return None
    say, today = hearing.say, hearing.house.calendar.local_date(hearing.now)
    found = await rows(reads, round_.id, today)
    own = Button(label=say("commitment/write"), value=write(Open("commitment", round_.id)))
    body = found or (say("commitment/nobody"),)
    return Card(title=say("commitment/all"), body=body, buttons=(own,))


async def see(unit: Unit, request: Request) -> Card | Refusal:
    """`do:commitments:ROUND`: one's own, and what others share."""
    round_ = await rounds.find(unit, request.subject)
    sitting = await sitting_of(unit, round_, request.who) if round_ else None
    if round_ is None or sitting is None:
        return Refusal("not_there" if round_ is None else "not_for_you")
    say = request.say
    made = await commitments.of_person(unit, round_.id, request.who.id)
    found = await rows(unit, round_.id, request.today)
    body: list[Part] = [Heading(say("commitment/all")), *(found or (say("commitment/nobody"),))]
    if made is not None:
        body = [Heading(say("commitment/own")), Quote(made.text), _whose(made, say), *body]
    buttons = []
    if sitting.held_on <= request.today:
        label = say("commitment/change" if made else "commitment/write")
        buttons.append(Button(label=label, value=write(Open("commitment", round_.id))))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("commitment/title"), body=tuple(body), buttons=(*buttons, home))


def _whose(made: Commitment, say: Speaker) -> str:
    return say("commitment/is_all" if made.shared else "commitment/is_me")


async def lives(unit: Unit, request: Request) -> Card | Refusal:
    """`do:commitment_lives:ROUND|yes` or `|gone`: nobody else hears of it; a yes is not kept."""
    round_id, _, answer = request.subject.rpartition("|")
    round_ = await rounds.find(unit, round_id)
    made = await commitments.of_person(unit, round_id, request.who.id) if round_ else None
    if round_ is None or made is None or answer not in {"yes", "gone"}:
        return Refusal("not_there")
    say = request.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    if answer == "yes":
        return Card(title=say("commitment/lives"), buttons=(home,))
    commitments.let_go(unit, made)
    if made.shared:
        await show(unit, round_, _calendar(request), request.now)
    again = Button(label=say("commitment/another"), value=write(Open("commitment", round_.id)))
    body = (say("commitment/had"), Quote(made.text))
    return Card(title=say("commitment/gone"), body=body, buttons=(again, home))


async def at_home(
    reads: Snapshot, round_: Round, who: Who, today: date, say: Speaker
) -> tuple[tuple[Part, ...], tuple[Button, ...], bool]:
    """Home's lines about it, for a month after the dialogue; nobody has to."""
    sitting = await sitting_of(reads, round_, who)
    if sitting is None or not sitting.held_on < today <= sitting.held_on + AT_HOME:
        return (), (), False
    made = await commitments.of_person(reads, round_.id, who.id)
    see = Button(label=say("commitment/see"), value=write(Do("commitments", round_.id)))
    if made is None:
        begin = Button(label=say("commitment/write"), value=write(Open("commitment", round_.id)))
        return (say("commitment/home_none"),), (begin, see), False
    return (say("commitment/home_own"), Quote(made.text)), (see,), False
