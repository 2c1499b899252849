from typing import Any

from bot.channels.base import Reply
from bot.channels.slack.answering import submission_answer
from bot.channels.slack.fields import block_id, step_of
from bot.channels.slack.views import Frame, Memo, modal, read_memo
from dialogs.core.actions import Move, Turn, write
from dialogs.core.cards import Button, Card, Choice, ChoiceField, Content, Quote
from tests.fakes.slack_user import words_in
from tests.zoo import CARDS, LONG, SCALE, SEND, SESSION, choices, form, text

FRAME = Frame(title="kombot", close="Luk", loading="Et øjeblik")


def inputs(content: Content) -> list[dict[str, Any]]:
    return [block for block in modal(content, FRAME)["blocks"] if block["type"] == "input"]


def element(content: Content) -> dict[str, Any]:
    found: dict[str, Any] = inputs(content)[0]["element"]
    return found


def test_a_short_title_stands_in_the_frame_alone() -> None:
    view = modal(form(text(), title="Dit tema"), FRAME)
    assert view["title"]["text"] == "Dit tema"
    assert "Dit tema" not in words_in(view["blocks"])


def test_a_long_title_is_the_first_block_whole() -> None:
    view = modal(form(text(), title="Hvad betyder mest for dig lige nu?"), FRAME)
    assert view["title"]["text"] == "kombot"
    assert view["blocks"][0]["text"]["text"] == "Hvad betyder mest for dig lige nu?"


def test_progress_and_notice_come_before_the_questions() -> None:
    view = modal(form(text(), notice="Ret det, der er markeret."), FRAME)
    assert words_in(view["blocks"])[:3] == ["2 af 5", "Ret det, der er markeret.", "Vælg ét tema."]


def test_a_block_id_carries_the_step_and_the_turn() -> None:
    """Slack keeps what was typed under an equal id."""
    assert inputs(form(text("why")))[0]["block_id"] == "step:3:why"
    assert step_of(block_id("progress.goal:1", 7)) == "progress.goal:1"
    assert step_of("b8Xk") == ""


def test_what_is_there_already_stands_in_the_field() -> None:
    assert element(form(text(value="Mere ro")))["initial_value"] == "Mere ro"


def test_a_text_that_is_too_long_can_still_be_mended() -> None:
    long = element(form(text(value="x" * 2500)))
    assert (long["max_length"], len(long["initial_value"])) == (2500, 2500)


def test_ten_choices_are_radio_buttons_and_eleven_a_list() -> None:
    few = element(form(ChoiceField(name="theme", label="Tema", choices=choices(10))))
    many = element(form(ChoiceField(name="theme", label="Tema", choices=choices(11))))
    assert (few["type"], many["type"]) == ("radio_buttons", "static_select")


def test_more_choices_than_a_list_holds_are_all_there_in_groups() -> None:
    found = element(form(ChoiceField(name="who", label="Hvem?", choices=choices(120))))
    groups = [len(group["options"]) for group in found["option_groups"]]
    assert groups == [100, 20]


def test_the_choice_made_before_is_chosen() -> None:
    found = element(
        form(ChoiceField(name="theme", label="Tema", value="choice_2", choices=choices(3)))
    )
    assert found["initial_option"]["value"] == "choice_2"


def test_a_short_hint_stands_at_its_choice() -> None:
    field = ChoiceField(name="theme", label="Tema", choices=choices(2, "Kort forklaring"))
    assert element(form(field))["options"][0]["description"]["text"] == "Kort forklaring"


def test_a_long_hint_is_read_whole_above_the_question() -> None:
    field = ChoiceField(name="t", label="Tema", choices=(Choice(key="a", label="Ro", hint=LONG),))
    assert LONG in words_in(modal(form(field), FRAME)["blocks"])
    assert "description" not in element(form(field))["options"][0]


def test_a_scale_is_a_list_whose_ends_are_named() -> None:
    found = element(form(SCALE))
    labels = [option["text"]["text"] for option in found["options"]]
    assert (found["type"], labels[0], labels[1], labels[-1]) == (
        "static_select",
        "1 · Dårligt",
        "2",
        "10 · Godt",
    )


def test_a_day_that_is_none_is_left_out() -> None:
    days = [block["element"] for block in inputs(CARDS["day and time"])]
    assert (days[0]["initial_date"], days[1]["initial_time"]) == ("2026-09-04", "09:30")
    assert "initial_date" not in days[2]
    assert "initial_time" not in days[3]


def test_a_view_remembers_its_session_and_what_its_button_asks() -> None:
    view = modal(form(text()), FRAME)
    memo = Memo(session_id="abcdefghijklmnop", turn=3, value=SEND.value)
    assert read_memo(view["private_metadata"]) == memo


def test_a_memo_that_is_not_ours_is_empty() -> None:
    for strange in ("", "x", "[]", "1", '{"session": 1, "turn": "x", "value": ""}', "[" * 9999):
        assert read_memo(strange) == Memo()


def test_the_one_primary_button_of_a_card_is_the_views_own() -> None:
    send = Button(label="Send", value="turn:a:1:send:", style="primary")
    view = modal(Card(title="Overblik", body=("x",), buttons=(send, *form().buttons)), FRAME)
    assert view["submit"]["text"] == "Send"
    assert read_memo(view["private_metadata"]).value == "turn:a:1:send:"
    assert "Send" not in words_in(view["blocks"])


def test_two_primary_buttons_stay_buttons() -> None:
    two = tuple(Button(label=label, value="do:a:", style="primary") for label in ("En", "To"))
    view = modal(Card(title="Overblik", buttons=two), FRAME)
    assert "submit" not in view
    assert words_in(view["blocks"]) == ["En", "To"]


def with_error() -> Reply:
    return Reply(content=form(text("why", error="Det ligner et CPR-nummer."), text("own")))


def closing(content: Content, session_id: str = "") -> object:
    return modal(content, FRAME, session_id=session_id).get("notify_on_close")


def test_slack_tells_when_the_window_of_a_running_dialog_is_closed() -> None:
    """Not of one that only shows the way to it: home is looked at and closed again."""
    review = Card(title="Se det igennem", buttons=(SEND,))
    running = Turn(session_id=SESSION, turn=3, move=Move.SHOW)
    go_on = Button(label="Fortsæt", value=write(running), style="primary")
    assert closing(form(text()))
    assert closing(review, SESSION)
    assert not closing(Card(title="Hej Jonas", buttons=(go_on,)))
    assert not closing(Card(title="Gemt. Tak!"), SESSION)
    assert not closing(Card(title="Gemt. Tak!", buttons=(go_on,)), "anotherdialogxyz")


def test_an_error_goes_to_its_field_on_the_page_that_is_open() -> None:
    answer = submission_answer(with_error(), frozenset({"step:3:why", "step:3:own"}), FRAME)
    assert answer == {
        "response_action": "errors",
        "errors": {"step:3:why": "Det ligner et CPR-nummer."},
    }


def test_an_error_on_another_page_than_the_open_one_comes_with_that_page() -> None:
    answer = submission_answer(with_error(), frozenset({"step:2:why"}), FRAME)
    assert answer["response_action"] == "update"
    assert "Det ligner et CPR-nummer." in words_in(answer["view"]["blocks"])


def test_a_repeat_shows_nothing() -> None:
    assert submission_answer(Reply(content=None), frozenset(), FRAME) == {}


def test_a_finished_dialog_becomes_a_view_without_fields() -> None:
    kept = Reply(content=Card(title="Gemt. Tak!", body=(Quote("x"),)))
    answer = submission_answer(kept, frozenset(), FRAME)
    assert "submit" not in answer["view"]
    assert not [block for block in answer["view"]["blocks"] if block["type"] == "input"]
