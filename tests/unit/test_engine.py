"""One turn of a dialog, without a store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.core.actions import Move
from dialogs.core.cards import Card
from dialogs.core.dialog import REVIEW, Completion, Dialog, Page, Repeat, relevant
from dialogs.core.engine import Sent, State, current, take
from dialogs.core.outcomes import (
    Ask,
    Cancelled,
    Done,
    Paused,
    Review,
    Stale,
    Stopping,
)
from dialogs.core.steps import Answers, Facts, Option, Pick, Scale, Text

GOALS = {"goals": (Option("g1", "Første mål"), Option("g2", "Andet mål"))}


async def _done(_unit: Any, _sent: Completion) -> Card:
    return Card(title="done")


def _is_free(_facts: Facts, answers: Answers) -> bool:
    return answers.get("theme") == "free"


TALK = Dialog(
    name="talk",
    pages=(
        Page("mood", (Scale("trivsel"), Text("why", required=False))),
        Page("theme", (Pick("theme", options=("trust", "free")),)),
        Page("wording", (Text("wording"),), when=_is_free),
        Page("goals", (Repeat(over=lambda facts: facts["goals"], steps=(Scale("progress"),)),)),
    ),
    done=_done,
)


def _send(state: State, move: Move = Move.NEXT, page: str = "", **values: str) -> Sent:
    named = {name.replace("__", "."): raw for name, raw in values.items()}
    return Sent(turn=state.turn, move=move, page=page, values=named)


def _walk(*pages: dict[str, str]) -> State:
    state = State()
    for values in pages:
        state, outcome = take(TALK, GOALS, state, _send(state, Move.NEXT, "", **values))
        assert not getattr(outcome, "errors", None)
    return state


def _asked(outcome: object) -> Ask:
    assert isinstance(outcome, Ask)
    return outcome


WHOLE = (
    {"trivsel": "7"},
    {"theme": "trust"},
    {"progress__g1": "3", "progress__g2": "4"},
)


def test_the_position_is_derived_from_the_answers() -> None:
    ask = _asked(current(TALK, GOALS, _walk({"trivsel": "7"})))
    assert (ask.page.name, ask.number, ask.count) == ("theme", 2, 3)


def test_a_choice_can_bring_a_page_about() -> None:
    ask = _asked(current(TALK, GOALS, _walk({"trivsel": "7"}, {"theme": "free"})))
    assert (ask.page.name, ask.number, ask.count) == ("wording", 3, 4)


def test_the_answer_of_a_page_that_no_longer_applies_is_not_handed_on() -> None:
    state = _walk({"trivsel": "7"}, {"theme": "free"}, {"wording": "Ro"})
    state, _ = take(TALK, GOALS, state, _send(state, Move.EDIT, "theme"))
    state, _ = take(TALK, GOALS, state, _send(state, theme="trust"))
    assert "wording" not in relevant(TALK, GOALS, state.answers)


def test_repeated_answers_are_keyed_by_the_things_own_key() -> None:
    state = _walk(*WHOLE)
    turned = {"goals": GOALS["goals"][::-1]}
    assert isinstance(current(TALK, turned, state), Review)
    assert state.answers["progress.g1"] == "3"


def test_a_step_without_a_value_is_unchanged_and_an_empty_one_is_empty() -> None:
    state = _walk({"trivsel": "7", "why": "Travlt"})
    state, _ = take(TALK, GOALS, state, _send(state, Move.EDIT, "mood"))
    kept, _ = take(TALK, GOALS, state, _send(state, trivsel="8"))
    assert kept.answers["why"] == "Travlt"
    emptied, _ = take(TALK, GOALS, state, _send(state, trivsel="8", why="  "))
    assert emptied.answers["why"] == ""


def test_errors_save_nothing_and_keep_what_was_entered() -> None:
    state = State()
    after, outcome = take(TALK, GOALS, state, _send(state, trivsel="11", why="God uge"))
    assert after is state
    ask = _asked(outcome)
    assert ask.errors["trivsel"].key == "not_on_scale"
    assert ask.entered["why"] == "God uge"


def test_going_back_keeps_what_is_right_and_complains_of_what_was_written_wrong() -> None:
    state = _walk({"trivsel": "7"})
    back, outcome = take(TALK, GOALS, state, _send(state, Move.BACK, "theme", theme="trust"))
    assert (_asked(outcome).page.name, back.answers["theme"]) == ("mood", "trust")
    same, outcome = take(TALK, GOALS, back, _send(back, Move.PAUSE, "mood", why="120180-1234"))
    assert same is back
    assert _asked(outcome).errors["why"].key == "cpr"


def test_a_question_that_an_answer_brings_about_is_asked_on_the_same_page() -> None:
    again = Pick("again", options=("yes",), when=lambda _, answers: answers.get("trivsel") == "1")
    dialog = replace(TALK, pages=(Page("mood", (Scale("trivsel"), again)), *TALK.pages[1:]))
    state, outcome = take(dialog, GOALS, State(), _send(State(), trivsel="1"))
    ask = _asked(outcome)
    assert (ask.page.name, ask.errors, state.answers, state.turn) == (
        "mood",
        {},
        {"trivsel": "1"},
        2,
    )
    same, outcome = take(dialog, GOALS, state, _send(state, trivsel="1"))
    assert (same is state, _asked(outcome).errors["again"].key) == (True, "required")
    _, outcome = take(dialog, GOALS, state, _send(state, trivsel="1", again="yes"))
    assert _asked(outcome).page.name == "theme"


def test_skipping_is_an_answer() -> None:
    dialog = replace(TALK, pages=(Page("why", (Text("why", required=False),)), *TALK.pages[1:]))
    state, outcome = take(dialog, GOALS, State(), Sent(turn=1, move=Move.SKIP))
    assert state.answers == {"why": ""}
    assert _asked(outcome).page.name == "theme"


def test_an_old_card_changes_nothing_and_its_text_is_offered_again() -> None:
    state = _walk({"trivsel": "7"})
    old = Sent(turn=1, move=Move.NEXT, page="mood", values={"trivsel": "2", "why": "Fra mobilen"})
    after, outcome = take(TALK, GOALS, state, old)
    assert after is state
    assert isinstance(outcome, Stale)
    assert _asked(outcome.present).carried["why"] == "Fra mobilen"


def test_a_double_click_offers_nothing_again() -> None:
    state = _walk({"trivsel": "7"})
    _, outcome = take(TALK, GOALS, state, Sent(turn=1, move=Move.NEXT, values={"trivsel": "7"}))
    assert isinstance(outcome, Stale)
    assert not _asked(outcome.present).carried


def test_sending_needs_every_answer() -> None:
    state = _walk({"trivsel": "7"})
    after, outcome = take(TALK, GOALS, state, _send(state, Move.SEND))
    assert isinstance(outcome, Review)
    assert outcome.missing == {"theme", "goals"}
    assert after.shown == REVIEW


def test_the_review_is_sent() -> None:
    state = _walk(*WHOLE)
    _, outcome = take(TALK, GOALS, state, _send(state, Move.SEND))
    assert outcome == Done({"trivsel": "7", "why": "", "theme": "trust",
                            "progress.g1": "3", "progress.g2": "4"})  # fmt: skip


def test_an_edit_from_the_review_leads_back_to_it() -> None:
    state = _walk(*WHOLE)
    state, outcome = take(TALK, GOALS, state, _send(state, Move.EDIT, "mood"))
    assert _asked(outcome).page.name == "mood"
    _, outcome = take(TALK, GOALS, state, _send(state, trivsel="9"))
    assert isinstance(outcome, Review)


def test_stopping_asks_first_and_deletes_then() -> None:
    state = _walk(*WHOLE)
    same, outcome = take(TALK, GOALS, state, _send(state, Move.STOP))
    assert same is state
    assert isinstance(outcome, Stopping)
    gone, outcome = take(TALK, GOALS, state, _send(state, Move.CANCEL))
    assert isinstance(outcome, Cancelled)
    assert gone.answers == {}


def test_a_text_that_cannot_be_saved_is_handed_back_where_one_stops() -> None:
    state = State()
    wrong = {"trivsel": "7", "why": "Mit nummer er 120180-1234"}
    asked, outcome = take(TALK, GOALS, state, _send(state, Move.STOP, "mood", **wrong))
    assert asked.answers == {"trivsel": "7"}
    assert outcome == Stopping({"why": "Mit nummer er 120180-1234"})


NOTES = replace(
    TALK,
    pages=(
        TALK.pages[0],
        Page(
            "goals",
            (
                Repeat(
                    over=lambda facts: facts["goals"],
                    steps=(Scale("progress"), Text("note", required=False)),
                ),
            ),
        ),
    ),
)


@pytest.mark.parametrize("left", [GOALS["goals"][1:], ()])
def test_a_text_about_what_is_gone_meanwhile_is_offered_again(left: tuple[Option, ...]) -> None:
    state, _ = take(NOTES, GOALS, State(), Sent(turn=1, move=Move.NEXT, values={"trivsel": "7"}))
    sent = {"progress.g1": "3", "note.g1": "Vi kom langt", "progress.g2": "4"}
    after, outcome = take(NOTES, {"goals": left}, state, _send(state, Move.NEXT, "goals", **sent))
    assert after is state
    assert isinstance(outcome, Stale)
    carried = _asked(outcome.present).carried
    assert carried["note.g1"] == "Vi kom langt"
    assert "progress.g1" not in carried


def test_what_was_written_is_there_when_one_does_not_stop_after_all() -> None:
    state = _walk({"trivsel": "7"})
    asked, _ = take(TALK, GOALS, state, _send(state, Move.STOP, "theme", theme="trust"))
    _, outcome = take(TALK, GOALS, asked, _send(asked, Move.SHOW))
    assert _asked(outcome).page.name == "theme"
    assert asked.answers["theme"] == "trust"


def test_later_says_how_far_one_came() -> None:
    state = _walk({"trivsel": "7"})
    _, outcome = take(TALK, GOALS, state, _send(state, Move.PAUSE, "theme"))
    assert outcome == Paused(1, 3)


def test_a_page_that_is_gone_after_a_deploy_does_not_stop_anybody() -> None:
    state = replace(_walk({"trivsel": "7"}), shown="removed_page")
    assert _asked(current(TALK, GOALS, state)).page.name == "theme"


def test_a_renamed_step_keeps_its_answer() -> None:
    pages = (Page("mood", (Scale("wellbeing", was=("trivsel",)),)), *TALK.pages[1:])
    renamed = replace(TALK, pages=pages)
    state, outcome = take(renamed, GOALS, _walk({"trivsel": "7"}), Sent(turn=2, move=Move.SHOW))
    assert state.answers["wellbeing"] == "7"
    assert _asked(outcome).page.name == "theme"


def test_a_step_that_became_stricter_is_asked_again() -> None:
    pages = (Page("mood", (Scale("trivsel", high=5),)), *TALK.pages[1:])
    assert _asked(current(replace(TALK, pages=pages), GOALS, _walk(*WHOLE))).page.name == "mood"


RAW = st.sampled_from(["", "7", "11", "trust", "free", "Ro", "0101011234", "🌱", "x" * 3000])
VALUES = st.dictionaries(
    st.sampled_from(["trivsel", "why", "theme", "wording", "progress.g1", "nothing"]), RAW
)
TURN = st.tuples(
    st.sampled_from(list(Move)),
    st.integers(0, 4),
    st.sampled_from(["", "mood", "theme", "wording", "goals", "x"]),
    VALUES,
)


@given(st.lists(TURN, max_size=12))
def test_whatever_is_clicked_the_state_is_one_that_can_be_shown(
    clicks: list[tuple[Move, int, str, dict[str, str]]],
) -> None:
    state = State()
    for move, back, page, values in clicks:
        turn = max(1, state.turn - back)
        after, outcome = take(
            TALK, GOALS, state, Sent(turn=turn, move=move, page=page, values=values)
        )
        if turn != state.turn and move is not Move.SHOW:
            assert after is state
        if isinstance(outcome, Done):
            assert all(TALK_STEPS[name].check(raw, GOALS) is None
                       for name, raw in relevant(TALK, GOALS, outcome.answers).items())  # fmt: skip
            return
        current(TALK, GOALS, after)
        state = after


TALK_STEPS = {step.name: step for page in TALK.all_pages(GOALS) for step in page.all_steps(GOALS)}
