"""How neutral content looks as an Adaptive Card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.channels.teams.adaptive import message, render
from dialogs import WORDS_FOLDER
from dialogs.core.cards import (
    Button,
    Card,
    Choice,
    ChoiceField,
    DateField,
    Details,
    Form,
    Heading,
    Image,
    Part,
    ScaleField,
    Series,
    Table,
    TextField,
    TimeField,
)
from dialogs.core.texts import Speaker, Texts
from dialogs.rules.ballots import Place, Ranked
from dialogs.tally import picture, table
from dialogs.theme_names import themes_of
from storage.tables import ThemeList
from tests.adaptive_cards import NEWER, elements, fallen_back, shown
from tests.picture import png
from tests.zoo import CARDS, CHART, EVERYTHING, form, text


def one(content: Card | Form) -> dict[str, Any]:
    (card,) = render(content)
    return card


def inputs(content: Form) -> dict[str, dict[str, Any]]:
    found = [each for each in elements(one(content)) if each["type"].startswith("Input.")]
    return {each["id"]: each for each in found}


def test_a_title_is_a_heading_for_screen_readers() -> None:
    title = one(Card(title="Hjem"))["body"][0]
    assert (title["type"], title["style"], title["text"]) == ("TextBlock", "heading", "Hjem")


def test_a_section_stands_apart_from_the_one_before_it() -> None:
    content = Card(title="Hjem", body=(Heading("Din næste samtale"), Heading("Dine mål")))
    title, *sections = render(content)[0]["body"]
    assert "spacing" not in title
    assert [(each["style"], each["spacing"]) for each in sections] == [("heading", "large")] * 2


def test_everything_is_read_from_top_to_bottom() -> None:
    lines = shown(one(EVERYTHING)).splitlines()
    assert lines[:5] == [
        "Hvad skal vi tale om i år?",
        "Vi holder Udviklingsdialog den 9. september.",
        "Trivselstemaer",
        "Jeg vil gerne have mere ro.",
        "Frist: torsdag kl. 12",
    ]
    assert "Kollegial støtte: 5" in lines
    assert lines[-3:] == ["[Stem på temaer]", "[Mind mig om det i morgen]", "[Ja, slet det]"]


def test_the_most_important_button_and_the_dangerous_one_are_marked() -> None:
    styles = [action.get("style") for action in one(EVERYTHING)["actions"]]
    assert styles == ["positive", None, "destructive"]


def test_a_picture_travels_in_the_card_with_its_words() -> None:
    card = one(Card(title="x", body=(Image(png=png(), alt="3 af 14"),)))
    picture = next(each for each in elements(card) if each["type"] == "Image")
    assert picture["altText"] == "3 af 14"
    assert picture["url"].startswith("data:image/png;base64,iVBOR")


def test_a_picture_that_is_too_large_becomes_its_words() -> None:
    card = one(Card(title="x", body=(Image(png=b"\x89PNG" * 4000, alt="3 af 14"),)))
    assert not [each for each in elements(card) if each["type"] == "Image"]
    assert shown(card) == "x\n3 af 14"


def test_a_tally_is_teams_own_chart_with_the_picture_for_clients_that_draw_none() -> None:
    chart = next(each for each in elements(one(CARDS["bars"])) if each["type"].startswith("Chart"))
    assert chart["data"] == [{"x": "Kollegial støtte", "y": 5}, {"x": "Faglig udvikling", "y": 3}]
    assert chart["fallback"]["type"] == "Image"
    assert chart["fallback"]["altText"] == CHART.alt


def test_a_charts_figures_stand_in_words_once() -> None:
    assert shown(one(CARDS["bars"])).splitlines()[-1] == CHART.alt
    assert CHART.alt not in shown(one(CARDS["bars beside a table"]))


def test_a_chart_whose_picture_is_too_large_is_a_plain_list_instead() -> None:
    large = replace(CHART, png=b"\x89PNG" * 4000)
    older = fallen_back(one(Card(title="x", body=(large,))), NEWER)
    assert shown(older).splitlines()[1:3] == [
        "Kollegial støtte: 5",
        "Faglig udvikling: 3",
    ]


@pytest.mark.parametrize(("themes", "instead"), [(5, "Image"), (99, "Container")])
async def test_a_tally_is_one_message_of_charts_however_many_themes_there_are(
    themes: int, instead: str
) -> None:
    """Where the pictures of all themes are too large together, older clients get a list."""
    say = Speaker(texts=Texts((WORDS_FOLDER,)), language="da", zone="Europe/Copenhagen")
    body: list[Part] = []
    for which in ThemeList:
        keys = [each.key for each in themes_of(which).options][:themes]
        places = (Place(rank=n, theme=key, count=30 - n) for n, key in enumerate(keys, 1))
        ranked = Ranked(tuple(places))
        body += [table(which, ranked, say), await picture(which, ranked, say)]
    card = one(Card(title="Optælling", body=tuple(body)))
    charts = [each for each in elements(card) if each["type"].startswith("Chart")]
    assert [each["fallback"]["type"] for each in charts] == [instead, instead]


SERIES = Series(title="Trivsel", points=(("maj", 1), ("juni", 10)), low=0, high=10, alt="Op.")


def test_a_series_is_teams_own_chart() -> None:
    (chart,) = [each for each in elements(one(Card(title="x", body=(SERIES,)))) if "data" in each]
    assert chart["title"] == "Trivsel (0-10)"
    assert chart["data"] == [{"x": "maj", "y": 1}, {"x": "juni", "y": 10}]


def test_a_series_is_a_plain_list_where_no_charts_are_drawn() -> None:
    older = fallen_back(one(Card(title="x", body=(SERIES,))), NEWER)
    assert shown(older).splitlines()[1:] == ["Trivsel (0-10)", "maj: 1", "juni: 10"]


@pytest.mark.parametrize("name", sorted(CARDS))
def test_nothing_is_drawn_in_letters_that_are_read_aloud_one_by_one(name: str) -> None:
    for card in render(CARDS[name]):
        assert not set("█░") & set(shown(fallen_back(card, NEWER)))


def test_a_wide_table_is_read_row_by_row() -> None:
    table = Table(("Tema", "Stemmer", "Plads"), (("Ro", "5", "1"), ("Tid", "3", "2")))
    lines = shown(one(Card(title="x", body=(table,)))).splitlines()
    assert lines[1:] == ["Tema", "Stemmer", "Plads", "Ro", "5", "1", "Tid", "3", "2"]


def test_a_short_column_is_as_wide_as_its_longest_word() -> None:
    """A phone would break "Stemmer" in two."""
    table = Table(("Tema", "Stemmer", "Plads"), (("Kollegial støtte", "5", "1"),))
    rows = [e for e in elements(one(Card(title="x", body=(table,)))) if e["type"] == "ColumnSet"]
    widths = [[column["width"] for column in row["columns"]] for row in rows]
    assert widths == [["stretch", "71px", "53px"]] * 2


def test_details_are_folded_behind_their_own_title() -> None:
    card = one(Card(title="x", body=(Details(title="Læs mere", text="Lang tekst."),)))
    unfold = next(each for each in elements(card) if each["type"] == "Action.ToggleVisibility")
    folded = next(each for each in elements(card) if each.get("isVisible") is False)
    assert unfold["title"] == "Læs mere"
    assert unfold["targetElements"] == [folded["id"]]


def test_an_error_stands_right_above_its_field_and_keeps_what_was_written() -> None:
    lines = shown(one(form(text(value="123", error="Skriv lidt mere.")))).splitlines()
    at = lines.index("Skriv lidt mere.")
    assert lines[at : at + 3] == ["Skriv lidt mere.", "Hvorfor?", "123"]


def test_no_field_keeps_back_and_later_from_working() -> None:
    """A client that knows a field as required refuses every button of the card."""
    card = one(form(replace(text(), required=True)))
    assert not [each for each in elements(card) if "isRequired" in each]


def test_an_answer_that_is_too_long_is_not_cut_by_the_client() -> None:
    field = TextField(name="why", label="Hvorfor?", value="x\U0001f600" * 100, max_length=10)
    shown_field = inputs(form(field))["why"]
    assert shown_field["value"] == field.value
    assert shown_field["maxLength"] == 300


def test_short_hints_stand_in_the_choices_and_long_ones_below() -> None:
    def titles(hint: str) -> list[str]:
        choices = (Choice(key="a", label="Ro", hint=hint), Choice(key="b", label="Tid"))
        field = ChoiceField(name="theme", label="Tema", value="b", choices=choices)
        return [each["title"] for each in inputs(form(field))["theme"]["choices"]]

    assert titles("på jobbet") == ["Ro – på jobbet", "Tid"]
    assert titles("x" * 200) == ["Ro", "Tid"]


def test_long_hints_are_read_after_the_choices() -> None:
    choices = (Choice(key="a", label="Ro", hint="Lang. " * 20), Choice(key="b", label="Tid"))
    lines = shown(one(form(ChoiceField(name="t", label="Tema", choices=choices)))).splitlines()
    assert lines.index("Tid") < lines.index(f"Ro: {'Lang. ' * 20}")


def test_a_scale_names_its_ends_and_keeps_its_value() -> None:
    scale = ScaleField(
        name="trivsel", label="Trivsel", value="3", low=1, high=3, low_label="Lav", high_label="Høj"
    )
    found = inputs(form(scale))["trivsel"]
    assert [each["title"] for each in found["choices"]] == ["1 – Lav", "2", "3 – Høj"]
    assert (found["value"], found["style"]) == ("3", "compact")


def test_a_choice_that_is_no_more_is_not_chosen() -> None:
    field = ChoiceField(name="t", label="Tema", value="gone", choices=(Choice(key="a", label="A"),))
    assert "value" not in inputs(form(field))["t"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (DateField(name="d", label="Dag", value="2026-09-04"), "2026-09-04"),
        (DateField(name="d", label="Dag", value="i morgen"), None),
        (TimeField(name="d", label="Tid", value="09:30"), "09:30"),
        (TimeField(name="d", label="Tid", value="25:00"), None),
    ],
)
def test_days_and_times_are_prefilled_only_where_a_client_can_show_them(
    field: DateField | TimeField, value: str | None
) -> None:
    assert inputs(form(field))["d"].get("value") == value


def test_the_seventh_button_starts_a_new_row() -> None:
    buttons = tuple(Button(label=str(number), value=f"do:{number}") for number in range(13))
    card = one(Card(title="x", buttons=buttons))
    rows = [each["actions"] for each in elements(card) if each["type"] == "ActionSet"]
    assert [len(row) for row in rows] == [6, 6, 1]
    assert "actions" not in card


def test_a_notification_shows_the_title_and_nothing_else() -> None:
    activity = message(one(EVERYTHING), summary=EVERYTHING.title)
    assert activity["summary"] == "Hvad skal vi tale om i år?"
    assert "text" not in activity
