"""Fourteen people live a whole round on each channel: every step, from the frame to half a year on.

What is asserted is what each of them sees at their client. How a channel shows it is held by its
own contract, and everything that is sent here is held against the platform's schema on the way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

from tests.scenario import round_after as after
from tests.scenario import round_before as before
from tests.scenario import round_held as held
from tests.scenario.drivers import Life, Living
from tests.scenario.living import on_each_channel
from tests.scenario.test_whole_life import chooses_the_channel

Act: TypeAlias = Callable[[Life], Awaitable[None]]

BEFORE: tuple[Act, ...] = (
    before.those_above_are_there,
    chooses_the_channel,
    before.hr_sets_the_frame,  # TAL-04, TAL-16..21
    before.the_group_opens_the_round,  # TAL-19, TAL-22, TAL-103
    before.everybody_is_informed,  # TAL-23
    before.all_vote_one_of_them_on_paper,  # TAL-24..27, X-13
    before.the_themes_are_chosen,  # TAL-28..31
    before.all_are_invited,  # TAL-32, TAL-39
    before.somebody_new_is_invited_too,
    before.the_day_is_moved,  # TAL-22
    before.everybody_finds_examples,  # TAL-33..35
    before.the_practical_things_are_shared_out,  # TAL-36
    before.groups_are_told_and_mended_when_one_leaves,  # TAL-37
)
THE_DAY: tuple[Act, ...] = (
    held.the_leader_begins_the_day,  # TAL-40, TAL-42, TAL-104, TAL-105
    partial(held.groups_talk_and_write, part="wellbeing"),  # TAL-41, TAL-43..48
    held.there_is_a_break,
    partial(held.groups_talk_and_write, part="leadership"),
    held.the_day_ends,
    held.five_say_how_it_was,  # TAL-50
    held.each_finds_something_small,  # TAL-52
    held.the_leader_takes_it_to_a_meeting_and_thinks,  # TAL-52, TAL-70, TAL-71
    held.the_group_reads_how_it_was,  # TAL-50
)
AFTER: tuple[Act, ...] = (
    after.notes_get_headings,  # TAL-53
    after.headings_are_rated_and_somebody_disagrees,  # TAL-54, TAL-109
    after.two_efforts_are_chosen_and_put_in_time,  # TAL-57, TAL-60
    after.each_gets_an_action_plan_and_its_driver_hears_it,  # TAL-58, TAL-61
    after.each_level_contributes,  # TAL-62, TAL-63
    after.everybody_is_told,  # TAL-64
    after.the_leader_answers_and_promises_a_day,  # TAL-74
    after.drivers_tell_how_far_they_are,  # TAL-65
    after.the_plan_goes_up,  # TAL-20, TAL-67
    after.each_level_reads_and_answers,  # TAL-67, X-03, X-04
    after.the_leader_keeps_the_promise,  # TAL-74
    after.it_is_followed_up_after_three_months,  # TAL-59
    after.and_after_six,  # TAL-59
    after.everything_is_done_and_nothing_told_on_anybody,
)


@on_each_channel
async def test_a_workplace_of_fourteen_from_the_frame_to_six_months_on(
    tmp_path: Path, living: Living
) -> None:
    async with living(tmp_path) as life:
        for act in (*BEFORE, *THE_DAY, *AFTER):
            await act(life)
