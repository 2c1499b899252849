"""A round at a glance: its steps with their days, and what the person can do with each now."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.afterwards.after_entries import AFTER
from dialogs.rounds.entry import Entry, does, opens
from dialogs.rounds.held.day_entries import DAY, with_day
from dialogs.rounds.leader.leader_again import promises
from dialogs.rounds.meeting import meetings
from dialogs.rounds.next_step import BRINGS_ON, by_day, next_step, where
from dialogs.rounds.opening.team import in_teams
from dialogs.rounds.plan.plan_entries import PLANNING
from dialogs.rounds.plan.work import has_come
from dialogs.rounds.state import State, in_group, leads, state_of, takes_part
from dialogs.rounds.timetable import step_name
from dialogs.theme_names import chosen_name, list_name
from storage import rounds
from storage.database import Snapshot
from storage.tables import Round, ThemeList
from storage.unit_of_work import Unit

MOST_BUTTONS = 10
"""Beside what stays: more than that nobody reads; the platforms would take more."""


def is_invited(state: State) -> bool:
    return any(each.invited_at for each in state.sittings)


def sits_only(who: Who, round_: Round) -> bool:
    """Takes part, and has nothing to plan in it."""
    return takes_part(who, round_) and not in_group(who, round_)


def any_held(state: State) -> bool:
    """The day of one of the dialogues has come."""
    return any(each.held_on <= state.today and not each.is_off for each in state.sittings)


ENTRIES: tuple[Entry, ...] = (
    *PLANNING,
    Entry(
        step="choose",
        label="paper/entry",
        action=does("paper"),
        whom=in_group,
        when=lambda state: state.round.phase in ("planned", "voting"),
    ),
    Entry(
        step="invite",
        label="invitation/entry",
        action=opens("invitation"),
        whom=in_group,
        when=lambda state: state.announced and not state.held and not is_invited(state),
    ),
    Entry(
        step="invite",
        label="invitation/entry_again",
        action=opens("invitation"),
        whom=in_group,
        when=lambda state: is_invited(state) and not state.held,
    ),
    Entry(
        step="invite",
        label="invitation/entry_see",
        action=does("invited"),
        whom=takes_part,
        when=lambda state: is_invited(state) and not state.held,
    ),
    Entry(
        step="groups",
        label="team/entry",
        action=opens("team"),
        whom=in_group,
        when=in_teams,
    ),
    Entry(
        step="groups",
        label="groups/entry",
        action=does("groups"),
        whom=in_group,
        when=lambda state: state.announced and not state.held,
    ),
    Entry(
        step="groups",
        label="groups/entry_mine",
        action=does("groups"),
        whom=sits_only,
        when=lambda state: state.is_done("groups") and not state.held,
    ),
    Entry(
        step="plans_up",
        label="sending_up/entry",
        action=opens("sending_up"),
        whom=in_group,
        when=lambda state: state.planned and state.held and not state.is_done("plans_up"),
    ),
    Entry(
        step="plans_up",
        label="sending_up/entry_sent",
        action=does("sent_up"),
        whom=in_group,
        when=lambda state: state.is_done("plans_up"),
    ),
    Entry(
        step="practical",
        label="chore/entry",
        action=does("chores"),
        whom=in_group,
        when=lambda state: "practical" in state.steps and not state.held,
    ),
    Entry(
        step="examples",
        label="example/entry",
        action=does("examples"),
        whom=takes_part,
        when=lambda state: state.announced and not state.held,
    ),
    Entry(
        step="first_meeting",
        label="first_meeting/entry",
        action=does("first_meeting"),
        whom=leads,
        when=lambda state: state.announced and not state.is_done("first_meeting"),
    ),
    Entry(
        step="first_meeting",
        label="commitment/entry",
        action=does("commitments"),
        whom=takes_part,
        when=lambda state: state.announced and any_held(state),
    ),
    *DAY,
    *AFTER,
    Entry(
        step="action_plan",
        label="overview/entry_sort",
        action=does("sort"),
        whom=in_group,
        when=lambda state: has_come(state) and not state.is_done("action_plan"),
    ),
    Entry(
        step="action_plan",
        label="overview/entry_plan",
        action=does("plan"),
        whom=takes_part,
        when=has_come,
    ),
    Entry(
        step="report_back",
        label="overview/entry_report_back",
        action=opens("report_back"),
        whom=in_group,
        when=lambda state: state.is_done("action_plan") and not state.is_done("report_back"),
    ),
)
"""What can be done in a round, in the order of its steps: this table is the whole of it."""


FIRST, AMONG, LAST = range(3)


def _place(entry: Entry, coming: str) -> int:
    """What brings the next step on is first; what is there always is last."""
    if entry.label == coming:
        return FIRST
    return LAST if entry.stays else AMONG


def entries_for(who: Who, state: State, table: Sequence[Entry] = ENTRIES) -> list[Entry]:
    """What this person can do now; the next open step's first, what stays last, uncut."""
    mine = [
        each
        for each in table
        if each.whom(who, state.round) and each.when(state) and each.still(who, state)
    ]
    waiting = [key for key in by_day(state) if not state.is_done(key)]
    order = {key: place for place, key in enumerate(waiting)}
    coming = _brings_on(who, state)
    mine.sort(key=lambda each: (_place(each, coming), order.get(each.step, len(order))))
    others = [each for each in mine if not each.stays][:MOST_BUTTONS]
    return [each for each in mine if each.stays or each in others]


def _brings_on(who: Who, state: State) -> str:
    """The label of what brings the next step on."""
    return BRINGS_ON.get(next_step(who, state) or "", "")


async def overview(unit: Unit, request: Request) -> Card | Refusal:
    """`do:overview:ROUND`: for everybody who takes part; the planning group sees every step."""
    state = await state_of(unit, request.subject, request.today)
    if state is None:
        return Refusal("not_there")
    if not takes_part(request.who, state.round):
        return Refusal("not_for_you")
    return await overview_of(unit, await with_day(unit, state), request.who, request.say)


async def overview_of(reads: Snapshot, state: State, who: Who, say: Speaker) -> Card:
    body: list[Part] = [Facts(tuple(await _themes(reads, state, say)))] if state.announced else []
    if in_group(who, state.round) or leads(who, state.round):
        body.append(Facts(tuple(_steps(state, say))))
    body += await meetings(reads, state, who, say)
    body += await promises(reads, state.round.id, state.today, say)
    coming = _brings_on(who, state)
    buttons = [
        Button(
            label=say(each.label),
            value=write(each.action(state.round)),
            style="primary" if each.label == coming else "plain",
        )
        for each in entries_for(who, state)
    ]
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("overview/title"), body=tuple(body), buttons=(*buttons, home))


async def _themes(reads: Snapshot, state: State, say: Speaker) -> list[tuple[str, str]]:
    chosen = await rounds.selections(reads, state.round.id)
    return [
        (list_name(which, say.language), chosen_name(chosen[which], say.language))
        for which in ThemeList
        if which in chosen
    ]


def _steps(state: State, say: Speaker) -> list[tuple[str, str]]:
    return [(step_name(key, say.language), where(state, key, say)) for key in by_day(state)]
