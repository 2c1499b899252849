"""What is said about votes on paper: to whoever is ticked, and to whoever keeps the pile (X-13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dialogs.core.actions import Do, Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.on_paper.paper_keepers import keepers
from storage import due, outbox, paper, people, rounds
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Phase, Round
from storage.unit_of_work import Unit

TICKED, UNEVEN = "paper_ticked", "paper_uneven"
CLOSE = "vote.close"
A_DAY = timedelta(days=1)


def tell_ticked(
    unit: Unit, round_: Round, person_id: str, once: str, *, ticked: bool, now: datetime
) -> None:
    """The same words whether or not they have voted in the chat: whoever looks on learns nothing.

    `once` names what it was decided in, so that it can be said again after the next tick.
    """
    mail = Mail(
        message=TICKED,
        key=f"{TICKED}:{round_.id}:{person_id}:{once}:{ticked}",
        due_at=now,
        person_id=person_id,
        params={"round": round_.id, "ticked": ticked},
        about=rounds.about(round_.id),
    )
    outbox.queue(unit, mail)


async def count_when_even(
    unit: Unit, round_: Round, *, ticked: int = 0, entered: int = 0, now: datetime
) -> None:
    """A vote whose time is up is counted once nothing is missing; the numbers are what is added."""
    found = await paper.counts(unit, round_.id)
    if round_.deadline <= now and found.ticked + ticked == found.entered + entered:
        due.plan(unit, rule=CLOSE, subject=round_.id, due_at=now)


async def hold(unit: Unit, round_id: str, calendar: WorkCalendar, now: datetime) -> None:
    """A vote that cannot be counted yet is tried again each working morning, and it is told why."""
    round_ = await rounds.find(unit, round_id)
    if round_ is None or round_.phase != Phase.VOTING.value or round_.deadline > now:
        return
    today = calendar.local_date(now)
    again = calendar.first_opening(today + A_DAY)
    due.plan(unit, rule=CLOSE, subject=round_id, due_at=again)
    for person in await keepers(unit, round_, today):
        outbox.queue(unit, _uneven(round_, person.id, today, calendar.next_open(now)))


def _uneven(round_: Round, person_id: str, today: date, at: datetime) -> Mail:
    return Mail(
        message=UNEVEN,
        key=f"{UNEVEN}:{round_.id}:{person_id}:{today.isoformat()}",
        due_at=at,
        person_id=person_id,
        params={"round": round_.id},
        about=rounds.about(round_.id),
    )


async def paper_ticked(reads: Snapshot, hearing: Hearing) -> Card | None:
    """Not where it was changed again before it was sent."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or hearing.who is None or round_.phase != Phase.VOTING.value:
        return None
    mine = await rounds.participation(reads, round_.id, hearing.who.id)
    if mine is None or mine.on_paper != hearing.params["ticked"]:
        return None
    contact = await people.person(reads, round_.contact_id)
    say, which = hearing.say, "ticked" if mine.on_paper else "unticked"
    facts = {"contact": contact.name if contact else "", "deadline": round_.deadline}
    home = Button(label=say("common/home"), value=write(Do("home")))
    vote = Button(
        label=say("theme_vote/begin"), value=write(Open("theme_vote", round_.id)), style="primary"
    )
    may_vote = not mine.on_paper and round_.deadline > hearing.now
    buttons = (vote, home) if may_vote else (home,)
    body = (say(f"paper/{which}_{round_.mode}", **facts),)
    return Card(title=say(f"paper/{which}_title"), body=body, buttons=buttons)


async def paper_uneven(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To whoever keeps the pile, while the vote waits for it."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or round_.phase != Phase.VOTING.value:
        return None
    found = await paper.counts(reads, round_.id)
    if found.even:
        return None
    say = hearing.say
    see = Button(label=say("paper/back"), value=write(Do("paper", round_.id)), style="primary")
    body = (say("paper/uneven", ticked=found.ticked, entered=found.entered), say("paper/mend"))
    return Card(title=say("paper/uneven_title"), body=body, buttons=(see,))
