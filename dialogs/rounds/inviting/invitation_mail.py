"""The invitation as a message to each person: sent, sent anew when the day moves, called off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.people import Who
from dialogs.rounds.inviting.invited import Invitation, invitation_of, starts
from dialogs.rounds.links import to_paper
from dialogs.rounds.state import in_group, takes_part
from storage import outbox, people, rounds, sittings
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, Person, RoleName, Round, Sitting
from storage.unit_of_work import Unit

INVITED, OFF = "dialogue_invitation", "dialogue_off"
PRINTED, CALENDAR, CALENDAR_OFF = "invitation", "invitation_calendar", "dialogue_off"


async def tell(unit: Unit, sitting: Sitting, round_: Round, *, changes: int, now: datetime) -> int:
    """The invitation to everyone who takes part; returns how many that is.

    `sitting` is as it was read, `changes` what it has once this unit is written.
    """
    found = await audience(unit, sitting, round_, now.date())
    for person in found:
        again = sitting.invited_at is not None
        params = {"sitting": sitting.id, "changes": changes, "again": again}
        outbox.queue(unit, _mail(INVITED, f"{sitting.id}:{changes}", round_, person, params, now))
    return len(found)


def tell_one(
    unit: Unit, sitting: Sitting, round_: Round, person: Person, *, key: str, now: datetime
) -> None:
    """To somebody who takes part from now on; `key` tells what made them."""
    params = {"sitting": sitting.id, "changes": sitting.changes, "again": False}
    about = f"{sitting.id}:{sitting.changes}:{key}"
    outbox.queue(unit, _mail(INVITED, about, round_, person, params, now))


async def tell_moved(unit: Unit, sitting: Sitting, round_: Round, now: datetime) -> None:
    """After `sittings.move` in the same unit, with the dialogue as it was read before.

    Everyone gets the invitation anew, and calendars take it in the place of the earlier one. Where
    nobody is invited yet there is nothing to say.
    """
    if sitting.invited_at is not None:
        await tell(unit, sitting, round_, changes=sitting.changes + 1, now=now)


async def tell_called_off(unit: Unit, sitting: Sitting, round_: Round, now: datetime) -> None:
    """When a dialogue, or its whole round, is called off; it may be deleted in the same unit."""
    if sitting.invited_at is None:
        return
    params = what_calendars_need(sitting)
    for person in await audience(unit, sitting, round_, now.date()):
        outbox.queue(unit, _mail(OFF, f"off:{sitting.id}", round_, person, params, now))


def what_calendars_need(sitting: Sitting) -> dict[str, Any]:
    """To take it out: the dialogue itself may be gone by the time that is done."""
    return {
        "sitting": sitting.id,
        "changes": sitting.changes + 1,
        "held_on": sitting.held_on.isoformat(),
        "starts_at": sitting.starts_at,
    }


async def audience(reads: Snapshot, sitting: Sitting, round_: Round, today: date) -> list[Person]:
    """Those who take part and the leader; the planning group too where all meet together."""
    found = await sittings.members(reads, sitting, round_, today)
    if sitting.name:
        found += await people.with_role(reads, round_.workplace_id, RoleName.LEADER)
    else:
        found += await planning.group(reads, round_.workplace_id, today)
    return list({person.id: person for person in found}.values())


def _mail(
    message: str,
    key: str,
    round_: Round,
    person: Person,
    params: Mapping[str, Any],
    now: datetime,
) -> Mail:
    return Mail(
        message=message,
        key=f"{message}:{key}:{person.id}",
        due_at=now,
        person_id=person.id,
        params={"round": round_.id, **params},
        about=rounds.afterwards(round_.id),
        lane=Lane.BROADCAST,
    )


async def dialogue_invitation(reads: Snapshot, hearing: Hearing) -> Card | None:
    """Not where it has moved since, as then a newer one is on its way; not once the day is over."""
    sitting = await sittings.find(reads, hearing.params["sitting"])
    round_ = await rounds.find(reads, hearing.params["round"])
    if sitting is None or round_ is None or hearing.who is None:
        return None
    if sitting.changes != hearing.params["changes"] or not takes_part(hearing.who, round_):
        return None
    today = hearing.now.astimezone(ZoneInfo(hearing.who.zone)).date()
    if sitting.held_on < today:
        return None
    found = await invitation_of(reads, round_, sitting, house=hearing.house, today=today)
    key = "invitation/title_moved" if hearing.params["again"] else "invitation/title_message"
    return _card(found, hearing.say(key), round_, hearing.who, hearing)


async def invited(unit: Unit, request: Request) -> Card | Refusal:
    """`do:invited:ROUND`: one's own invitation, with links that are fresh."""
    round_ = await rounds.find(unit, request.subject)
    if round_ is None:
        return Refusal("not_there")
    if not takes_part(request.who, round_):
        return Refusal("not_for_you")
    sitting = await _own(unit, round_, request.who)
    if sitting is None or sitting.invited_at is None:
        return Refusal("not_invited_yet")
    found = await invitation_of(unit, round_, sitting, house=request.house, today=request.today)
    card = _card(found, request.say("invitation/title_message"), round_, request.who, request)
    if not in_group(request.who, round_):
        return card
    off = Button(
        label=request.say("calling_off/entry"), value=write(Open("calling_off", round_.id))
    )
    return replace(card, buttons=(*card.buttons, off))


async def _own(reads: Snapshot, round_: Round, who: Who) -> Sitting | None:
    """The planning group, who may be in none of the teams, sees the first."""
    mine = await sittings.of_person(reads, round_.id, who.id)
    if mine is None and in_group(who, round_):
        return next(iter(await sittings.of_round(reads, round_.id)), None)
    return mine


def _card(found: Invitation, title: str, round_: Round, who: Who, asked: Hearing | Request) -> Card:
    say = asked.say
    links = [
        button
        for label, paper in (("calendar", CALENDAR), ("printable", PRINTED))
        for button in to_paper(
            say(f"invitation/{label}"),
            paper,
            found.sitting_id,
            house=asked.house,
            person_id=who.id,
            now=asked.now,
        )
    ]
    again = Button(label=say("invitation/see_again"), value=write(Do("invited", round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=title, body=found.parts(say), buttons=(*links, again, home))


async def dialogue_off(_reads: Snapshot, hearing: Hearing) -> Card | None:
    if hearing.who is None:
        return None
    say, params = hearing.say, hearing.params
    begins = starts(
        date.fromisoformat(params["held_on"]), params["starts_at"], hearing.house.calendar
    )
    links = out_of_calendar(hearing, params)
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (say("invitation/off", at=begins),)
    return Card(title=say("invitation/title_off"), body=body, buttons=(*links, home))


def out_of_calendar(hearing: Hearing, needs: Mapping[str, Any]) -> tuple[Button, ...]:
    """Opens a file that cancels it; nothing where no calendar is served, or nobody is asked."""
    if hearing.who is None:
        return ()
    return to_paper(
        hearing.say("invitation/calendar_off"),
        CALENDAR_OFF,
        "|".join(str(needs[each]) for each in ("sitting", "changes", "held_on", "starts_at")),
        house=hearing.house,
        person_id=hearing.who.id,
        now=hearing.now,
    )
