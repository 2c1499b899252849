"""Brief minutes that the two write together: one draft, which both see and both say yes to.

Nothing that somebody has saved is lost where both write at once: `dialogs.rounds.drafts`.
"""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Pages, Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.core.steps import Facts as Known
from dialogs.core.steps import Text
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.plan.work import paper_button
from dialogs.talks.during.party import Party, home, noted, party_at, party_in, tell_other
from dialogs.talks.during.points import AGREED, NEXT_TIME, TOPIC, Topic, topics
from dialogs.talks.kom_access import first_name
from storage import audit, kom, minutes, people
from storage.database import Snapshot
from storage.minutes import WRITTEN, Draft
from storage.tables import Minutes
from storage.unit_of_work import Unit

POINT = 500
"""Characters under one heading: they are to be brief (HER-11)."""
MESSAGE, READ, PAPER = "minutes_written", "minutes", "minutes"
Said = str | Heading | Quote


async def load(unit: Unit, visit: Visit) -> Known | Refusal:
    party = await party_at(unit, visit, visit.subject)
    if isinstance(party, Refusal):
        return party
    if not party.has_come(visit):
        return Refusal("minutes_too_early", {"at": party.talk.at})
    stands = await minutes.of_talk(unit, party.talk.id)
    return {
        "party": party,
        "name": party.first_name,
        "at": party.talk.at,
        "minutes": stands,
        "stands": _stands(party, stands, visit.who.language),
        "topics": topics(party.pack, visit.who.language),
        "changed": await _changed(unit, stands, visit.who.id),
    }


def _stands(party: Party, stands: Minutes | None, language: str) -> dict[str, str]:
    """As the form has it."""
    names = [*(each.step for each in topics(party.pack, language)), AGREED, NEXT_TIME]
    points = stands.points if stands else {}
    return {name: points.get(name, "") for name in names}


async def _changed(unit: Unit, stands: Minutes | None, who_id: str) -> tuple[str, object] | None:
    """Who changed it last and when, where it was the other."""
    if stands is None or stands.written_by == who_id:
        return None
    last = await minutes.last_change(unit, stands.conversation_id)
    person = await people.person(unit, stands.written_by)
    return (person.name, last.at) if last and person else None


def _topic_pages(facts: Known) -> tuple[Page, ...]:
    found: tuple[Topic, ...] = facts["topics"]
    steps = tuple(
        Text(
            each.step,
            required=False,
            item=each.name,
            phrases=TOPIC,
            hint=each.about,
            max_length=POINT,
        )
        for each in found
    )
    return (Page("topics", steps),)


def spoken(facts: Known, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    return heading_of(facts["topics"], name, say), raw


def heading_of(found: tuple[Topic, ...], name: str, say: Speaker) -> str:
    """What a point of a pack that has changed since stood under nobody knows."""
    named = {each.step: each.name for each in found}
    if name in (AGREED, NEXT_TIME):
        return say(f"minutes/{name}_read")
    return named.get(name) or say("minutes/earlier_topic")


async def save(unit: Unit, sent: Completion) -> Card:
    party: Party = sent.facts["party"]
    stands: Minutes | None = sent.facts["minutes"]
    final = await drafts.settled(unit, sent)
    if final == sent.facts["stands"]:
        return _kept(party, sent.say, "unchanged")
    undone = stands is not None and bool(stands.person_ok_at or stands.leader_ok_at)
    minutes.expect_party(unit, party.talk, sent.who.id)
    points = {**(stands.points if stands else {}), **final}
    minutes.write(unit, party.talk.id, stands, Draft(points=points, by=sent.who.id))
    audit.record(
        unit,
        at=sent.now,
        actor_id=sent.who.id,
        about_id=party.other.id,
        what=WRITTEN,
        subject=party.talk.id,
    )
    tell_other(unit, sent, party, MESSAGE, mark=sent.session_id, undone=undone)
    return _kept(party, sent.say, "undone" if undone else "kept")


def _kept(party: Party, say: Speaker, key: str) -> Card:
    return Card(
        title=say("minutes/done"),
        body=(say(f"minutes/{key}", name=party.first_name),),
        buttons=(
            party.does(say, READ, "minutes/see", style="primary"),
            party.does(say, "agenda", "agenda/see"),
            home(say),
        ),
    )


MINUTES = Dialog(
    name="minutes",
    pages=(
        Pages(_topic_pages),
        Page(
            "agreed",
            (
                Text(AGREED, required=False, max_length=POINT),
                Text(NEXT_TIME, required=False, max_length=POINT),
            ),
        ),
        drafts.other_page(spoken),
    ),
    load=load,
    prefill=drafts.gone_on_with,
    done=save,
    roomy=True,
)


async def minutes_card(unit: Unit, request: Request) -> Card | Refusal:
    """`do:minutes:TALK`: for the two alone."""
    party = await party_in(unit, request)
    if isinstance(party, Refusal):
        return party
    stands = await minutes.of_talk(unit, party.talk.id)
    if stands is not None and minutes.written(stands.points):
        noted(unit, request, party, READ)
    return await card_of(unit, request, party, stands)


async def card_of(
    reads: Snapshot, request: Request, party: Party, stands: Minutes | None, *, notice: str = ""
) -> Card:
    say = request.say
    points = minutes.written(stands.points) if stands else {}
    body: list[Part] = [notice] if notice else []
    if stands is None or not (points or stands.ticked):
        nothing = "minutes/nothing" if party.has_come(request) else "minutes/nothing_yet"
        body.append(say(nothing, name=party.first_name))
    else:
        body += told(party, stands, points, say)
        writer = await first_name(reads, stands.written_by)
        body += [say("minutes/last_by", name=writer), Facts(said_yes(party, stands, say))]
    body.append(party.pack.kept("minutes").says.in_(say.language))
    title = say("minutes/of", kom=party.name(say.language), at=party.talk.at)
    buttons = _buttons(party, stands, request, has_points=bool(points))
    return Card(title=title, body=tuple(body), buttons=buttons)


def told(party: Party, stands: Minutes, points: dict[str, str], say: Speaker) -> list[Said]:
    found, parts = topics(party.pack, say.language), list[Said]()
    for name in _in_order(found, points):
        parts += [Heading(heading_of(found, name, say)), Quote(points[name])]
    ticked = [each.name for each in found if each.key in stands.ticked]
    return [*parts, say("minutes/ticked", names=ticked)] if ticked else parts


def _in_order(found: tuple[Topic, ...], points: dict[str, str]) -> list[str]:
    order = [*(each.step for each in found), AGREED, NEXT_TIME]
    earlier = [name for name in points if name not in order]
    return [*(name for name in order if name in points), *earlier]


def said_yes(party: Party, stands: Minutes, say: Speaker) -> tuple[tuple[str, str], ...]:
    both = ((party.employee, stands.person_ok_at), (party.leader, stands.leader_ok_at))
    return tuple(
        (who.name.split()[0], say("minutes/said_yes", at=at) if at else say("minutes/no_yes"))
        for who, at in both
    )


def _buttons(
    party: Party, stands: Minutes | None, request: Request, *, has_points: bool
) -> tuple[Button, ...]:
    say = request.say
    found: list[Button] = []
    mine = stands and (stands.leader_ok_at if party.is_leader else stands.person_ok_at)
    if stands is not None and has_points and not mine:
        value = write(Do("minutes_yes", f"{party.talk.id}|{stands.turn}"))
        found.append(Button(label=say("minutes/yes"), value=value, style="primary"))
    if party.has_come(request):
        found.append(party.opens(say, "minutes", "minutes/mend" if has_points else "minutes/begin"))
    if has_points:
        found += paper_button(request, say("minutes/print"), PAPER, party.talk.id)
    return (*found, party.does(say, "agenda", "agenda/see"), home(say))


async def yes(unit: Unit, request: Request) -> Card | Refusal:
    """`do:minutes_yes:TALK|TURN`: to what was read. What has changed since is shown instead."""
    party = await party_in(unit, request)
    if isinstance(party, Refusal):
        return party
    say, stands = request.say, await minutes.of_talk(unit, party.talk.id)
    if stands is None or not minutes.written(stands.points):
        return Refusal("no_minutes_yet")
    noted(unit, request, party, READ)
    if request.subject.rpartition("|")[2] != str(stands.turn):
        notice = say("minutes/changed_since")
        return await card_of(unit, request, party, stands, notice=notice)
    minutes.expect_party(unit, party.talk, request.who.id)
    minutes.agree(unit, stands, is_leader=party.is_leader, now=request.now)
    mine = {"leader_ok_at" if party.is_leader else "person_ok_at": request.now}
    agreed = stands.model_copy(update=mine)
    key = "both" if agreed.person_ok_at and agreed.leader_ok_at else "mine"
    notice = say(f"minutes/{key}_yes", name=party.first_name)
    return await card_of(unit, request, party, agreed, notice=notice)


async def minutes_written(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the other: that there is something to read and say yes to, never what."""
    who, say = hearing.who, hearing.say
    talk = await kom.conversation(reads, hearing.params["conversation"])
    stands = await minutes.of_talk(reads, talk.id) if talk else None
    if who is None or talk is None or stands is None or talk.called_off_at is not None:
        return None
    person = await people.person(reads, talk.person_id)
    leads = talk.leader_id == who.id and person is not None and person.leader_id == who.id
    mine = stands.leader_ok_at if leads else stands.person_ok_at
    if mine or not (leads or talk.person_id == who.id) or stands.written_by == who.id:
        return None
    name = await first_name(reads, stands.written_by)
    key = "undone_told" if hearing.params.get("undone") else "told"
    see = write(Do(READ, talk.id))
    return Card(
        title=say("minutes/written", name=name),
        body=(say(f"minutes/{key}", name=name, at=talk.at),),
        buttons=(Button(label=say("minutes/see"), value=see, style="primary"), home(say)),
    )
