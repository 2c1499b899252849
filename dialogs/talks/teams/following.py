"""The leader who held a team's talk has gone: whoever leads most of the team follows up its plan.

They get the plan. What each had shared was for the talk and the leader of then: it is closed.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import pack_named
from dialogs.talks.teams.access import COMMAND, ours, take_over
from storage import kom, outbox, team_talks
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, RoleName, TeamTalk
from storage.unit_of_work import Unit

FOLLOW, FOLLOWED = "team_follow", "team_followed"
YES = "yes"


async def follow(unit: Unit, request: Request) -> Card | Refusal:
    """`do:team_follow:TALK`: first what it means, `TALK|yes` does it."""
    talk_id, _, sure = request.subject.partition("|")
    talk = await team_talks.left_behind(unit, request.who.id, request.today)
    if talk is None or talk.id != talk_id:
        return Refusal("not_your_team")
    say, home = request.say, Button(label=request.say("common/home"), value=write(Do("home")))
    name = _name(talk, request)
    if sure != YES:
        value = write(Do(FOLLOW, f"{talk.id}|{YES}"))
        yes = Button(label=say("team_talk/follow_yes"), value=value, style="primary")
        title = say("team_talk/follow_title", name=name, at=talk.at)
        return Card(title=title, body=(say("team_talk/follow_how"),), buttons=(yes, home))
    await _take(unit, talk, request)
    see = Button(
        label=say("team_talk/follow_see"), value=write(Do(COMMAND, talk.id)), style="primary"
    )
    title = say("team_talk/follow_done", name=name)
    return Card(title=title, body=(say("team_talk/follow_told"),), buttons=(see, home))


async def _take(unit: Unit, talk: TeamTalk, request: Request) -> None:
    me, cycle = request.who.id, await kom.cycle_by_id(unit, talk.cycle_id)
    if cycle is not None:
        kom.expect_role(unit, me, RoleName.LEADER.value, cycle.workplace_id)
    for each in await take_over(unit, talk, request.who, request.today, request.now):
        mail = Mail(
            message=FOLLOWED,
            key=f"{FOLLOWED}:{talk.id}:{me}:{each.person_id}",
            due_at=request.now,
            person_id=each.person_id,
            params={"talk": talk.id, "leader": me},
            about=f"team:{talk.id}",
            lane=Lane.BROADCAST,
        )
        outbox.queue(unit, mail)


def _name(talk: TeamTalk, request: Request) -> str:
    team = pack_named(request.house, talk.concept).team
    return team.name.in_(request.say.language) if team else ""


async def followed(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To each in the team: who follows up the plan now, and that nothing else is read."""
    if hearing.who is None:
        return None
    found = await ours(reads, hearing.who, hearing.house, hearing.params["talk"])
    if isinstance(found, Refusal) or found.talk.leader_id != hearing.params["leader"]:
        return None
    say, leader = hearing.say, await first_name(reads, found.talk.leader_id)
    value = write(Do(COMMAND, found.talk.id))
    see = Button(label=say("team_talk/follow_see"), value=value, style="primary")
    return Card(
        title=say("team_talk/followed", leader=leader),
        body=(say("team_talk/followed_how", leader=leader),),
        buttons=(see, Button(label=say("common/home"), value=write(Do("home")))),
    )


async def at_home(reads: Snapshot, who: Who, say: Speaker, now: datetime) -> tuple[Button, ...]:
    """While the team has no newer talk that the leader is part of."""
    if not who.has(RoleName.LEADER.value):
        return ()
    today = now.astimezone(ZoneInfo(who.zone)).date()
    talk = await team_talks.left_behind(reads, who.id, today)
    newest = await team_talks.latest_of(reads, who.id) if talk else None
    if talk is None or (newest is not None and newest.at > talk.at):
        return ()
    label = say("team_talk/follow", at=talk.at)
    return (Button(label=label, value=write(Do(FOLLOW, talk.id))),)
