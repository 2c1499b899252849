"""The agenda of a conversation, for both: before they meet and while they talk (NYB-KOM-47)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Heading
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.rounds.plan.work import paper_button
from dialogs.talks.during.last_time import Last, last_parts, last_time
from dialogs.talks.during.party import Party, home, noted, party_in
from dialogs.talks.during.points import Item, items, topics, touched
from dialogs.talks.packs import cycle_of
from storage import kom, minutes, team_talks
from storage.database import Snapshot
from storage.minutes import EXPECTS
from storage.tables import Kind, LeaderPreparation, Minutes, Preparation, Scope
from storage.unit_of_work import Unit

PAPER = "agenda"
Told = str | Heading | Facts


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """Everything that stands on it. `themes` are the workplace's for the year."""

    party: Party
    themes: tuple[str, ...]
    made: Preparation | None
    notes: LeaderPreparation | None
    stands: Minutes | None
    last: Last
    after_team: bool = False

    @property
    def is_mini(self) -> bool:
        return self.party.talk.kind == Kind.MINI.value

    @property
    def shared(self) -> dict[str, bool]:
        """By side: who has shared something for the other to read."""
        return {
            "person": self.made is not None and self.made.shared != Scope.NOTHING.value,
            "leader": self.notes is not None and self.notes.shared_at is not None,
        }

    def items(self, say: Speaker) -> tuple[Item, ...]:
        return items(
            self.party.pack,
            self.party.talk.kind,
            say.language,
            after_team=self.after_team,
        )


async def agenda_of(reads: Snapshot, request: Request, party: Party) -> Agenda:
    talk = party.talk
    cycle = await cycle_of(reads, request.house, talk)
    return Agenda(
        party=party,
        themes=tuple(cycle.themes) if cycle else (),
        made=await kom.preparation(reads, talk.id),
        notes=await minutes.leaders_notes(reads, talk),
        stands=await minutes.of_talk(reads, talk.id),
        last=await last_time(reads, party, zone=ZoneInfo(request.who.zone)),
        after_team=cycle is not None
        and await team_talks.has_talked(reads, cycle.id, talk.person_id),
    )


async def agenda(unit: Unit, request: Request) -> Card | Refusal:
    """`do:agenda:TALK`; without one an employee's own next one."""
    party = await party_in(unit, request)
    if isinstance(party, Refusal):
        return party
    found, say = await agenda_of(unit, request, party), request.say
    if found.last.points:
        noted(unit, request, party, "minutes")
    return Card(
        title=say("agenda/title", kom=party.name(say.language), name=party.first_name),
        body=tuple(agenda_parts(found, say)),
        buttons=tuple(_buttons(found, request)),
    )


def agenda_parts(found: Agenda, say: Speaker) -> Iterator[Told]:
    """First what was agreed last time, then what each hopes for, then the hour."""
    party = found.party
    yield when(party, say)
    if found.themes and not found.is_mini:
        yield say("agenda/themes", names=found.themes)
    yield from last_parts(found.last, say)
    if not found.is_mini:
        yield Heading(say("agenda/expectations"))
        yield expectations(found, say)
        yield Heading(say("agenda/shared"))
        yield _shared(found, say)
        yield from _topics(found, say)
    yield from plan_of_time(found, say)
    rules = party.pack.ground_rules
    if rules:
        yield Heading(say("agenda/keep_in_mind"))
        yield "\n".join(say("agenda/rule", text=each.text.in_(say.language)) for each in rules)


def when(party: Party, say: Speaker) -> str:
    talk = party.talk
    return say("agenda/when", at=talk.at, place=talk.place or "", held=talk.held)


def expectations(found: Agenda, say: Speaker) -> Facts:
    points = found.stands.points if found.stands else {}
    return Facts(
        tuple(
            (who.name.split()[0], points.get(EXPECTS + side) or say("agenda/no_expectation"))
            for side, who in (("person", found.party.employee), ("leader", found.party.leader))
        )
    )


def _shared(found: Agenda, say: Speaker) -> Facts:
    shared = found.shared
    return Facts(
        tuple(
            (who.name.split()[0], say("agenda/is_shared" if shared[side] else "agenda/not_shared"))
            for side, who in (("person", found.party.employee), ("leader", found.party.leader))
        )
    )


def _topics(found: Agenda, say: Speaker) -> Iterator[Told]:
    pack = found.party.pack
    ticked = found.stands.ticked if found.stands else ()
    yield Heading(say("agenda/topics"))
    yield from touched(topics(pack, say.language), ticked, say, fixed=bool(pack.obligatory))


def plan_of_time(found: Agenda, say: Speaker) -> Iterator[Told]:
    """Minutes by item; the two halves of the hour with how long each takes (NYB-KOM-30)."""
    whole = found.items(say)
    yield Heading(say("agenda/time", minutes=sum(each.minutes for each in whole)))
    for part in dict.fromkeys(each.part for each in whole):
        half = [each for each in whole if each.part == part]
        if part:
            yield say(f"agenda/half_{part}", minutes=sum(each.minutes for each in half))
        yield Facts(
            tuple((say("agenda/minutes", minutes=each.minutes), each.text) for each in half)
        )


def _buttons(found: Agenda, request: Request) -> Iterator[Button]:
    party, say = found.party, request.say
    held = party.talk.held
    if not held and party.has_come(request):
        yield party.does(say, "talk_now", "agenda/begin", style="primary")
    if any(found.shared.values()):
        yield party.does(say, "talk_shared", "agenda/read_shared")
    if not held and not found.is_mini:
        yield party.opens(say, "expectation", "agenda/expect")
        dialog = "leader_preparation" if party.is_leader else "preparation"
        yield party.opens(say, dialog, "agenda/prepare")
    if party.pack.prompts:
        yield party.does(say, "talk_prompt", "agenda/prompt")
    yield party.does(say, "minutes", "agenda/minutes_of")
    if party.has_come(request):
        yield party.opens(say, "plan", "agenda/plan")
    if not held and party.has_come(request):
        yield party.does(say, "held", "agenda/held")
    yield from paper_button(request, say("agenda/print"), PAPER, party.talk.id)
    if not found.is_mini:
        yield party.does(say, "sheets", "talk_papers/all")
    yield home(say)


async def prompt(unit: Unit, request: Request) -> Card | Refusal:
    """`do:talk_prompt:TALK|2`: one at a time, of those that make an answer concrete (NOR-25)."""
    party = await party_in(unit, request)
    if isinstance(party, Refusal):
        return party
    say, found = request.say, party.pack.prompts
    if not found:
        return Refusal("not_there")
    at = number_in(request.subject) % len(found)
    more = write(Do("talk_prompt", f"{party.talk.id}|{at + 1}"))
    return Card(
        title=found[at].text.in_(say.language),
        body=(say("agenda/prompt_how"),),
        buttons=(
            Button(label=say("agenda/another_prompt"), value=more),
            party.does(say, "talk_now", "agenda/to_talk"),
            party.does(say, "agenda", "agenda/see"),
        ),
    )


def number_in(subject: str, place: int = 1) -> int:
    """A number in a button's subject; 0 for anything that is none, as it may be forged."""
    raw = [*subject.split("|"), "", "", ""][place]
    return int(raw[:10]) if raw.isascii() and raw.isdigit() else 0


def since(request: Request, stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, tz=request.now.tzinfo)
