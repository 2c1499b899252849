"""The invitation to a team's talk, in the chat and in a calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Part
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Hearing, Request
from dialogs.core.paper import CalendarFile, Entry
from dialogs.core.texts import Speaker
from dialogs.rounds.links import to_paper
from dialogs.talks.teams.access import CALENDAR, COMMAND, Ours, ours, visited
from storage import outbox
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, TeamTalk
from storage.unit_of_work import Unit

INVITED, PREPARE = "team_invited", "team_preparation"


def tell(
    unit: Unit,
    talk: TeamTalk,
    person_id: str,
    *,
    sequence: int,
    now: datetime,
    taken_over: bool = False,
) -> None:
    """That it has a day, another, a new leader, or none; what is overtaken is not sent."""
    mail = Mail(
        message=INVITED,
        key=f"{INVITED}:{talk.id}:{sequence}:{person_id}",
        due_at=now,
        person_id=person_id,
        params={"talk": talk.id, "sequence": sequence, "taken_over": taken_over},
        about=f"team:{talk.id}",
        lane=Lane.BROADCAST,
        give_up_at=talk.at,
    )
    outbox.queue(unit, mail)


def lasts(found: Ours) -> timedelta:
    """As long as a whole conversation."""
    split = found.pack.time_split
    return timedelta(minutes=split.where_why_minutes + split.how_minutes)


def where_and_when(found: Ours, say: Speaker) -> Facts:
    off = found.talk.called_off_at is not None
    rows = [(say("team_talk/when"), say("team_talk/no_day") if off else say.moment(found.talk.at))]
    if found.talk.place:
        rows.append((say("team_talk/where"), found.talk.place))
    return Facts(tuple(rows))


def to_calendar(found: Ours, asked: Hearing | Request, house: House) -> tuple[Button, ...]:
    """Nothing where no calendar is served."""
    if asked.who is None:
        return ()
    key = "calendar_off" if found.talk.called_off_at else "calendar"
    return to_paper(
        asked.say(f"team_talk/{key}"),
        CALENDAR,
        found.talk.id,
        house=house,
        person_id=asked.who.id,
        now=asked.now,
    )


async def invited(reads: Snapshot, hearing: Hearing) -> Card | None:
    """Not where it has been moved since, as then a newer one is on its way."""
    if hearing.who is None:
        return None
    found = await ours(reads, hearing.who, hearing.house, hearing.params["talk"])
    if isinstance(found, Refusal) or found.talk.sequence != hearing.params["sequence"]:
        return None
    if found.talk.held_at is not None or found.talk.at <= hearing.now:
        return None
    say, talk = hearing.say, found.talk
    if talk.called_off_at is not None:
        return _off(found, hearing)
    taken_over = bool(hearing.params.get("taken_over"))
    key = "taken_over" if taken_over else "moved" if talk.sequence else "invited"
    body: tuple[Part, ...] = (
        where_and_when(found, say),
        *((say("team_talk/share_anew"),) if taken_over else ()),
        found.variant.about.in_(say.language),
        say("team_talk/own_first"),
    )
    prepare = Button(
        label=say("team_talk/prepare"), value=write(Open(PREPARE, talk.id)), style="primary"
    )
    see = Button(label=say("team_talk/see"), value=write(Do(COMMAND, talk.id)))
    return Card(
        title=say(f"team_talk/{key}", name=found.variant.name.in_(say.language)),
        body=body,
        buttons=(prepare, *to_calendar(found, hearing, hearing.house), see),
    )


def _off(found: Ours, hearing: Hearing) -> Card:
    say = hearing.say
    facts = {"name": found.variant.name.in_(say.language), "at": found.talk.at}
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("team_talk/off", **facts),
        body=(say("team_talk/off_kept"),),
        buttons=(*to_calendar(found, hearing, hearing.house), home),
    )


async def calendar(reads: Snapshot, request: Request) -> CalendarFile | Refusal:
    """For the team and its leader. What was moved takes the earlier entry's place."""
    found = await visited(reads, request)
    if isinstance(found, Refusal):
        return found
    entry = Entry(
        uid=f"{found.talk.id}@kombot",
        sequence=found.talk.sequence,
        starts=found.talk.at,
        ends=found.talk.at + lasts(found),
        title=found.variant.name.in_(request.say.language),
        place=found.talk.place or "",
        cancelled=found.talk.called_off_at is not None,
    )
    return CalendarFile(name=request.say("team_talk/file_name"), entries=(entry,))
