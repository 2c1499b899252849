"""Who has not been offered a conversation: by name for their leader, as a share for HR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.rules.ballots import LEAST
from dialogs.rules.keeping import months_on
from dialogs.talks.owed.standing import Stand
from dialogs.talks.owed.team import Member, by_stand, team
from dialogs.talks.packs import names_of, pack_at
from storage import owed
from storage.tables import RoleName
from storage.unit_of_work import Unit

COMMAND, SHARES = "owed", "owed_shares"
MOST_CALLS = 5
ON_A_PAGE = 20


async def own_people(unit: Unit, request: Request) -> Card | Refusal:
    """`do:owed`: everybody whom the asker leads."""
    members = await team(unit, request.house, request.who.id, request.now)
    if not members:
        return Refusal("leads_nobody")
    say = request.say
    groups = by_stand(members)
    names = names_of(members[0].pack, say.language)
    parts: list[Part] = [say(f"owed/intro_{members[0].pack.cadence.obligation}", **names)]
    if not {Stand.LATE, Stand.OPEN} & set(groups):
        parts.append(say("owed/nobody"))
    for stand, those in groups.items():
        parts.append(Heading(say(f"owed/head_{stand.value}", count=len(those))))
        parts += _told(stand, those, request)
    wanting = [*groups.get(Stand.LATE, ()), *groups.get(Stand.OPEN, ())][:MOST_CALLS]
    set_one = [
        Button(
            label=say("owed/set", name=each.person.name.split()[0]),
            value=write(Open("conversation", each.person.id)),
        )
        for each in wanting
    ]
    return Card(
        title=say("owed/title", **names), body=tuple(parts), buttons=(*set_one, *_ways(request))
    )


def _told(stand: Stand, those: Sequence[Member], request: Request) -> Iterator[Part]:
    """Where there is nothing to say of each, their names stand together."""
    alike = [each for each in those if stand is Stand.AWAY or each.standing.day is None]
    rows = tuple(_row(each, request) for each in those if each not in alike)
    if rows:
        yield Facts(rows)
    if alike:
        key = f"owed/names_{stand.value}" if stand is Stand.AWAY else "owed/names"
        yield request.say(key, names=[each.person.name for each in alike])


def _row(member: Member, request: Request) -> tuple[str, str]:
    stand, day = member.standing.stand, member.standing.day
    obligation = member.pack.cadence.obligation
    key = f"{stand.value}_{obligation}" if stand in (Stand.LATE, Stand.OPEN) else stand.value
    return member.person.name, request.say(f"owed/row_{key}", day=day)


def _ways(request: Request) -> tuple[Button, ...]:
    say = request.say
    return (
        Button(label=say("people/all"), value=write(Do("people"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )


async def shares(unit: Unit, request: Request) -> Card | Refusal:
    """`do:owed_shares:FROM`: for HR, a workplace's share from five people on, and never a name."""
    if not request.who.has(RoleName.HR):
        return Refusal("not_for_you")
    say = request.say
    everywhere = await owed.workplaces(unit, request.who.organisation_id)
    start = int(request.subject) if request.subject.isdecimal() else 0
    rows = []
    for place in everywhere[start : start + ON_A_PAGE]:
        pack = await pack_at(unit, request.house, place.id, today=request.today)
        first = months_on(request.today, -pack.cadence.every.months)
        since = datetime.combine(first, time.min, tzinfo=ZoneInfo(request.house.zone))
        some, everybody = await owed.share(unit, place.id, since=since, today=request.today)
        key = "share" if everybody >= LEAST else "too_few"
        rows.append((place.name, say(f"owed/{key}", some=some, everybody=everybody, least=LEAST)))
    more = write(Do(SHARES, str(start + ON_A_PAGE)))
    on = (Button(label=say("people/more"), value=more),)
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("owed/shares"),
        body=(say("owed/shares_intro"), Facts(tuple(rows))),
        buttons=(*(on if len(everywhere) > start + ON_A_PAGE else ()), home),
    )
