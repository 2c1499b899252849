"""Text that no client of Teams reads as markup, tried with a real markdown reader: fault 32."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from bot.channels.teams.inert import inert, inert_lines, literal, sane, shortened
from tests.zoo import HOSTILE

READER = MarkdownIt("default", {"html": True})
PLAIN = {"inline", "paragraph_open", "paragraph_close", "text", "softbreak"}
MARKED = [
    "*x*",
    "**x**",
    "_x_",
    "__x y__",
    "~~x~~",
    "`x`",
    "[a](http://evil.example)",
    "[a]: http://evil.example",
    "![a](http://evil.example/x.png)",
    "<http://evil.example>",
    "<at>x</at>",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "\\*x\\*",
    "- x",
    "+ x",
    "1. x",
    "12) x",
    "# x",
    "> x",
    "---",
    "    x",
    "```x```",
    HOSTILE,
]


def kinds(text: str) -> set[str]:
    """What a markdown reader finds in it."""
    tokens = READER.parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    return {token.type for token in (*tokens, *inline)}


def read(text: str) -> str:
    """The words that a markdown reader would show."""
    tokens = [child for token in READER.parse(text) for child in token.children or ()]
    return "".join(token.content for token in tokens if token.type == "text")


@pytest.mark.parametrize("text", MARKED)
def test_markup_in_a_title_is_text(text: str) -> None:
    assert read(text) != text
    assert kinds(inert(text)) <= PLAIN
    assert read(inert(text)) == inert(text)


@given(some.text(alphabet="ab1 *_~`[]()<>!&;#-+.=|\\{}:/\n\"'", max_size=40))
def test_no_text_at_all_becomes_markup(text: str) -> None:
    assert kinds(inert(text)) <= PLAIN


@given(some.text(alphabet="ab1 *_~`[]()<>!&;#-+.=|\\{}:/", max_size=40))
def test_a_reader_sees_the_same_signs(text: str) -> None:
    seen = inert(text).replace("\u200b", "")
    alike = seen.replace("\u2217", "*").replace("\u02cb", "`").replace("\u02cd", "_")
    assert alike == " ".join(text.split())


@pytest.mark.parametrize(
    "text", ["Æbler & pærer", "anna_b@kommune.dk", "9. september", "snake_case_x"]
)
def test_ordinary_words_look_as_they_were_written(text: str) -> None:
    assert inert(text).replace("\u200b", "") == text


def test_an_address_in_a_title_is_no_link() -> None:
    assert "://" not in inert("http://evil.example")
    assert "www." not in inert("www.evil.example")


def test_a_clients_own_commands_are_taken_apart() -> None:
    for showing in (literal, inert):
        assert "{{" not in showing("{{DATE(2026-11-22T09:00:00Z, SHORT)}} {{{{x")


def test_halves_of_characters_and_control_characters_can_be_sent() -> None:
    broken = {"a\ud83d": ["b\x00c\r\nd", 7, None, {"e": "\ud83d\ude00"}]}
    assert json.dumps(sane(broken), ensure_ascii=False).encode()
    assert sane(broken)["a\ufffd"][0] == "b\ufffdc\nd"


def test_shortening_is_seen_and_cuts_between_words() -> None:
    assert shortened("en to tre fire", 11) == "en to …"
    assert shortened("en to", 5) == "en to"
    assert len(shortened("x" * 100, 20)) == 20


@given(some.text(max_size=80), some.integers(min_value=2, max_value=80))
def test_what_is_shortened_is_never_longer(text: str, limit: int) -> None:
    assert len(shortened(text, limit)) <= limit


LINE = some.text(alphabet="aW.:/*_<>]\\{&-+#=|1\u0663) \t\xa0", max_size=8)


@given(some.lists(LINE, max_size=4))
def test_lines_are_made_inert_as_each_alone(lines: list[str]) -> None:
    assert inert_lines(lines) == [inert(line) for line in lines]
