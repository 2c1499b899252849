"""Putting a newcomer in a team, or somebody in another one, after the teams were made (TAL-22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Facts, Option, Pick, Problem
from dialogs.core.texts import Speaker
from dialogs.rounds import meeting
from dialogs.rounds.groups.groups_amiss import tell_amiss
from dialogs.rounds.inviting.invitation_mail import (
    out_of_calendar,
    tell_one,
    what_calendars_need,
)
from dialogs.rounds.opening.newcomers import to_come
from dialogs.rounds.state import State, in_group, state_of, takes_part
from storage import due, groups, outbox, people, rounds, sittings
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, Person, Phase, RoleName, Sitting
from storage.unit_of_work import Unit

NAME, CHANGED = "team", "team_changed"


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """`team` is None while they are in none."""

    person: Person
    team: Sitting | None


def in_teams(state: State) -> bool:
    """One of the teams' dialogues is still to come."""
    return any(each.name and to_come(each, state.today) for each in state.sittings)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await state_of(unit, visit.subject, visit.today)
    if state is None:
        return Refusal("not_there")
    if not in_group(visit.who, state.round):
        return Refusal("not_for_you")
    if not any(each.name for each in state.sittings):
        return Refusal("no_teams")
    if not in_teams(state):
        return Refusal("teams_over", {"day": state.sittings[-1].held_on})
    found = await _colleagues(unit, state)
    return {
        "state": state,
        "colleagues": {each.person.id: each for each in found},
        "teams": {each.id: each for each in state.sittings if to_come(each, state.today)},
    }


async def _colleagues(reads: Snapshot, state: State) -> list[Colleague]:
    """Who can be put somewhere: not those whose dialogue is over; who has no team comes first."""
    round_, teams = state.round, await sittings.teams_of(reads, state.round.id)
    leaders = {
        each.id for each in await people.with_role(reads, round_.workplace_id, RoleName.LEADER)
    }
    known = {each.id: each for each in state.sittings}
    here = await people.of_workplace(reads, round_.workplace_id, state.today)
    found = [
        Colleague(person=each, team=known.get(teams.get(each.id, "")))
        for each in here
        if not each.hourly_paid and each.id not in leaders
    ]
    movable = [each for each in found if each.team is None or to_come(each.team, state.today)]
    return sorted(movable, key=lambda each: (each.team is not None, each.person.name))


def who(facts: Facts) -> tuple[Option, ...]:
    found: Mapping[str, Colleague] = facts["colleagues"]
    return tuple(
        Option(
            key, label=f"{each.person.name} – {each.team.name}" if each.team else each.person.name
        )
        for key, each in found.items()
    )


def as_it_is(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Who is in which team, and above them who is in none."""
    found: Mapping[str, Colleague] = facts["colleagues"]
    free = [each.person.name for each in found.values() if each.team is None]
    rows = [
        (team.name, say("team/members", names=_names(found, key)))
        for key, team in facts["teams"].items()
    ]
    return (*((say("team/free", names=free),) if free else ()), Rows(tuple(rows)))


def _names(found: Mapping[str, Colleague], team_id: str) -> list[str]:
    return [each.person.name for each in found.values() if each.team and each.team.id == team_id]


def teams(facts: Facts) -> tuple[Option, ...]:
    found: Mapping[str, Sitting] = facts["teams"]
    return tuple(Option(key, label=each.name) for key, each in found.items())


def when_they_meet(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    return (Rows(tuple(meeting.rows(facts["teams"].values(), say))),)


def is_another(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """Nobody is moved to where they are, and no team is left with nobody."""
    known: Mapping[str, Colleague] = facts["colleagues"]
    chosen = known.get(answers.get("who", ""))
    if chosen is None or chosen.team is None:
        return {}
    if chosen.team.id == answers.get("team"):
        return {"team": Problem("team_same", {"team": chosen.team.name})}
    if len(_names(known, chosen.team.id)) == 1:
        return {"team": Problem("team_left_empty", {"team": chosen.team.name})}
    return {}


async def save(unit: Unit, sent: Completion) -> Card:
    state: State = sent.facts["state"]
    round_ = state.round
    chosen: Colleague = sent.facts["colleagues"][sent.answers["who"]]
    team: Sitting = sent.facts["teams"][sent.answers["team"]]
    planning.expect_member(unit, sent.who, round_.workplace_id)
    sittings.put(unit, chosen.person.id, team)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    told = _tell(unit, chosen, team, sent)
    say = sent.say
    touched = [each for each in (team, chosen.team) if each]
    seated = await groups.published(unit, [each.id for each in touched])
    await tell_amiss(unit, round_, touched, sent.house.calendar, sent.now, but=sent.who.id)
    to_groups = Button(label=say("team/groups"), value=write(Do("groups", round_.id)))
    more = Button(label=say("team/more"), value=write(Open(NAME, round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("team/done", name=chosen.person.name, team=team.name),
        body=(
            say("team/told" if told else "team/told_later"),
            *((say("team/look_at_groups"),) if seated else ()),
        ),
        buttons=(*((to_groups,) if seated else ()), more, home),
    )


def _tell(unit: Unit, chosen: Colleague, team: Sitting, sent: Completion) -> bool:
    """Themselves; False where nobody has heard of the round yet, and they hear it with the rest."""
    state: State = sent.facts["state"]
    planned = (Phase.PLANNED.value, Phase.PROPOSED.value)
    if state.round.phase in planned and not state.is_done("inform"):
        return False
    if chosen.team is None and team.invited_at is not None:
        key = f"team:{sent.session_id}"
        tell_one(unit, team, state.round, chosen.person, key=key, now=sent.now)
        return True
    was_invited = chosen.team is not None and chosen.team.invited_at is not None
    mail = Mail(
        message=CHANGED,
        key=f"{CHANGED}:{state.round.id}:{sent.session_id}",
        due_at=sent.now,
        person_id=chosen.person.id,
        params={
            "round": state.round.id,
            "sitting": team.id,
            "out": [what_calendars_need(chosen.team)] if was_invited and chosen.team else [],
        },
        about=rounds.afterwards(state.round.id),
        lane=Lane.BROADCAST,
    )
    outbox.queue(unit, mail)
    return True


async def team_changed(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To whom it is about: which team, when and where, and what changes in the calendar."""
    round_ = await rounds.find(reads, hearing.params["round"])
    sitting = await sittings.find(reads, hearing.params["sitting"])
    if round_ is None or sitting is None or hearing.who is None:
        return None
    if not takes_part(hearing.who, round_):
        return None
    say = hearing.say
    see = Button(label=say("invitation/entry_see"), value=write(Do("invited", round_.id)))
    out = [link for each in hearing.params["out"] for link in out_of_calendar(hearing, each)]
    home = Button(label=say("common/home"), value=write(Do("home")))
    body: list[Part] = [Rows(tuple(meeting.rows((sitting,), say)))]
    if out:
        body.append(say("team/old_out"))
    return Card(
        title=say("team/changed_title", team=sitting.name),
        body=tuple(body),
        buttons=(*((see,) if sitting.invited_at else ()), *out, home),
    )


TEAM = Dialog(
    name=NAME,
    pages=(
        Page("who", (Pick("who", options=who),), body=as_it_is),
        Page("team", (Pick("team", options=teams),), body=when_they_meet, check=is_another),
    ),
    load=load,
    done=save,
    review=False,
)
