"""Pages that all see alike are drawn once, and what is one person's own is drawn for them alone."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.channels.teams.adaptive import written
from bot.channels.teams.pages import Pages
from bot.channels.teams.written import Written, write
from dialogs.core.cards import Button, Choice, ChoiceField, Details, Form

THEMES = tuple(Choice(key=key, label=f"Tema {key}", hint="Om temaet. " * 10) for key in "abc")


def page(voter: str, *, title: str = "Dit tema", turn: int = 1, value: str = "") -> Form:
    theme = ChoiceField(
        name="theme", label="Tema", hint="", value=value, error="", required=True, choices=THEMES
    )
    return Form(
        title=title,
        progress="1 af 2",
        body=("Vælg et tema.", Details(title="Tema a", text="Om temaet.")),
        fields=(theme,),
        submit=Button(label="Videre", value=f"turn:{voter}:{turn}:next:theme", style="primary"),
        buttons=(Button(label="Senere", value=f"turn:{voter}:{turn}:pause:theme"),),
        session_id=voter,
        turn=turn,
    )


class Painter:
    def __init__(self) -> None:
        self.drew: list[Form] = []
        self.pages = Pages(self.draw, most=3)

    def draw(self, form: Form) -> Written:
        self.drew.append(form)
        return write({"type": "AdaptiveCard", "title": form.title})


def test_everybody_gets_their_own_buttons_on_the_same_page() -> None:
    pages = {voter: written(page(voter))[0] for voter in ("one", "two", "three", "four")}
    for voter, card in pages.items():
        values = [each["data"]["kombot"] for each in card.card["actions"]]
        assert values == [f"turn:{voter}:1:next:theme", f"turn:{voter}:1:pause:theme"]
        assert json.loads(card.raw) == card.card
    assert len({json.dumps(each.card["body"]) for each in pages.values()}) == 1


def test_what_somebody_has_filled_in_stands_on_their_page_alone() -> None:
    blank = [written(page(voter))[0] for voter in ("one", "two", "three")][-1]
    (mine,) = written(page("one", value="b"))
    (theirs,) = written(replace(page("two"), notice="Noget mangler."))
    (after,) = written(page("three"))
    assert len({json.dumps(each.card["body"]) for each in (blank, mine, theirs)}) == 3
    assert after == blank


def test_a_page_that_two_have_seen_is_not_drawn_again() -> None:
    painter = Painter()
    for voter in ("one", "two", "three", "four"):
        painter.pages.of(page(voter))
    assert len(painter.drew) == 2


def test_what_one_dialog_alone_has_shown_is_not_remembered() -> None:
    """Its title may be somebody's own words."""
    painter = Painter()
    for _ in range(3):
        painter.pages.of(page("one", title="Mit eget mål"))
    assert len(painter.drew) == 3
    assert "Mit eget mål" not in repr(vars(painter.pages))


def test_only_so_many_pages_are_remembered() -> None:
    painter = Painter()
    for number in range(5):
        for voter in ("one", "two"):
            painter.pages.of(page(voter, title=f"Side {number}"))
    drew = len(painter.drew)
    painter.pages.of(page("three", title="Side 4"))
    assert len(painter.drew) == drew
    painter.pages.of(page("three", title="Side 0"))
    assert len(painter.drew) == drew + 1


def test_no_word_of_a_reader_stays_on_what_is_remembered() -> None:
    painter = Painter()
    for voter in ("one", "two"):
        painter.pages.of(page(voter))
    assert {(each.session_id, each.submit.value, each.buttons) for each in painter.drew} == {
        ("", "", ())
    }
