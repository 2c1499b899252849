"""What is shown becomes HTML in which nobody's words are markup."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.channels.simulator.chat import Line
from bot.channels.simulator.drawing import HERE, Drawing, bars, pips, words
from dialogs.core.cards import (
    Button,
    Card,
    Choice,
    ChoiceField,
    Content,
    Details,
    Facts,
    Form,
    Heading,
    Quote,
)
from dialogs.core.texts import LANGUAGES, Speaker
from tests.zoo import CARDS, HOSTILE, SERIES, form

AT = datetime(2026, 9, 3, 10, 5, tzinfo=UTC)
EVIL = '<script>alert(1)</script><img src=x onerror="x"> & "\''


class Reader(HTMLParser):
    """What a browser would make of it: the elements, their attributes and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str | None]:
        return [value for each, value in self.attributes if each == name]


def drawn(content: Content | str, language: str = "da") -> str:
    say = Speaker(texts=words(), language=language, zone="Europe/Copenhagen")
    line = Line(reference="m1", key="m1.1", author="kombot", at=AT, content=content)
    return Drawing(say=say).line(line, "kombot")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CARDS)
def test_every_card_of_the_zoo_is_drawn_safely(name: str, language: str) -> None:
    read = Reader(drawn(CARDS[name], language))
    assert not {"script", "iframe", "object", "link", "style"} & set(read.tags)
    assert not [each for each, _ in read.attributes if each.startswith("on") or each == "style"]
    assert read.values("href") == [each.url for each in CARDS[name].buttons if each.url]


@pytest.mark.parametrize("name", [name for name in CARDS if isinstance(CARDS[name], Form)])
def test_every_input_of_the_zoo_has_a_label(name: str) -> None:
    read = Reader(drawn(CARDS[name]))
    ids = [value for value in read.values("id") if value]
    labelled = set(read.values("for"))
    inputs = sum(tag in ("input", "select", "textarea") for tag in read.tags)
    assert len(ids) == len(set(ids))
    assert len(labelled) == inputs
    assert labelled <= set(ids)


def test_what_people_write_is_never_markup() -> None:
    read = Reader(drawn(EVIL))
    assert EVIL in read.text
    assert "script" not in read.tags


def test_text_in_titles_values_and_labels_is_never_markup() -> None:
    field = ChoiceField(
        name=EVIL, label=EVIL, hint=EVIL, error=EVIL, choices=(Choice(key=EVIL, label=EVIL),)
    )
    read = Reader(drawn(form(field, title=EVIL, notice=EVIL)))
    assert "script" not in read.tags
    assert "img" not in read.tags
    assert EVIL in read.values("value")


def test_hostile_text_is_shown_letter_by_letter() -> None:
    assert HOSTILE in Reader(drawn(Card(title="x", body=(Quote(HOSTILE),)))).text


def test_a_long_label_may_be_broken_after_its_slash_and_is_still_no_markup() -> None:
    shown = drawn(Card(title="Emner", body=(Facts(((f"Samarbejde/fællesskab {EVIL}", "ja"),)),)))
    assert "Samarbejde/<wbr>fællesskab" in shown
    assert "script" not in Reader(shown).tags


def test_a_long_description_is_folded_away_and_a_short_one_is_not() -> None:
    def tags(hint: str) -> list[str]:
        choice = Choice(key="a", label="Arbejdsglæde", hint=hint)
        return Reader(drawn(form(ChoiceField(name="t", label="Tema", choices=(choice,))))).tags

    assert "details" not in tags("Kort.")
    assert "details" in tags("Lang. " * 60)


def test_a_description_stands_at_the_choice_of_its_name() -> None:
    field = ChoiceField(name="t", label="Tema", choices=(Choice(key="a", label="Arbejdsglæde"),))
    page = form(field)
    told = Form(**{**vars(page), "body": (Details(title="Arbejdsglæde", text="Om glæde."),)})
    html = drawn(told)
    assert html.index("<fieldset") < html.index("Om glæde.")
    assert html.count("Om glæde.") == 1


def test_an_error_belongs_to_its_field() -> None:
    field = ChoiceField(
        name="t", label="Tema", error="Vælg et tema.", choices=(Choice(key="a", label="A"),)
    )
    html = drawn(form(field))
    read = Reader(html)
    described = " ".join(value or "" for value in read.values("aria-describedby"))
    assert "m-m1-1-error" in described
    assert 'id="m-m1-1-error">Vælg et tema.' in html


@pytest.mark.parametrize(
    ("progress", "row"),
    [("2 af 5", (True, True, False, False, False)), ("1 of 1", (True,)), ("", ()), ("7 af 3", ())],
)
def test_progress_is_drawn_as_it_is_said(progress: str, row: tuple[bool, ...]) -> None:
    assert pips(progress) == row


def test_a_button_that_names_a_heading_stands_at_it_with_its_whole_name() -> None:
    buttons = (
        Button(label="Ret: Dit tema", value="turn:s:1:edit:theme"),
        Button(label="Send", value="turn:s:1:send:", style="primary"),
    )
    read = Reader(drawn(Card(title="x", body=(Heading("Dit tema"), "Ro."), buttons=buttons)))
    assert " ".join(read.text.split()).endswith("Dit temaRet: Dit tema Ro. Send")
    assert read.values("data-press") == ["turn:s:1:edit:theme", "turn:s:1:send:"]


def test_each_of_two_headings_with_the_same_words_has_its_own_button() -> None:
    own = [Button(label="Ret: Hvad skal der ske?", value=f"edit-{at}") for at in (1, 2)]
    body = (Heading("Hvad skal der ske?"), "Øve.", Heading("Hvad skal der ske?"), "Læse.")
    read = Reader(drawn(Card(title="x", body=body, buttons=tuple(own))))
    assert read.values("data-press") == ["edit-1", "edit-2"]
    assert " ".join(read.text.split()).endswith("ske? Læse.")


def test_the_lowest_value_of_a_series_still_shows() -> None:
    drawn_bars = bars(SERIES)
    assert [bar.value for bar in drawn_bars] == [6, 8, 10, 1]
    assert [bar.width for bar in drawn_bars] == [56, 78, 100, 3]


def test_a_series_is_said_in_words_to_those_who_do_not_see_it() -> None:
    html = drawn(Card(title="x", body=(SERIES,)))
    assert f'<p class="unseen">{SERIES.alt}</p>' in html
    assert '<ol aria-hidden="true">' in html


def test_the_words_are_the_same_in_every_language() -> None:
    texts = words()
    assert texts.phrases("simulator", "da") == texts.phrases("simulator", "en")


def test_every_suggestion_stands_in_both_languages() -> None:
    counts = {
        language: len(
            Speaker(texts=words(), language=language, zone="UTC")("simulator/chips").split("|")
        )
        for language in LANGUAGES
    }
    assert set(counts.values()) == {5}


def test_the_page_asks_nothing_of_other_hosts() -> None:
    ours = [*Path(HERE / "static").iterdir(), *Path(HERE / "templates").iterdir()]
    for path in ours:
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text, path.name
        assert "https:" not in text, path.name
        assert "//cdn" not in text, path.name
