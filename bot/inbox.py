"""One thing that someone did: dropped if it is a repeat, else run, committed and answered."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.channels.base import Inbound, Kind, Reply
from bot.matching import ask_roles, ask_who, find, home_of, roles_of, who_acts
from bot.notices import handed_back, home_button
from bot.present import present
from bot.pressure import Pressure
from bot.sent_photos import with_form
from dialogs.core.actions import Action, Do, Open, Turn, read
from dialogs.core.cards import Card
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.core.registry import Registry
from dialogs.core.runner import Runner, Turned, texts
from dialogs.core.spots import Spot
from dialogs.core.texts import Speaker, Texts
from dialogs.core.who import has_left, who_with
from dialogs.rounds.held.photo_waits import are_here
from storage import admins, events, sessions
from storage.prepared import Asked
from storage.storable import Unstorable
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.inbox")

HERE, IN_PLACE = "here", Do("in_place")
"""The one word that is meant for a shared channel, and what every other word is answered with."""


class NotTold(Exception):
    """The platform did not tell in time who it is: nothing is done, so that it can come again."""


@dataclass(frozen=True, kw_only=True)
class Inbox:
    store: Store
    registry: Registry
    texts: Texts
    house: House
    pressure: Pressure = field(default_factory=Pressure)

    async def receive(self, inbound: Inbound, *, now: datetime) -> Reply:
        """What the person sees. Once this returns, what it says is on disk."""

        async def work(unit: Unit) -> Reply:
            return await self._receive(unit, inbound, now)

        try:
            return await self.store.run(work)
        except (StoreBusy, StoreUnavailable, LostRace, NotTold) as trouble:
            log.warning("refused an event on %s: %s", inbound.channel, type(trouble).__name__)
            self.pressure.refuse(inbound.channel, type(trouble).__name__)
            return self._not_done(inbound, "common/busy")
        except Unstorable:
            log.warning("refused an event on %s: nothing can keep it", inbound.channel)
            return self._not_done(inbound, "common/unstorable")

    def _not_done(self, inbound: Inbound, phrase: str) -> Reply:
        """What was written may stand nowhere but in the form that this takes the place of."""
        say, written = self._stranger_says(), texts(inbound.fields)
        if not written:
            return Reply(content=Card(title=say(phrase)))
        return Reply(content=handed_back(say(phrase), written, say), replaces=True)

    async def _receive(self, unit: Unit, inbound: Inbound, now: datetime) -> Reply:
        await unit.ahead(*self._questions(inbound))
        if inbound.event_id and not await events.first_time(
            unit,
            channel=inbound.channel,
            tenant=inbound.tenant,
            event_id=inbound.event_id,
            now=now,
        ):
            return Reply(content=None)
        person = await find(unit, who_acts(inbound), now=now)
        if person is None and inbound.unsure:
            raise NotTold
        if person is None or has_left(person, now, self.house):
            return Reply(content=await self._stranger(unit, inbound, now))
        who = who_with(person, await roles_of(unit, who_acts(inbound), person), self.house)
        say = Speaker(texts=self.texts, language=who.language, zone=who.zone, now=now)
        if inbound.photos:
            are_here(unit, who.id, inbound.event_id)
        meant = await with_form(unit, inbound, self.registry, person_id=who.id, now=now)
        reply = await self._act(unit, meant, who, say, now)
        return replace(reply, language=who.language, person_id=who.id)

    async def _act(
        self, unit: Unit, inbound: Inbound, who: Who, say: Speaker, now: datetime
    ) -> Reply:
        action = self._action(inbound)
        if action is None:
            phrase = "common/not_understood" if inbound.kind is Kind.WORDS else "common/unknown"
            return Reply(content=Card(title=say(phrase), buttons=(home_button(say),)))
        if isinstance(action, Turn):
            runner = Runner(dialogs=self.registry.dialogs, house=self.house)
            turned = await runner.turn(
                unit,
                action=action,
                values=inbound.fields,
                who=who,
                now=now,
                say=say,
                spots=inbound.spots,
                photos=inbound.photos,
            )
            return _reply(turned, say, replaces=True)
        request = Request(
            who=who,
            subject="",
            now=now,
            house=self.house,
            say=say,
            spot=_spot(inbound),
            spots=inbound.spots,
            photos=inbound.photos,
        )
        return await self._begin(unit, action, request)

    async def _begin(self, unit: Unit, action: Open | Do, request: Request) -> Reply:
        """Open a dialog or run a command; a command may lead to a dialog."""
        who, say, now = request.who, request.say, request.now
        if isinstance(action, Do):
            command = self.registry.commands.get(action.name)
            if command is None:
                return Reply(content=Card(title=say("common/unknown"), buttons=(home_button(say),)))
            found = await command(unit, replace(request, subject=action.argument))
            if isinstance(found, Card):
                return Reply(content=found)
            if isinstance(found, Refusal):
                words = say(f"refusals/{found.key}", **found.facts)
                return Reply(content=Card(title=words, buttons=(home_button(say),)))
            action = found
        dialog = self.registry.dialogs.get(action.dialog)
        if dialog is None:
            return Reply(content=Card(title=say("common/unknown"), buttons=(home_button(say),)))
        runner = Runner(dialogs=self.registry.dialogs, house=self.house)
        turned = await runner.open(
            unit,
            dialog=dialog,
            subject=action.subject,
            who=who,
            now=now,
            spots=request.spots,
            photos=request.photos,
        )
        return _reply(turned, say, replaces=False)

    def _questions(self, inbound: Inbound) -> list[Asked[Any]]:
        """What will be asked whoever it is, and whatever is found."""
        channel, tenant, event_id = inbound.channel, inbound.tenant, inbound.event_id
        somebody = who_acts(inbound)
        asked: list[Asked[Any]] = [*ask_who(somebody), ask_roles(somebody)]
        if event_id:
            asked.append(events.ask(channel=channel, tenant=tenant, event_id=event_id))
        if isinstance(action := self._action(inbound), Turn):
            asked.append(sessions.ask(action.session_id))
        return asked

    def _action(self, inbound: Inbound) -> Action | None:
        if inbound.kind is Kind.WORDS:
            said = self.registry.words.get(spoken(inbound.text))
            return said if _is_here(said) or not inbound.place else IN_PLACE
        if inbound.kind is Kind.ASKED:
            asked = spoken(inbound.text)
            return self.registry.words.get(asked, Do("help")) if asked else Do("home")
        if inbound.kind is Kind.ARRIVED:
            return IN_PLACE if inbound.place else Do("welcome")
        return Do("home") if inbound.kind is Kind.HOME else read(inbound.value)

    async def _stranger(self, unit: Unit, inbound: Inbound, now: datetime) -> Card:
        """Kindly, and for its own people with whom to ask; who that is, is no outsider's matter."""
        say = self._stranger_says()
        if inbound.language:
            say = replace(say, language=inbound.language)
        organisation_id = await home_of(unit, who_acts(inbound)) if inbound.member else None
        looking_after = await admins.here(unit, organisation_id, now.date())
        names = [each.name for each in looking_after]
        ask = say("common/stranger_names", names=names) if names else say("common/stranger_ask")
        return Card(title=say("common/stranger"), body=(ask,))

    def _stranger_says(self) -> Speaker:
        return Speaker(texts=self.texts, language=self.house.language, zone=self.house.zone)


def _is_here(said: Action | None) -> bool:
    return isinstance(said, Do) and said.name == HERE


def spoken(text: str) -> str:
    """A line as the table of words has it: lower case, without mentions, marks, extra spaces."""
    bare = re.sub(r"<at>.*?</at>|<@[^>]*>", " ", text)
    return " ".join(re.sub(r"[^\w\s-]", " ", bare.casefold()).split())


def _spot(inbound: Inbound) -> Spot | None:
    """Where it was not looked at, nothing is known but that somebody wrote there."""
    if not inbound.place:
        return None
    bare = Spot(channel=inbound.channel, tenant=inbound.tenant, external_id=inbound.place)
    found = (inbound.spots or {}).get(inbound.place, bare)
    return replace(found, reference={**found.reference, **inbound.reference})


def _reply(turned: Turned, say: Speaker, *, replaces: bool) -> Reply:
    return Reply(content=present(turned, say), replaces=replaces, session_id=turned.session_id)
