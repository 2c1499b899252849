"""Home's part about conversations: one's own, and for a leader those of their people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Facts, Heading, Style, Table
from dialogs.core.house import House
from dialogs.core.texts import Speaker
from dialogs.home_looking import Looking, Shown
from dialogs.talks.during.standing import (
    after_rows,
    employees_rows,
    is_of_today,
    name_begins,
    name_in,
    plan_row,
    status,
)
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import pack_at, pack_named
from dialogs.unreachable import leaders_lines
from storage import overview, talk_states
from storage.overview import Team
from storage.tables import RoleName
from storage.talk_states import TalkState


async def own_talks(looking: Looking, house: House) -> Shown:
    """The next one, and the last as long as it is not complete."""
    states = await talk_states.of_person(looking.reads, looking.who.id, looking.now)
    coming = talk_states.coming(states, looking.now)
    latest = talk_states.latest(states, looking.now)
    leader = await first_name(looking.reads, coming.leader_id) if coming else ""
    shown = []
    if coming:
        shown.append(_coming(coming, pack_named(house, coming.concept), leader, looking.say))
    if latest and not latest.complete:
        shown.append(_latest(latest, pack_named(house, latest.concept), looking.say))
    return Shown(
        tuple(part for each in shown for part in each.parts),
        tuple(button for each in shown for button in each.buttons),
        any(each.waits for each in shown),
    )


def _coming(state: TalkState, pack: TalkConcept, leader: str, say: Speaker) -> Shown:
    when = (name_in(pack, state, say), say.moment(state.at))
    head = Heading(say("home/my_talk"))
    if state.is_mini:
        # A short one needs no more than the check-in (NYB-KOM-25), whose button is there always.
        mini = say("home/mini", minutes=pack.mini.minutes, limited=bool(pack.mini.max_minutes))
        return Shown((head, Facts((when, (say("home/preparation"), mini)))))
    rows = employees_rows(state, leader, say)
    return Shown((head, Facts((when, *rows))), tuple(_before(state, say)), not state.made)


def _before(state: TalkState, say: Speaker) -> Iterator[Button]:
    style: Style = "plain" if state.made else "primary"
    label = say("home/prepare_again" if state.made else "home/prepare")
    yield Button(label=label, value=write(Open("preparation", state.id)), style=style)
    if state.made:
        yield Button(label=say("home/share"), value=write(Open("sharing", state.id)))
    yield Button(label=say("agenda/see"), value=write(Do("agenda", state.id)))


def _latest(state: TalkState, pack: TalkConcept, say: Speaker) -> Shown:
    when = (name_in(pack, state, say), say.moment(state.at))
    rows = (when, *after_rows(state, say), plan_row(pack, state, say))
    parts = (Heading(say("standing/last_talk")), Facts(rows))
    return Shown(parts, tuple(after_buttons(state, say)))


def after_buttons(state: TalkState, say: Speaker) -> Iterator[Button]:
    if not state.held:
        yield Button(label=say("agenda/see"), value=write(Do("agenda", state.id)))
        yield Button(label=say("agenda/held"), value=write(Do("held", state.id)))
    yield Button(label=say("agenda/minutes_of"), value=write(Do("minutes", state.id)))


async def team_talks(looking: Looking, house: House) -> Shown:
    """A leader's people: status, never content."""
    who, say, reads = looking.who, looking.say, looking.reads
    if not who.has(RoleName.LEADER):
        return Shown()
    team = await overview.team(reads, who.id, looking.now.date())
    if team is None:
        return Shown()
    states = _by_person(await talk_states.of_leader(reads, who.id, looking.now))
    pack = await pack_at(reads, house, who.workplace_id, today=looking.today)
    names = tuple(say(f"home/head_{name}") for name in ("name", "date", "state"))
    mini = name_begins(pack.mini.name.in_(say.language))
    rows = tuple(
        (name, *_row(team, person_id, states.get(person_id, ()), looking))
        for person_id, name in team.people
    )
    unreached = await leaders_lines(reads, who.id, dict(team.people), say)
    parts = (Heading(say("home/my_people")), Table((*names, mini), rows), *unreached)
    return Shown(parts, _lead(team.shared, say))


def _by_person(states: Sequence[TalkState]) -> Mapping[str, list[TalkState]]:
    found: dict[str, list[TalkState]] = {}
    for each in states:
        found.setdefault(each.person_id, []).append(each)
    return found


def _row(
    team: Team, person_id: str, states: Sequence[TalkState], looking: Looking
) -> tuple[str, str, str]:
    say = looking.say
    coming = talk_states.coming(states, looking.now)
    latest = talk_states.latest(states, looking.now)
    mini = next((each for each in states if each.is_mini and _is_ahead(each, looking)), None)
    follow_up = mini.at if mini else team.follow_ups.get(person_id)
    key = status(coming, latest, has_goals=person_id in team.agreed)
    if key == "passed" and latest and is_of_today(latest, looking.who.zone, looking.today):
        key = "today"
    return (
        say.day(coming.at) if coming else say("home/none"),
        say(f"home/state_{key}"),
        say.day(follow_up) if follow_up else say("home/none"),
    )


def _is_ahead(state: TalkState, looking: Looking) -> bool:
    return state.at >= looking.now and not state.held


def _lead(shared: int, say: Speaker) -> tuple[Button, ...]:
    buttons = [Button(label=say("home/people"), value=write(Do("people")))]
    if shared:
        label = say("home/read_shared", count=shared)
        buttons.append(Button(label=label, value=write(Do("shared")), style="primary"))
    return (
        *buttons,
        Button(label=say("home/year"), value=write(Open("year"))),
    )
