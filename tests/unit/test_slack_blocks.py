from typing import Any

from bot.channels.slack.blocks import card_blocks, messages
from bot.channels.slack.parts import bars
from dialogs.core.cards import Button, Card, Details, Facts, Image, Quote, Series, Table
from tests.fakes.slack_user import words_in
from tests.picture import png
from tests.zoo import CARDS, LONG, SERIES


def kinds(card: Card) -> list[str]:
    return [block["type"] for block in card_blocks(card)]


def shown(card: Card) -> str:
    return "".join(text for message in messages(card) for text in words_in(message["blocks"]))


def test_a_short_title_is_a_headline_and_a_sentence_is_not() -> None:
    assert kinds(Card(title="Hjem")) == ["header"]
    assert kinds(
        Card(title="Det her er en hel sætning, som er for lang til en overskrift. " * 2)
    ) == ["section"]


def test_facts_are_read_together() -> None:
    card = Card(title="", body=(Facts((("Frist", "torsdag"), ("Svar", "3 af 14"))),))
    (block,) = card_blocks(card)
    assert words_in(block) == ["Frist: ", "torsdag", "\n", "Svar: ", "3 af 14"]


def test_a_long_fact_is_a_paragraph_below_its_question() -> None:
    card = Card(title="", body=(Facts((("Svar", "3"), ("Hvem ser det?", "Ingen. " * 20))),))
    assert words_in(card_blocks(card)[0])[2:4] == ["\n\n", "Hvem ser det?\n"]


def test_a_narrow_table_stands_in_columns() -> None:
    card = Card(title="", body=(Table(("Tema", "Stemmer"), (("Støtte", "5"), ("Ro", "13"))),))
    assert shown(card) == "Tema    Stemmer\nStøtte  5\nRo      13"


def test_a_wide_table_is_read_row_by_row() -> None:
    reason = "Fordi vi har brug for det, når der er travlt om morgenen"
    card = Card(title="", body=(Table(("Tema", "Hvorfor"), (("Ro", reason), ("Støtte", "-"))),))
    assert shown(card) == f"Tema: Ro\nHvorfor: {reason}Tema: Støtte\nHvorfor: -"


def test_a_personal_series_is_drawn_with_text() -> None:
    assert bars(SERIES).splitlines() == [
        "marts      ██████░░░░ 6",
        "juni       ████████░░ 8",
        "september  ██████████ 10",
        "december   █░░░░░░░░░ 1",
    ]


def test_many_points_become_one_line() -> None:
    points = tuple((str(number), number) for number in range(1, 21))
    drawn = bars(Series(title="", points=points, low=1, high=20, alt=""))
    assert len(drawn) == 20
    assert (drawn[0], drawn[-1]) == ("▁", "█")


def test_a_picture_that_is_not_uploaded_is_said_in_words() -> None:
    card = Card(title="", body=(Image(png=png(), alt="Fem stemmer"),))
    assert shown(card) == "Fem stemmer"


def test_an_uploaded_picture_is_shown_with_its_words() -> None:
    card = Card(title="", body=(Image(png=png(), alt="Fem stemmer", name="tally.png"),))
    (block,) = card_blocks(card, files={"tally.png": "F0123456789"})
    expected: dict[str, Any] = {"id": "F0123456789"}
    assert (block["type"], block["slack_file"], block["alt_text"]) == (
        "image",
        expected,
        "Fem stemmer",
    )


def test_a_long_text_of_somebodys_own_is_never_cut() -> None:
    own = "Ord " * 3000
    assert own in shown(Card(title="", body=(Quote(own),)))


def test_a_card_that_is_too_long_for_a_message_is_several_in_order() -> None:
    card = CARDS["twenty long quotes"]
    assert isinstance(card, Card)
    parts = messages(card)
    assert len(parts) > 1
    assert shown(card).count(LONG) == 20


def test_buttons_stand_below_the_last_words() -> None:
    card = Card(title="x", body=(Quote(LONG),) * 9, buttons=(Button(label="Ja", value="do:a:"),))
    *before, last = messages(card)
    assert before
    assert last["blocks"][-1]["type"] == "actions"
    assert all(block["type"] != "actions" for part in before for block in part["blocks"])


def test_thirty_buttons_are_two_rows() -> None:
    card = CARDS["thirty long buttons"]
    assert isinstance(card, Card)
    rows = [
        block["elements"]
        for part in messages(card)
        for block in part["blocks"]
        if block["type"] == "actions"
    ]
    assert [len(row) for row in rows] == [25, 5]
    assert len({button["action_id"] for row in rows for button in row}) == 30


def test_a_wide_table_of_more_than_two_columns_has_a_line_a_row() -> None:
    head = ("Navn", "Næste samtale", "Status", "Mini-KOM")
    rows = (("Ali Hassan", "–", "ikke inviteret", "–"), ("Jonas Friis", "i dag", "inviteret", ""))
    (block,) = card_blocks(Card(title="", body=(Table(head, rows),)))
    assert "".join(words_in(block)).splitlines() == [
        "Ali Hassan: Status: ikke inviteret",
        "Jonas Friis: Næste samtale: i dag · Status: inviteret",
    ]


def test_a_series_is_told_once_more_in_small_type() -> None:
    _drawn, told = card_blocks(Card(title="", body=(SERIES,)))
    assert (told["type"], words_in(told)) == ("context", [SERIES.alt])


def test_what_can_be_read_more_of_stands_with_its_name() -> None:
    (block,) = card_blocks(Card(title="", body=(Details(title="Ro", text="Tid til at tænke."),)))
    assert words_in(block) == ["Ro\n", "Tid til at tænke."]


def test_the_points_of_a_list_are_lines_of_one_block() -> None:
    points = ("• Hvad fylder mest?", "• Hvad går igen?")
    (message,) = messages(Card(title="", body=("Spørg jer selv:", *points, "Tag jer tid.")))
    assert [words_in(each) for each in message["blocks"]] == [
        ["Spørg jer selv:"],
        ["• Hvad fylder mest?\n• Hvad går igen?"],
        ["Tag jer tid."],
    ]


def test_a_list_that_is_too_long_for_a_block_is_several() -> None:
    card = Card(title="", body=("• " + "x" * 1600, "• " + "y" * 1600))
    assert [len(each) for each in words_in(messages(card)[0]["blocks"])] == [1602, 1602]
