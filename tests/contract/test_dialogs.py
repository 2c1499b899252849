"""Dialogs x languages x channels: everything that anybody is ever shown keeps to every platform.

Each dialog is walked to its end with the longest and the nastiest answers, a whole round and a
year of nudges are lived, and what came of it is rendered on every channel.
"""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.app import registry
from bot.channels.simulator.cards_json import decode, encode
from bot.channels.slack.blocks import messages
from bot.channels.slack.views import Frame, home_view, modal
from bot.channels.teams.adaptive import render
from dialogs import DIALOGS
from dialogs.core.cards import Card, Content, Form, as_text
from dialogs.core.texts import LANGUAGES
from tests.adaptive_cards import LARGEST, complaints, problems, size
from tests.fakes.slack_rules import message_problem, view_problems
from tests.lives import (
    a_channel_with_others_in_it,
    a_named_round,
    a_round_nobody_agreed_to,
    a_whole_year,
    what_cannot_be_reached,
)
from tests.lives_after import after_a_dialogue
from tests.lives_changes import plans_that_change, teams_that_change, too_late_to_vote
from tests.lives_day import a_day_on_paper, a_day_run_live
from tests.lives_groups import groups_that_change
from tests.lives_keeping import what_is_kept_and_goes
from tests.lives_mini import short_talks
from tests.lives_opening import a_year_that_opens
from tests.lives_others import (
    a_late_career,
    a_talk_about_leading,
    a_team_that_talks,
    a_year_that_is_evaluated,
)
from tests.lives_papers import a_named_round_on_paper, a_round_on_paper, one_sheet_alone
from tests.lives_pictures import a_year_in_pictures
from tests.lives_plan import a_planned_half_year
from tests.lives_preparing import a_dialogue_prepared_for
from tests.lives_rights import somebody_s_own_rights
from tests.lives_talk import talks_that_are_held
from tests.lives_talk_plans import a_plan_of_two
from tests.lives_upwards import plans_that_go_up
from tests.lives_waiting import a_round_that_waits
from tests.lives_work_plan import a_plan_for_the_work
from tests.walk import HOSTILE, Walk, all_pages

FRAME = Frame(title="kombot", close="Luk", loading="Et øjeblik …")
WALKS = (
    a_year_that_opens,
    a_dialogue_prepared_for,
    a_whole_year,
    a_named_round,
    a_round_nobody_agreed_to,
    what_cannot_be_reached,
    a_channel_with_others_in_it,
    groups_that_change,
    a_planned_half_year,
    plans_that_go_up,
    talks_that_are_held,
    after_a_dialogue,
    what_is_kept_and_goes,
    a_plan_for_the_work,
    a_year_that_is_evaluated,
    a_late_career,
    a_talk_about_leading,
    a_team_that_talks,
    a_round_on_paper,
    a_named_round_on_paper,
    one_sheet_alone,
    a_day_run_live,
    a_day_on_paper,
    a_year_in_pictures,
    plans_that_change,
    too_late_to_vote,
    a_round_that_waits,
    teams_that_change,
    somebody_s_own_rights,
    short_talks,
    a_plan_of_two,
)
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def _life(language: str) -> tuple[Walk, ...]:
    with TemporaryDirectory() as folder:
        folders = [Path(folder) / walk.__name__ for walk in WALKS]
        for each in folders:
            each.mkdir()
        return tuple(
            asyncio.run(walk(where, language)) for walk, where in zip(WALKS, folders, strict=True)
        )


@cache
def _shown(language: str) -> tuple[Content, ...]:
    """Each thing once: what reads the same looks the same."""
    shown = [content for walk in _life(language) for content in walk.shown]
    return tuple({as_text(content): content for content in shown}.values())


@in_each_language
def test_every_page_of_every_dialog_was_walked(language: str) -> None:
    walked = {page for walk in _life(language) for page in walk.pages}
    assert all_pages(DIALOGS) - walked == set()


def test_every_message_marks_one_thing_to_do_at_most() -> None:
    for content in _shown("da"):
        buttons = (
            (content.submit, *content.buttons) if isinstance(content, Form) else content.buttons
        )
        marked = [each.label for each in buttons if each.style == "primary"]
        assert len(marked) <= 1, as_text(content)


@in_each_language
def test_every_message_keeps_to_slacks_limits(language: str) -> None:  # fault 27
    """To its lengths and counts, and to the shapes of Slack's own types."""
    for content in _shown(language):
        assert list(view_problems(modal(content, FRAME))) == [], as_text(content)
        if isinstance(content, Card):
            assert {message_problem(each) for each in messages(content)} == {""}, as_text(content)
            assert list(view_problems(home_view(content))) == [], as_text(content)


@in_each_language
def test_every_message_keeps_to_teams_schema_and_size(language: str) -> None:
    for content in _shown(language):
        for card in (*render(content), *render(content, opened_from="1763801990001")):
            assert problems(card) == [], as_text(content)
            assert size(card) <= LARGEST, as_text(content)


@pytest.mark.node
@in_each_language
def test_microsofts_own_package_has_nothing_against_any_card(language: str) -> None:
    """In the chat, and in a window."""
    for opened_from in (None, "1763801990001"):
        cards = [render(content, opened_from=opened_from) for content in _shown(language)]
        assert complaints(card for several in cards for card in several) == []


@in_each_language
def test_the_browser_chat_keeps_every_card_as_it_was(language: str) -> None:
    for content in _shown(language):
        if isinstance(content, Card):
            assert decode(encode(content)) == content


@in_each_language
def test_every_input_has_a_label_and_every_picture_words(language: str) -> None:
    for content in _shown(language):
        if isinstance(content, Form):
            assert all(each.label.strip() for each in content.fields), as_text(content)
        assert all(getattr(part, "alt", "x").strip() for part in content.body), as_text(content)


@in_each_language
def test_every_button_says_what_it_does_and_can_come_back(language: str) -> None:
    for content in _shown(language):
        buttons = (
            (content.submit, *content.buttons) if isinstance(content, Form) else content.buttons
        )
        for button in buttons:
            assert button.label.strip(), as_text(content)
            assert button.url or 0 < len(button.value) <= 255, button


@in_each_language
def test_no_id_and_no_template_shows_through(language: str) -> None:
    for content in _shown(language):
        text = as_text(content).replace(HOSTILE.strip(), "")
        for trace in ("{{", "{%", "None", "p-jonas", "wp-solsikken"):
            assert trace not in text, text


def test_every_message_that_can_be_sent_was_sent() -> None:
    """What no walk reaches would never have been looked at."""
    sent = {name for walk in _life("da") for name in walk.sent}
    assert set(registry().messages) - sent == set()
