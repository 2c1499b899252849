"""What a round offers on the day of its dialogue and after it; `overview.ENTRIES` takes it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogs.core.people import Who
from dialogs.rounds.entry import Entry, does, opens
from dialogs.rounds.state import State, in_group, leads, takes_part
from storage import day, evaluations, leading
from storage.database import Snapshot
from storage.tables import Round


def has_come(state: State) -> bool:
    """The day of one of the dialogues."""
    return state.announced and any(
        each.held_on <= state.today and not each.is_off for each in state.sittings
    )


def is_today(state: State) -> bool:
    return state.announced and any(
        each.held_on == state.today and each.ended_at is None and not each.is_off
        for each in state.sittings
    )


def may_be_read(state: State) -> bool:
    return has_come(state) and any(each.is_over(state.today) for each in state.sittings)


def is_evaluated(state: State) -> bool:
    return any(each.evaluated_at for each in state.sittings)


def takes_answers(state: State) -> bool:
    return any(each.ended_at and each.evaluated_at is None for each in state.sittings)


async def with_day(reads: Snapshot, state: State) -> State:
    """What is left to do of a dialogue that has come."""
    if not has_come(state):
        return state
    held = [each.id for each in state.sittings if each.held_on <= state.today]
    made = await leading.promises(reads, state.round.id)
    return replace(
        state,
        asked=await evaluations.asked(reads, held) if takes_answers(state) else frozenset(),
        promised=frozenset(each.person_id for each, _ in made if each.kept_at is None),
        is_written=await is_written(reads, state.round.id, held),
    )


async def is_written(reads: Snapshot, round_id: str, sitting_ids: Sequence[str]) -> bool:
    """No more posters are entered: every group has written, or all of it is being sorted."""
    is_sorted = await day.is_being_sorted(reads, round_id)
    return is_sorted or await day.all_have_written(reads, sitting_ids)


def writes(who: Who, round_: Round) -> bool:
    """The groups and the planning group's employees, never the leader."""
    return takes_part(who, round_) and not leads(who, round_)


def enters_posters(who: Who, round_: Round) -> bool:
    return in_group(who, round_) and not leads(who, round_)


def outside_group(who: Who, round_: Round) -> bool:
    return takes_part(who, round_) and not in_group(who, round_)


DAY: tuple[Entry, ...] = (
    Entry(
        step="dialogue",
        label="day/entry",
        action=does("day"),
        whom=in_group,
        when=lambda state: state.announced and not state.held,
    ),
    Entry(
        step="dialogue",
        label="day/entry",
        action=does("day"),
        whom=outside_group,
        when=is_today,
    ),
    Entry(
        step="dialogue",
        label="day/entry_notes",
        action=does("notes"),
        whom=writes,
        when=is_today,
    ),
    Entry(
        step="dialogue",
        label="posters/entry",
        action=opens("posters"),
        whom=enters_posters,
        when=lambda state: has_come(state) and not state.is_written,
    ),
    Entry(
        step="dialogue",
        label="record/entry",
        action=does("record"),
        whom=takes_part,
        when=may_be_read,
    ),
    Entry(
        step="dialogue",
        label="evaluation/entry",
        action=opens("evaluation"),
        whom=writes,
        when=takes_answers,
        still=lambda who, state: who.id in state.asked,
    ),
    Entry(
        step="dialogue",
        label="evaluation/entry_of",
        action=does("evaluations"),
        whom=in_group,
        when=is_evaluated,
    ),
)
