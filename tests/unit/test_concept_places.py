"""A complaint about a pack names the line on which the value stands."""

from __future__ import annotations

from dialogs.concepts.places import line_of


def test_a_line_inside_a_long_text_is_not_taken_for_a_key() -> None:
    text = 'a = """\nda = no\n[b]\n"""\n[b]\nda = "yes"\n'
    assert line_of(text, ("b",)) == 5
    assert line_of(text, ("b", "da")) == 6


def test_a_place_that_the_file_lacks_gets_the_line_of_the_table_above() -> None:
    assert line_of("[a]\n\n[[a.b]]\n[[a.b]]\n", ("a", "b", 1, "name", "da")) == 4
    assert line_of("[a]\n", ("c",)) == 1


def test_a_list_stands_where_its_first_entry_does() -> None:
    text = "a = 1\n[[b.c]]\nd = 1\n[[b.c]]\nd = 2\n"
    assert line_of(text, ("b", "c")) == 2
    assert line_of(text, ("b", "c", 1)) == 4
    assert line_of(text, ("b", "c", 1, "d")) == 5


def test_lists_within_lists_are_counted_from_the_entry_they_are_in() -> None:
    text = "[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[a.b.c]\nd.e = 1\n"
    assert line_of(text, ("a", 0, "b", 1)) == 3
    assert line_of(text, ("a", 1, "b", 0)) == 5
    assert line_of(text, ("a", 1, "b", 0, "c", "d", "e")) == 7
