"""Cards as Teams draws them: labelled, in reading order, with contrast, on a phone and in the dark.

`make screenshots` leaves the same as pictures to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser

from bot.channels.teams.adaptive import render
from tests.adaptive_cards import NEWER, elements, fallen_back
from tests.browser.chat import AXE
from tests.screenshots import beside, lived_in_teams
from tests.teams_cards_page import PHONE, THEMES, WIDE, CardPage
from tests.zoo import CARDS

Card = dict[str, Any]
pytestmark = pytest.mark.node

MOMENTS = (
    *("home", "check-in", "check-in-error", "preparation", "preparation-window"),
    *("preparation-error", "preparation-review", "invitation", "vote-review", "tally"),
)
NOTHING_TO_READ = {"nothing at all", "empty parts", "empty series", "long bars"}
"""An empty heading, and pictures that are none."""
each_moment = pytest.mark.parametrize("moment", MOMENTS)
each_theme = pytest.mark.parametrize("theme", THEMES)


@pytest.fixture(scope="module")
def shots() -> Mapping[str, Card]:
    return beside(lived_in_teams)


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[CardPage]:
    page = CardPage(browser.new_page(viewport=PHONE))
    page.page.evaluate(AXE)
    yield page
    page.page.close()


@pytest.fixture(scope="module")
def wide(browser: Browser) -> Iterator[CardPage]:
    page = CardPage(browser.new_page(viewport=WIDE))
    yield page
    page.page.close()


def faults(page: CardPage) -> list[object]:
    """What axe-core says against the card, its advice included."""
    found = page.page.evaluate("axe.run('article', {resultTypes: ['violations']})")
    return [
        (rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found["violations"]
    ]


def test_every_moment_is_looked_at(shots: Mapping[str, Card]) -> None:
    assert set(shots) == set(MOMENTS)


@each_theme
@each_moment
def test_every_card_is_accessible(
    phone: CardPage, shots: Mapping[str, Card], moment: str, theme: str
) -> None:
    phone.shows(shots[moment], theme=theme)
    assert faults(phone) == []


@pytest.mark.parametrize("name", sorted(CARDS.keys() - NOTHING_TO_READ))
def test_everything_that_can_be_asked_for_is_accessible(phone: CardPage, name: str) -> None:
    for card in render(CARDS[name]):
        phone.shows(card)
        assert faults(phone) == []


def test_axe_finds_an_input_without_a_label(phone: CardPage, shots: Mapping[str, Card]) -> None:
    card = fallen_back(shots["check-in"], NEWER)
    for each in elements(card):
        each.pop("label", None)
    phone.shows(card)
    assert {"label", "select-name"} & {str(fault[0]) for fault in faults(phone)}  # type: ignore[index]


@each_moment
def test_nothing_sticks_out(
    phone: CardPage, wide: CardPage, shots: Mapping[str, Card], moment: str
) -> None:
    for page in (phone, wide):
        page.shows(shots[moment])
        assert page.sticking_out() == []


@pytest.mark.parametrize("name", sorted(CARDS))
def test_the_longest_words_stay_inside_on_a_phone(phone: CardPage, name: str) -> None:
    for card in render(CARDS[name]):
        phone.shows(card)
        assert phone.sticking_out() == []


@each_moment
def test_what_is_read_aloud_comes_in_the_order_that_is_seen(
    phone: CardPage, shots: Mapping[str, Card], moment: str
) -> None:
    phone.shows(shots[moment])
    tops = phone.page.evaluate(
        "[...document.querySelectorAll('article :is(p, input, textarea, select, button, img)')]"
        ".filter(e => e.offsetParent).map(e => Math.round(e.getBoundingClientRect().top))"
    )
    assert tops == sorted(tops)


def test_every_input_is_named_by_its_own_question(
    phone: CardPage, shots: Mapping[str, Card]
) -> None:
    for moment in ("preparation", "preparation-window", "check-in"):
        phone.shows(shots[moment])
        for each in elements(shots[moment]):
            if each["type"].startswith("Input."):
                assert phone.page.get_by_label(each["label"], exact=True).count() == 1


def test_an_error_is_text_between_the_page_and_its_field(
    phone: CardPage, shots: Mapping[str, Card]
) -> None:
    phone.shows(shots["preparation-error"])
    error = phone.page.get_by_text("Det ligner et CPR-nummer.")
    box, field = error.bounding_box(), phone.page.locator("textarea").first.bounding_box()
    assert box is not None
    assert field is not None
    assert box["y"] + box["height"] <= field["y"]
    assert phone.page.locator("textarea").first.input_value().startswith("Ring til mig")


@pytest.mark.parametrize("button", ["Gem og fortsæt senere", "Stop", "Gem og gå videre"])
def test_every_button_works_while_fields_are_empty(
    phone: CardPage, shots: Mapping[str, Card], button: str
) -> None:
    phone.shows(shots["check-in"])
    phone.page.get_by_label("Hvad fylder mest lige nu?").fill("Travlt")
    phone.page.get_by_role("button", name=button).click()
    (pressed,) = phone.pressed()
    assert pressed["type"] == "Action.Execute"
    assert pressed["data"]["why"] == "Travlt"
    assert pressed["data"]["kombot"].startswith("turn:")


def test_a_field_that_is_marked_as_required_would_hold_back_every_button(
    phone: CardPage, shots: Mapping[str, Card]
) -> None:
    """Why no field of ours is: the way out has to work, and saves what is there."""
    card = fallen_back(shots["check-in"], NEWER)
    for each in elements(card):
        if each["type"].startswith("Input."):
            each.update(isRequired=True, errorMessage="Mangler")
    phone.shows(card)
    phone.page.get_by_role("button", name="Stop").click()
    assert phone.pressed() == []


def test_the_button_for_a_window_brings_what_was_typed(
    phone: CardPage, shots: Mapping[str, Card]
) -> None:
    phone.shows(shots["preparation"])
    phone.page.locator("textarea").first.fill("Halvt skrevet")
    phone.page.get_by_role("button", name="Åbn i et vindue").click()
    (pressed,) = phone.pressed()
    assert pressed["type"] == "Action.Submit"
    assert pressed["data"]["msteams"] == {"type": "task/fetch"}
    assert "Halvt skrevet" in pressed["data"].values()
