"""Every card of the zoo as Adaptive Cards: within the schema, within 28 KB, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.teams.adaptive import drawn, render
from bot.channels.teams.inert import GAP, literal
from dialogs.core.cards import AnyField, Card, Content, Form, PhotoField, Quote, TextField
from tests.adaptive_cards import LARGEST, complaints, elements, problems, shown, size
from tests.zoo import CARDS

MORE_WORDS_THAN_FIT = {"long form"}
"""Ten fields full of emoji: people's own words are never shortened, not even for a limit."""
each_card = pytest.mark.parametrize("name", CARDS)


@each_card
def test_every_card_keeps_to_the_schema(name: str) -> None:
    assert [problems(card) for card in render(CARDS[name])] == [[]] * len(render(CARDS[name]))


@pytest.mark.node
def test_microsofts_own_package_has_nothing_against_any_card() -> None:
    """In the chat, and in a window."""
    for opened_from in (None, "1763801990001"):
        cards = [render(content, opened_from=opened_from) for content in CARDS.values()]
        assert complaints(card for several in cards for card in several) == []


@pytest.mark.parametrize("name", sorted(CARDS.keys() - MORE_WORDS_THAN_FIT))
def test_every_card_fits_in_a_message(name: str) -> None:
    assert max(size(card) for card in render(CARDS[name])) <= LARGEST - 1000


def test_a_form_is_only_as_large_as_its_answers_make_it() -> None:
    form = CARDS["long form"]
    assert isinstance(form, Form)
    *_, card = render(form)
    words = sum(len(each.value.encode()) for each in form.fields)
    assert size(card) - words <= LARGEST - 1000


@each_card
def test_every_button_is_there_once_with_its_own_value(name: str) -> None:
    content = CARDS[name]
    asks_for_photo = any(isinstance(each, PhotoField) for each in _fields(content))
    submit = (content.submit,) if isinstance(content, Form) and not asks_for_photo else ()
    buttons = (*submit, *content.buttons)
    found = [
        action.get("url") or action["data"]["kombot"]
        for card in render(content)
        for action in elements(card)
        if action["type"] in {"Action.Execute", "Action.OpenUrl"}
    ]
    assert found == [button.url or button.value for button in buttons]


@each_card
def test_every_button_works_where_a_client_knows_no_execute(name: str) -> None:
    for card in render(CARDS[name]):
        for action in elements(card):
            if action["type"] == "Action.Execute":
                assert action["fallback"]["type"] == "Action.Submit"
                assert action["fallback"]["data"] == action["data"]


@each_card
def test_peoples_own_words_are_all_there(name: str) -> None:
    content = CARDS[name]
    said = "".join(shown(card) for card in render(content)).replace("\n", "")
    for part in content.body:
        if isinstance(part, Quote):
            assert part.text.replace("\n", "").replace("{{", f"{{{GAP}{{") in said


@each_card
def test_every_field_keeps_what_was_written(name: str) -> None:
    content = CARDS[name]
    inputs = {
        each["id"]: each
        for card in render(content)
        for each in elements(card)
        if each["type"].startswith("Input.")
    }
    fields = [each for each in _fields(content) if not isinstance(each, PhotoField)]
    assert list(inputs) == [each.name for each in fields]
    for each in fields:
        assert inputs[each.name]["label"]
        if isinstance(each, TextField):
            assert inputs[each.name].get("value", "") == each.value


def _fields(content: Content) -> tuple[AnyField, ...]:
    return content.fields if isinstance(content, Form) else ()


@each_card
def test_a_photo_is_asked_for_in_words(name: str) -> None:
    """A card takes no files."""
    said = "".join(shown(card) for card in render(CARDS[name]))
    for each in _fields(CARDS[name]):
        assert not isinstance(each, PhotoField) or each.instead[:40] in said


@each_card
def test_every_card_has_a_version_and_words_for_older_clients(name: str) -> None:
    for card in render(CARDS[name]):
        assert card["version"] == "1.5"
        assert card["fallbackText"] or not CARDS[name].title.strip()


def test_many_long_words_become_several_cards_with_the_buttons_on_the_last() -> None:  # fault 27
    words = tuple(Quote(f"{number} " + "Ærligt talt. " * 150) for number in range(20))
    last = CARDS["thirteen buttons"].buttons
    *first, final = render(Card(title="Svar", body=words, buttons=last))
    assert first
    assert not [each for card in first for each in elements(card) if "verb" in each]
    assert len([each for each in elements(final) if "verb" in each]) == 13


def test_descriptions_are_shortened_and_seen_to_be() -> None:
    form = CARDS["long choices"]
    assert isinstance(form, Form)
    field = form.fields[0]
    long = replace(form, fields=tuple(replace(field, name=f"theme_{n}") for n in range(3)))
    (card,) = render(long)
    assert " …" in shown(card)
    assert size(drawn(long)) > LARGEST


Broken = Callable[[dict[str, Any]], None]


@pytest.mark.parametrize(
    "damage",
    [
        lambda card: card["body"].append({"type": "TextBlock"}),
        lambda card: card["body"].append({"type": "Chart.Pie"}),
        lambda card: card["body"].append({"type": "Chart.Pie", "fallback": card["body"][0]}),
        lambda card: card.update(actions=card["actions"] * 3),
        lambda card: card["body"].extend([{"type": "Input.Text", "id": "a", "label": "b"}] * 2),
    ],
)
def test_the_check_itself_finds_a_broken_card(damage: Broken) -> None:
    (card,) = render(CARDS["everything"])
    assert problems(card) == []
    damage(card)
    assert problems(card)


@pytest.mark.node
@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda card: card["body"].append({"type": "Chart.Pie"}), "UnknownElementType"),
        (lambda card: card["body"].append({"type": "Input.Text", "label": "a"}), "unique Id"),
        (lambda card: card["body"].append({"type": "TextBlock", "text": "a", "size": "xl"}), "xl"),
        (lambda card: card.update(actions=card["actions"] * 3), "TooManyActions"),
        (lambda card: card["actions"][0]["fallback"].update(type="Action.Old"), "Action.Old"),
        (lambda card: card.update(version="1.9"), "UnsupportedCardVersion"),
    ],
)
def test_microsofts_own_package_finds_a_broken_card(damage: Broken, told: str) -> None:
    (card,) = render(CARDS["everything"])
    damage(card)
    assert any(told in complaint for complaint in complaints([card]))


def test_a_text_run_is_changed_by_nothing_but_the_clients_own_commands() -> None:
    assert literal("*a* [b](http://c) <at>d</at>") == "*a* [b](http://c) <at>d</at>"
    assert "{{" not in literal("{{DATE(2026-11-22T09:00:00Z)}}")
