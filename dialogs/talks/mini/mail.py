"""What the other of the two is told of a short talk: ids in the outbox, never words.

A leader is told in the week's letter, so that those who lead many are not written to for each; with
the news of the day where the talk comes before the letter does, and at once where it is near.
"""

from __future__ import annotations

from datetime import datetime

from dialogs.core.actions import Do, Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card, Style
from dialogs.core.dialog import Visit
from dialogs.core.messages import Hearing
from dialogs.talks import news
from dialogs.talks.kom_access import first_name
from dialogs.talks.kom_mail import about
from dialogs.talks.mini import agree_again
from dialogs.talks.mini.parties import Pair
from dialogs.talks.mini.times import after_the_letter
from dialogs.talks.packs import names_of, pack_of
from storage import kom, outbox
from storage.database import Snapshot
from storage.ids import new_id
from storage.outbox import Mail
from storage.tables import Conversation
from storage.unit_of_work import Unit

CALLED = "mini_called"
NOTED = "mini_noted"


def in_a_letter(at: datetime, now: datetime, calendar: WorkCalendar) -> bool:
    """Whether a letter comes before the day of the talk."""
    today = calendar.local_date(now)
    return calendar.local_date(at) >= after_the_letter(today, calendar)


def tell_when(unit: Unit, visit: Visit, talk: Conversation, pair: Pair) -> None:
    """That a short talk is called or moved; an earlier one that was not told yet is not told."""
    outbox.withdraw(unit, message=CALLED, about=about(talk.id))
    news.take_back(unit, CALLED, talk.id)
    calendar = visit.house.calendar.for_zone(visit.who.zone)
    mail = Mail(
        message=CALLED,
        key=f"{CALLED}:{talk.id}:{new_id()}",
        due_at=visit.now,
        person_id=pair.other.id,
        params={"conversation": talk.id, "by": visit.who.id},
        about=about(talk.id),
        give_up_at=talk.at,
    )
    if pair.is_leader:
        outbox.queue(unit, mail)
    elif news.presses(talk.at, visit.now, calendar):
        news.tell_at_once(unit, mail, talk.id, calendar)
    elif not in_a_letter(talk.at, visit.now, calendar):
        news.tell_today(unit, mail, talk.id)


def tell_outcome(unit: Unit, visit: Visit, talk: Conversation, pair: Pair, *, asks: bool) -> None:
    """To the employee; to the leader, who sees it among their people, where a yes is asked for."""
    mail = Mail(
        message=NOTED,
        key=f"{NOTED}:{talk.id}",
        due_at=visit.now,
        person_id=pair.other.id,
        params={"conversation": talk.id, "by": visit.who.id, "asks": asks},
        about=about(talk.id),
    )
    if pair.is_leader:
        outbox.queue(unit, mail)
    elif asks:
        news.tell_today(unit, mail, talk.id)


def _by(hearing: Hearing, talk: Conversation) -> str:
    """Who has called or noted it: what a leader is told of, the employee did."""
    return str(hearing.params.get("by") or talk.person_id)


async def called(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the other one: when it is, and the way to another time."""
    who, say = hearing.who, hearing.say
    talk = await kom.conversation(reads, hearing.params["conversation"])
    if who is None or talk is None or who.id not in (talk.person_id, talk.leader_id):
        return None
    if talk.held or talk.called_off_at is not None or talk.at <= hearing.now:
        return None
    pack = pack_of(hearing.house, talk)
    name = await first_name(reads, _by(hearing, talk))
    facts = {"name": name, "at": talk.at, **names_of(pack, say.language)}
    is_employee = who.id == talk.person_id
    asks = is_employee and pack.mini.checkin
    return Card(
        title=say("mini/called_title", **facts),
        body=(
            say("mini/called", **facts),
            say("mini/called_checkin") if asks else say("mini/called_nothing"),
        ),
        buttons=(
            Button(label=say("mini/agenda"), value=write(Do("mini", talk.id)), style="primary"),
            Button(label=say("mini/move"), value=write(Open("mini_time", talk.id))),
            Button(label=say("mini/off"), value=write(Open("mini_off", talk.id))),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )


async def noted(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the other: what the two agreed is written down, and what is to be said yes to again."""
    who, say = hearing.who, hearing.say
    talk = await kom.conversation(reads, hearing.params["conversation"])
    if who is None or talk is None or not talk.held:
        return None
    parts, yes = await agree_again.asked(reads, hearing, talk)
    if who.id != talk.person_id and not (yes and who.id == talk.leader_id):
        return None
    name = await first_name(reads, _by(hearing, talk))
    facts = {"name": name, "at": talk.at, **names_of(pack_of(hearing.house, talk), say.language)}
    return Card(
        title=say("mini/noted_title", **facts),
        body=(say("mini/noted", **facts), *parts),
        buttons=(
            *yes,
            *_goals(hearing, talk, first=not yes),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )


def _goals(hearing: Hearing, talk: Conversation, *, first: bool) -> tuple[Button, ...]:
    is_employee = hearing.who is not None and hearing.who.id == talk.person_id
    goals = Do("goals") if is_employee else Do("people", talk.person_id)
    style: Style = "primary" if first else "plain"
    return (Button(label=hearing.say("mini/goals"), value=write(goals), style=style),)
