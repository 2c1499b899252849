"""While they talk: the item of the moment by the clock, and what is left to get round to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.talks.during.agenda import Agenda, agenda_of, expectations, number_in, since
from dialogs.talks.during.last_time import last_parts
from dialogs.talks.during.party import Party, home, noted, party_in, stamp
from dialogs.talks.during.points import Item, topics, touched
from storage import minutes
from storage.minutes import WRITTEN, Draft
from storage.unit_of_work import Unit

MINUTE = timedelta(minutes=1)
GO = "talk_now"


@dataclass(frozen=True, kw_only=True)
class Hour:
    """`began` is when they began, `at` which item they are at."""

    items: Sequence[Item]
    began: datetime
    at: int

    @property
    def ends(self) -> datetime:
        return self.began + sum(each.minutes for each in self.items[: self.at + 1]) * MINUTE

    @property
    def is_last(self) -> bool:
        return self.at == len(self.items) - 1


def by_clock(items: Sequence[Item], began: datetime, now: datetime) -> int:
    """The item whose time it is; the last one when the time is up."""
    hours = (Hour(items=items, began=began, at=at) for at in range(len(items)))
    return next((each.at for each in hours if now < each.ends), len(items) - 1)


async def now_card(unit: Unit, request: Request) -> Card | Refusal:
    """`do:talk_now:TALK|BEGAN|ITEM`: either may open it, and each goes on in their own.

    Without a moment it goes by the hour that was set, as long as that lasts.
    """
    party = await party_in(unit, request)
    if isinstance(party, Refusal):
        return party
    if party.talk.held:
        return Refusal("talk_held", {"at": party.talk.at})
    if not party.has_come(request):
        return Refusal("talk_not_yet", {"at": party.talk.at})
    found = await agenda_of(unit, request, party)
    hour = _hour(found, request)
    if hour is None:
        return _begin(party, request)
    if found.items(request.say)[hour.at].shows == "last" and found.last.points:
        noted(unit, request, party, "minutes")
    return _card(found, hour, request)


def _hour(found: Agenda, request: Request) -> Hour | None:
    items, began = found.items(request.say), found.party.talk.at
    if moment := number_in(request.subject):
        began = since(request, moment)
        at = min(number_in(request.subject, 2), len(items) - 1)
        return Hour(items=items, began=began, at=at)
    whole = sum(each.minutes for each in items) * MINUTE
    if not began <= request.now < began + whole:
        return None
    return Hour(items=items, began=began, at=by_clock(items, began, request.now))


def _begin(party: Party, request: Request) -> Card:
    say = request.say
    start = _go(party, say("talk_now/start"), request.now, 0)
    return Card(
        title=say("talk_now/ready", name=party.first_name),
        body=(say("talk_now/how"),),
        buttons=(
            replace(start, style="primary"),
            party.does(say, "agenda", "agenda/see"),
            home(say),
        ),
    )


def _go(party: Party, label: str, began: datetime, at: int) -> Button:
    return Button(label=label, value=write(Do(GO, f"{party.talk.id}|{stamp(began)}|{at}")))


def _card(found: Agenda, hour: Hour, request: Request) -> Card:
    say, item = request.say, hour.items[hour.at]
    key = "talk_now/until" if request.now < hour.ends else "talk_now/over"
    body: list[Part] = [say(key, ends=hour.ends, minutes=item.minutes)]
    body += _under(found, item, say)
    if not hour.is_last:
        coming = hour.items[hour.at + 1]
        body.append(say("talk_now/coming", text=coming.text, minutes=coming.minutes))
    return Card(title=item.text, body=tuple(body), buttons=tuple(_buttons(found, hour, request)))


def _under(found: Agenda, item: Item, say: Speaker) -> Iterator[Part]:
    """What belongs to the item of the moment."""
    match item.shows:
        case "last":
            yield from list(last_parts(found.last, say))[1:]
        case "expectations":
            yield expectations(found, say)
        case "topics":
            pack = found.party.pack
            ticked = found.stands.ticked if found.stands else ()
            whole = topics(pack, say.language)
            yield from touched(whole, ticked, say, fixed=bool(pack.obligatory))
        case _:
            return


def _buttons(found: Agenda, hour: Hour, request: Request) -> Iterator[Button]:
    party, say = found.party, request.say
    shows = hour.items[hour.at].shows
    if hour.is_last:
        yield party.does(say, "held", "agenda/held", style="primary")
    else:
        onward = _go(party, say("talk_now/next"), hour.began, hour.at + 1)
        yield replace(onward, style="primary")
    if hour.at:
        yield _go(party, say("talk_now/back"), hour.began, hour.at - 1)
    if shows == "topics":
        yield from _ticks(found, hour, say)
    if shows == "shared" and any(found.shared.values()):
        yield party.does(say, "talk_shared", "agenda/read_shared")
    if party.pack.prompts:
        yield party.does(say, "talk_prompt", "agenda/prompt")
    if shows == "plan":
        yield party.opens(say, "plan", "agenda/plan")
    yield party.opens(say, "minutes", "talk_now/write")
    yield party.does(say, "agenda", "agenda/see")
    yield home(say)


def _ticks(found: Agenda, hour: Hour, say: Speaker) -> Iterator[Button]:
    ticked = found.stands.ticked if found.stands else ()
    for each in topics(found.party.pack, say.language):
        is_on = each.key in ticked
        subject = (found.party.talk.id, stamp(hour.began), hour.at, each.key, "" if is_on else "on")
        key = "talk_now/untick" if is_on else "talk_now/tick"
        value = write(Do("talk_tick", "|".join(map(str, subject))))
        yield Button(label=say(key, name=each.name), value=value)


async def tick(unit: Unit, request: Request) -> Card | Refusal:
    """`do:talk_tick:TALK|BEGAN|ITEM|TOPIC|on`: said by either, and seen by both."""
    party = await party_in(unit, request)
    if isinstance(party, Refusal):
        return party
    if party.talk.held:
        return Refusal("talk_held", {"at": party.talk.at})
    found, say = await agenda_of(unit, request, party), request.say
    *_, topic, is_on = ["", "", *request.subject.split("|")]
    ticked = set(found.stands.ticked if found.stands else ())
    wanted = ticked | {topic} if is_on else ticked - {topic}
    known = {each.key for each in topics(party.pack, say.language)}
    hour = _hour(found, request)
    if topic not in known or hour is None:
        return Refusal("not_there")
    if wanted != ticked:
        minutes.expect_party(unit, party.talk, request.who.id)
        draft = Draft(ticked=wanted, by=request.who.id)
        minutes.write(unit, party.talk.id, found.stands, draft)
        noted(unit, request, party, WRITTEN)
    stands = found.stands or minutes.empty(party.talk.id, request.who.id)
    stands = stands.model_copy(update={"ticked": sorted(wanted)})
    return _card(replace(found, stands=stands), hour, request)
