"""How words are found and filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from dialogs.core.texts import Speaker, Texts, UnknownPhrase

SEPTEMBER = datetime(2026, 9, 3, 10, 0, tzinfo=UTC)


def _speaker(folder: Path, language: str = "da", **phrases: str) -> Speaker:
    blocks = "\n".join(
        "{% block " + name + " %}" + text + "{% endblock %}" for name, text in phrases.items()
    )
    (folder / "talk.da.j2").write_text(blocks, "utf-8")
    return Speaker(texts=Texts((folder,)), language=language, zone="Europe/Copenhagen")


@pytest.mark.parametrize(
    ("phrase", "da", "en"),
    [
        ("{{ at|day }}", "torsdag den 3. september", "Thursday 3 September"),
        ("{{ at|short_day }}", "3. september", "3 September"),
        ("{{ at|clock }}", "12", "12:00"),
        ("{{ at|moment }}", "torsdag den 3. september kl. 12", "Thursday 3 September at 12:00"),
        ("{{ 12500|number }}", "12.500", "12,500"),
        ("{{ ['Ali', 'Bo', 'Eva']|names }}", "Ali, Bo og Eva", "Ali, Bo and Eva"),
        ("{{ ['Ali']|names }}", "Ali", "Ali"),
    ],
)
def test_dates_and_numbers_are_said_as_people_say_them(
    tmp_path: Path, phrase: str, da: str, en: str
) -> None:  # voice.md 4
    assert _speaker(tmp_path, "da", x=phrase)("talk/x", at=SEPTEMBER) == da
    assert _speaker(tmp_path, "en", x=phrase)("talk/x", at=SEPTEMBER) == en


@pytest.mark.parametrize(
    ("phrase", "da", "en"),
    [
        ("{{ at|day }}", "torsdag den 3. september 2026", "Thursday 3 September 2026"),
        ("{{ at|short_day }}", "3. september 2026", "3 September 2026"),
        (
            "{{ at|moment }}",
            "torsdag den 3. september 2026 kl. 12",
            "Thursday 3 September 2026 at 12:00",
        ),
    ],
)
def test_a_day_in_another_year_is_said_with_its_year(
    tmp_path: Path, phrase: str, da: str, en: str
) -> None:
    for language, said in (("da", da), ("en", en)):
        say = _speaker(tmp_path, language, x=phrase)
        a_year_before = replace(say, now=SEPTEMBER - timedelta(days=365))
        same_year = replace(say, now=SEPTEMBER - timedelta(days=90))
        assert a_year_before("talk/x", at=SEPTEMBER) == said
        assert said.replace(" 2026", "") == same_year("talk/x", at=SEPTEMBER)
        assert "2026" in a_year_before.day(SEPTEMBER)
        assert "2026" in a_year_before.moment(SEPTEMBER)
        assert "2026" not in same_year.day(SEPTEMBER)


def test_the_year_that_it_is_changes_at_midnight_in_denmark(tmp_path: Path) -> None:
    say = replace(
        _speaker(tmp_path, x="{{ at|day }}"), now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    )
    assert say("talk/x", at=date(2027, 1, 4)) == "mandag den 4. januar"
    assert say("talk/x", at=date(2026, 12, 30)) == "onsdag den 30. december 2026"


def test_what_is_kept_for_years_always_says_the_year(tmp_path: Path) -> None:
    say = replace(_speaker(tmp_path, x="{{ at|dated }}"), now=SEPTEMBER)
    assert say("talk/x", at=SEPTEMBER) == "3. september 2026"


def test_minutes_are_said_where_there_are_any(tmp_path: Path) -> None:
    assert _speaker(tmp_path, x="{{ at|clock }}")("talk/x", at=time(9, 5)) == "9.05"


def test_a_moment_late_at_night_is_the_day_it_is_in_denmark(tmp_path: Path) -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert _speaker(tmp_path, x="{{ at|day }}")("talk/x", at=late) == "fredag den 1. januar"
    assert _speaker(tmp_path, x="{{ at|day }}")("talk/x", at=date(2026, 12, 31)).startswith("tor")


def test_danish_is_the_fallback(tmp_path: Path) -> None:
    assert _speaker(tmp_path, "en", x="Hej")("talk/x") == "Hej"


def test_a_phrase_nobody_has_is_a_mistake(tmp_path: Path) -> None:
    say = _speaker(tmp_path, x="Hej")
    with pytest.raises(UnknownPhrase, match="talk/y"):
        say("talk/y")
    assert say.maybe("talk/y") == ""


def test_a_fact_that_is_not_given_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError):
        _speaker(tmp_path, x="{{ missing }}")("talk/x")


def test_lines_are_joined_and_paragraphs_kept(tmp_path: Path) -> None:
    assert _speaker(tmp_path, x="Et\n  to.\n\n\nTre.")("talk/x") == "Et to.\n\nTre."


def test_what_people_write_is_never_a_template(tmp_path: Path) -> None:  # fault 33
    written = "{{ 7 * 7 }}{% raw %}<b>"
    assert _speaker(tmp_path, x="{{ text }}")("talk/x", text=written) == written


def test_a_municipalitys_own_text_cannot_reach_into_the_program(tmp_path: Path) -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        _speaker(tmp_path, x="{{ ''.__class__.__mro__ }}")("talk/x")
