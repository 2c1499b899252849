"""docs/databeskyttelse.md says what the code does: each table, each sealed column, each limit."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot.settings import Settings
from dialogs import DIALOGS
from dialogs.announcement import REASONS_KEPT as WORDS_KEPT
from dialogs.rights.asking import OPENS, REMINDED
from dialogs.rules.ballots import LEAST
from storage import audit, erase, events, lasting, wishes
from storage.keys import new_key
from storage.rekey import sealed_columns

ROOT = Path(__file__).parents[2]
GUIDE = " ".join((ROOT / "docs" / "databeskyttelse.md").read_text("utf-8").split())
ROWS = {
    table: line
    for line in (ROOT / "docs" / "databeskyttelse.md").read_text("utf-8").splitlines()
    if line.startswith("| ")
    for table in re.findall(r"`(\w+)`", line.split("|")[2])
}


@pytest.mark.parametrize("table", [each.name for each in SQLModel.metadata.sorted_tables])
def test_every_table_is_told_of(table: str) -> None:
    assert table in ROWS


def test_no_table_is_told_of_that_is_not_there() -> None:
    assert set(ROWS) == set(SQLModel.metadata.tables)


def test_what_is_encrypted_is_named_column_by_column() -> None:
    paragraph = GUIDE.split("**Krypteret**")[1].split("**Ikke krypteret**")[0]
    named = set(re.findall(r"`(\w+\.\w+)`", paragraph))
    assert named == {column.name for column in sealed_columns()}


@pytest.mark.parametrize(
    ("table", "days"),
    [
        ("person", timedelta(days=erase.KEPT_DAYS)),
        ("checkin", timedelta(days=erase.KEPT_DAYS)),
        ("audit", timedelta(days=erase.KEPT_DAYS)),
        ("outbox", lasting.MESSAGES),
        ("seen", events.KEPT),
        ("ballot", WORDS_KEPT),
        ("round", WORDS_KEPT),
        ("session", max(dialog.expires_after for dialog in DIALOGS.values())),
    ],
)
def test_it_is_kept_as_long_as_it_says(table: str, days: timedelta) -> None:
    assert f"{days.days} dage" in ROWS[table]


def test_reasons_for_nudges_are_kept_a_year() -> None:
    assert timedelta(days=365) == lasting.REASONS
    assert "et år" in ROWS["decision"]


def test_the_trail_and_wishes_are_kept_as_long_as_it_says() -> None:
    assert timedelta(days=5 * 366) == audit.KEPT
    assert "højst fem år" in ROWS["audit"]
    assert timedelta(days=365) == wishes.KEPT
    assert "et år efter" in ROWS["wish"]
    assert f"en måned ({wishes.WITHIN.days} dage)" in GUIDE
    first, last = (each.days for each in REMINDED)
    assert f"igen efter {first} og {last} dage" in GUIDE
    assert timedelta(hours=1) == OPENS
    assert "virker i en time" in GUIDE


def test_the_numbers_it_names_are_the_settings_own() -> None:
    settings = Settings.from_env({"KOMBOT_KEYS": new_key()})
    assert f"`KOMBOT_BACKUP_DAYS`, {settings.backup_days} dage" in GUIDE
    assert settings.minimum_ballots == LEAST == 5
    assert "mindst fem har stemt" in GUIDE


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_bot_says_the_same_to_each_person(language: str) -> None:
    words = (ROOT / "dialogs" / "words" / f"privacy.{language}.j2").read_text("utf-8")
    lasts = {
        "da": "ansat og {{ days }} dage mere",
        "en": "employed and {{ days }} days more",
    }[language]
    until = re.findall(r"block (\w+)_until %}(.*?){% endblock", words)
    kept = {section for section, text in until if lasts in text}
    assert kept == {"profile", "goals", "promises", "afterwards"}
