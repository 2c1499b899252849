"""What a leader takes along: a welcome, questions for other leaders, a talk (TAL-72, 73, 105)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Hearing, Request
from dialogs.core.paper import Lines, Paper, PaperPart
from dialogs.core.texts import Speaker
from dialogs.rounds.leader.leading import held_round, led_round
from dialogs.talks.packs import name_of, pack_at
from storage import outbox, people
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Kind
from storage.unit_of_work import Unit

OPENING = (("opening", ("why", "values", "role", "programme", "rules", "beside")),)
"""What a leader says when the dialogue begins; the employees of MED may add to it (TAL-105)."""
GROUP = (
    ("share", ("alone", "sparring", "common", "kom")),
    ("ahead", ("each", "together", "coming")),
)
"""Questions for a group of leaders: how they use what was said, and where they are going."""
ROOM = 2
"""Lines to write on beside each question."""
Questions = Sequence[tuple[str, tuple[str, ...]]]


async def opening(unit: Unit, request: Request) -> Card | Refusal:
    """`do:leader_opening:ROUND`."""
    state = await led_round(unit, request)
    if isinstance(state, Refusal):
        return state
    return _card("opening", OPENING, state.round.id, request)


async def group(unit: Unit, request: Request) -> Card | Refusal:
    """`do:leader_group:ROUND`."""
    state = await held_round(unit, request)
    if isinstance(state, Refusal):
        return state
    return _card("group", GROUP, state.round.id, request)


def _card(name: str, questions: Questions, round_id: str, request: Request) -> Card:
    say = request.say
    command = f"leader_{name}"
    url = request.house.links.to(command, round_id, request.who.id, now=request.now)
    again = write(Do(command, round_id))
    printed = Button(label=say("leader_cards/print"), value=again, url=url)
    home = Button(label=say("common/home"), value=write(Do("home")))
    body: list[Part] = [say(f"leader_cards/{name}_intro")]
    for heading, keys in questions:
        body.append(Heading(say(f"leader_cards/{heading}")))
        body += [say(f"leader_cards/{heading}_{key}") for key in keys]
    return Card(
        title=say(f"leader_cards/{name}_title"),
        body=tuple(body),
        buttons=(printed, home) if url else (home,),
    )


async def opening_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    state = await led_round(reads, request)
    if isinstance(state, Refusal):
        return state
    return _paper("opening", OPENING, request.say)


async def group_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    state = await held_round(reads, request)
    if isinstance(state, Refusal):
        return state
    return _paper("group", GROUP, request.say)


def _paper(name: str, questions: Questions, say: Speaker) -> Paper:
    parts: list[PaperPart] = [say(f"leader_cards/{name}_intro")]
    for heading, keys in questions:
        parts.append(Heading(say(f"leader_cards/{heading}")))
        parts += [Lines(say(f"leader_cards/{heading}_{key}"), ROOM) for key in keys]
    return Paper(
        name=say(f"leader_cards/{name}_file_name"),
        title=say(f"leader_cards/{name}_title"),
        parts=tuple(parts),
    )


async def kom_leader(unit: Unit, request: Request) -> Card | Refusal:
    """`do:kom_leader:ROUND`, and with `|yes` the wish is sent: that there is one, and no more."""
    round_id, _, yes = request.subject.partition("|")
    state = await held_round(unit, replace(request, subject=round_id))
    if isinstance(state, Refusal):
        return state
    say, who = request.say, request.who
    named = await _named(unit, request.house, who.workplace_id, request.today, say)
    home = Button(label=say("common/home"), value=write(Do("home")))
    own = await people.person(unit, who.leader_id) if who.leader_id else None
    if own is None:
        return Card(
            title=say("leader_cards/kom_title"),
            body=(say("leader_cards/kom_unknown"),),
            buttons=(home,),
        )
    name = own.name.split()[0]
    if yes:
        outbox.queue(unit, _wish(request, round_id, own.id))
        return Card(title=say("leader_cards/kom_sent", name=name), buttons=(home,))
    ask = Button(
        label=say("leader_cards/kom_ask", name=name),
        value=write(Do("kom_leader", f"{round_id}|yes")),
        style="primary",
    )
    body = (say("leader_cards/kom_why", **named), say("leader_cards/kom_private", name=name))
    return Card(title=say("leader_cards/kom_title"), body=body, buttons=(ask, home))


async def _named(
    reads: Snapshot, house: House, workplace_id: str, today: date, say: Speaker
) -> dict[str, object]:
    """What the leader's concept calls a talk about leading, or else any talk."""
    pack = await pack_at(reads, house, workplace_id, today=today)
    return {"kom": name_of(pack, Kind.LEADER.value, say.language)}


def _wish(request: Request, round_id: str, own_id: str) -> Mail:
    return Mail(
        message="kom_leader",
        key=f"kom_leader:{round_id}:{request.who.id}",
        due_at=request.now,
        person_id=own_id,
        params={"leader": request.who.id},
        about=f"leader:{round_id}",
    )


async def kom_wish(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the leader's own leader, while that is who it is."""
    leader = await people.person(reads, str(hearing.params["leader"]))
    if leader is None or hearing.who is None or leader.leader_id != hearing.who.id:
        return None
    say, name = hearing.say, leader.name.split()[0]
    book = Button(
        label=say("leader_cards/kom_book"),
        value=write(Open("conversation", f"{leader.id}|{Kind.LEADER.value}")),
        style="primary",
    )
    home = Button(label=say("common/home"), value=write(Do("home")))
    today = hearing.now.astimezone(ZoneInfo(hearing.who.zone)).date()
    named = await _named(reads, hearing.house, leader.workplace_id, today, say)
    body = (say("leader_cards/kom_wish_body", name=name, **named),)
    return Card(title=say("leader_cards/kom_wish", name=name), body=body, buttons=(book, home))
