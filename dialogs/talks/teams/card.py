"""The team's talk on one card: what has been shared, and the plan, for the team alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.talks.questions import asked
from dialogs.talks.teams import planning, preparing
from dialogs.talks.teams.access import COMMAND, Ours, noted, ours
from dialogs.talks.teams.messages import PREPARE, tell, to_calendar, where_and_when
from storage import people, team_talks
from storage.database import Snapshot
from storage.tables import TeamMember
from storage.unit_of_work import Unit

HELD, OFF, OFF_YES = "held", "off", "off-yes"


async def card(unit: Unit, request: Request) -> Card | Refusal:
    """`do:team_talk:TALK`, and `TALK|held` when they have talked."""
    talk_id, _, done = request.subject.partition("|")
    found = await ours(unit, request.who, request.house, talk_id)
    if isinstance(found, Refusal):
        return found
    if done == HELD and _may_hold(found, request):
        team_talks.hold(unit, found.talk, request.now)
        team_talks.expect_leads(unit, found.talk)
        return _held(found, request)
    if done in {OFF, OFF_YES} and _may_call_off(found, request):
        return await _off(unit, found, request, sure=done == OFF_YES)
    return await _card(unit, found, request)


def _may_hold(found: Ours, request: Request) -> bool:
    talk = found.talk
    has_come = talk.at <= request.now and talk.held_at is None and talk.called_off_at is None
    return has_come and talk.leader_id == request.who.id


def _may_call_off(found: Ours, request: Request) -> bool:
    talk = found.talk
    stands = talk.held_at is None and talk.called_off_at is None
    return stands and talk.leader_id == request.who.id


async def _off(unit: Unit, found: Ours, request: Request, *, sure: bool) -> Card:
    """Asked once more first: everybody is told."""
    say, talk = request.say, found.talk
    name = found.variant.name.in_(say.language)
    see = Button(label=say("team_talk/keep_day"), value=write(Do(COMMAND, talk.id)))
    if not sure:
        value = write(Do(COMMAND, f"{talk.id}|{OFF_YES}"))
        yes = Button(label=say("team_talk/call_off_yes"), value=value, style="danger")
        title = say("team_talk/call_off_sure", name=name, at=talk.at)
        return Card(title=title, body=(say("team_talk/off_kept"),), buttons=(yes, see))
    team_talks.call_off(unit, talk, request.now)
    team_talks.expect_leads(unit, talk)
    for each in await team_talks.members(unit, talk.id, request.today):
        tell(unit, talk, each.person_id, sequence=talk.sequence + 1, now=request.now)
    home = Button(label=say("common/home"), value=write(Do("home")))
    title = say("team_talk/off", name=name, at=talk.at)
    return Card(title=title, body=(say("team_talk/off_kept"),), buttons=(home,))


def _held(found: Ours, request: Request) -> Card:
    """What comes next is each one's own talk, shorter, but always there (NYB-KOM-39)."""
    say = request.say
    see = Button(label=say("team_talk/see"), value=write(Do(COMMAND, found.talk.id)))
    own = Button(label=say("team_talk/own"), value=write(Do("people")), style="primary")
    body = (say("team_talk/own_talks"),)
    return Card(title=say("team_talk/is_held"), body=body, buttons=(own, see))


async def _card(unit: Unit, found: Ours, request: Request) -> Card:
    say = request.say
    members = await team_talks.members(unit, found.talk.id, request.today)
    names = await people.people(unit, [each.person_id for each in members])
    _is_read(unit, found, members, request)
    shown = {each: person.name.split()[0] for each, person in names.items()}
    return Card(
        title=found.variant.name.in_(say.language),
        body=(
            where_and_when(found, say),
            *_shared(found, members, shown, say),
            *_plan(found, say),
        ),
        buttons=tuple(_buttons(found, request)),
    )


def _is_read(unit: Unit, found: Ours, members: Sequence[TeamMember], request: Request) -> None:
    """That somebody read what others have shared is kept; what they read is not.

    And that the leader read their plan: it may be another than the one they made it with.
    """
    who, now = request.who, request.now
    shared = [each.person_id for each in members if each.shared_at is not None]
    noted(unit, found.talk, shared, "team-read", by=who, now=now)
    if found.talk.leader_id == who.id and any((found.talk.plan or {}).values()):
        everybody = [each.person_id for each in members]
        noted(unit, found.talk, everybody, "team-plan-read", by=who, now=now)


def _shared(
    found: Ours, members: Sequence[TeamMember], names: dict[str, str], say: Speaker
) -> Iterator[Part]:
    """By question, in an order that tells nothing; a name only where its owner wants it."""
    shared = [each for each in members if each.shared_at is not None]
    yield Heading(say("team_talk/shared"))
    yield say("team_talk/how_many", count=len(shared))
    for step in asked("team", found.variant.asks, say.language):
        said = sorted(
            (raw, names.get(each.person_id, "") if _is_named(each) else "")
            for each in shared
            if (raw := (each.answers or {}).get(step.name))
        )
        if said:
            yield step.item
        for raw, name in said:
            yield Quote(say("team_talk/by", name=name, text=raw) if name else raw)


def _is_named(member: TeamMember) -> bool:
    return (member.answers or {}).get(preparing.SHARING) == preparing.NAMED


def _plan(found: Ours, say: Speaker) -> Iterator[Part]:
    yield Heading(say("team_talk/plan"))
    plan = {name: raw for name, raw in (found.talk.plan or {}).items() if raw}
    if not plan:
        yield say("team_talk/no_plan")
    for name in planning.FIELDS:
        if name in plan:
            yield say(f"team_plan/{name}_label")
            yield Quote(plan[name])


def _buttons(found: Ours, request: Request) -> Iterator[Button]:
    say, talk = request.say, found.talk
    if _may_hold(found, request):
        value = write(Do(COMMAND, f"{talk.id}|{HELD}"))
        yield Button(label=say("team_talk/hold"), value=value, style="primary")
    if talk.held_at is None:
        if found.mine is not None:
            yield Button(label=say("team_talk/prepare"), value=write(Open(PREPARE, talk.id)))
        yield from to_calendar(found, request, request.house)
    if talk.held_at is None and talk.leader_id == request.who.id:
        yield Button(label=say("team_talk/move"), value=write(Open("team_call")))
    if _may_call_off(found, request):
        value = write(Do(COMMAND, f"{talk.id}|{OFF}"))
        yield Button(label=say("team_talk/call_off"), value=value)
    yield Button(label=say("team_talk/draft"), value=write(Open(planning.DIALOG, talk.id)))
    yield Button(label=say("common/home"), value=write(Do("home")))


async def at_home(reads: Snapshot, who: Who, say: Speaker) -> tuple[Button, ...]:
    """One button, while there is a talk to come or its plan to follow."""
    talk = await team_talks.latest_of(reads, who.id)
    if talk is None:
        return ()
    label = say("team_talk/entry", at=talk.at)
    return (Button(label=label, value=write(Do(COMMAND, talk.id))),)
