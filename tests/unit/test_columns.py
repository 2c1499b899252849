"""What a column lets in, what it writes, and who can read it again."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, insert, literal, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, col

from storage.columns import Private, PrivateJson, UtcDateTime
from storage.keys import KeyLost, Keyring, Tampered, key_id, new_key
from storage.sqlite import sqlite_engine

OLD, NEW = b"o" * 32, b"n" * 32
MEMORY = "sqlite://"
MOMENT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


class Table(SQLModel, registry=registry()):
    """Keeps these tables apart from the product's own."""


class Diary(Table, table=True):
    id: int = Field(primary_key=True)
    text: str | None = Field(default=None, sa_type=Private("diary.text"))
    other: str | None = Field(default=None, sa_type=Private("diary.other"))
    facts: Any = Field(default=None, sa_type=PrivateJson("diary.facts"), nullable=True)
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with sqlite_engine(MEMORY, keyring=Keyring((OLD,))).connect() as connection:
        Table.metadata.create_all(connection)
        yield connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


def opened(path: Path, *keys: bytes) -> Connection:
    connection = sqlite_engine(f"sqlite:///{path}", keyring=Keyring(keys)).connect()
    Table.metadata.create_all(connection)
    return connection


def write(connection: Connection, **values: object) -> None:
    connection.execute(insert(Diary), {"id": 1, **values})


def raw(connection: Connection, column: str) -> bytes:
    stored: bytes = connection.execute(text(f"SELECT {column} FROM diary")).scalar_one()
    return stored


moments = st.datetimes(
    min_value=datetime(1, 1, 2),
    max_value=datetime(9999, 12, 30),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)
facts = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(moments)
def test_a_moment_comes_back_as_the_same_moment_in_utc(
    connection: Connection, moment: datetime
) -> None:
    back = connection.execute(select(literal(moment, UtcDateTime()))).scalar_one()
    assert back == moment
    assert back.tzinfo is UTC


@given(st.lists(moments, min_size=2, max_size=6))
def test_stored_moments_sort_as_time_does(connection: Connection, those: list[datetime]) -> None:
    dialect = connection.dialect
    bind = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)
    assert bind is not None
    stored = [bind(moment) for moment in sorted(those)]
    assert all(earlier <= later for earlier, later in pairwise(stored))


def test_a_moment_without_a_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(StatementError, match="2026-10-25T02:30:00 has none"):
        write(connection, at=datetime(2026, 10, 25, 2, 30))


def test_a_search_by_a_moment_in_another_zone_finds_it(path: Path) -> None:
    with opened(path, OLD) as connection:
        write(connection, at=MOMENT)
        here = MOMENT.astimezone(timezone(timedelta(hours=2)))
        found = connection.execute(select(col(Diary.id)).where(col(Diary.at) == here)).all()
    assert len(found) == 1


@given(st.none() | st.text())
def test_private_text_comes_back_as_it_was(connection: Connection, words: str | None) -> None:
    assert connection.execute(select(literal(words, Private("a")))).scalar_one() == words


@given(facts)
def test_private_json_comes_back_as_it_was(connection: Connection, value: object) -> None:
    assert connection.execute(select(literal(value, PrivateJson("a")))).scalar_one() == value


@pytest.mark.parametrize("words", ["", "Vi taler aldrig om det på holdet 🙂", "x" * 100_000])
def test_empty_long_and_danish_words_survive(path: Path, words: str) -> None:
    with opened(path, OLD) as connection:
        write(connection, text=words)
        assert connection.execute(select(col(Diary.text))).scalar_one() == words


def test_nothing_is_kept_as_nothing(path: Path) -> None:
    with opened(path, OLD) as connection:
        write(connection, text=None, facts=None)
        assert raw(connection, "text") is None
        assert raw(connection, "facts") is None


def test_equal_words_look_different() -> None:
    keyring = Keyring((OLD,))
    assert keyring.seal("ja", "vote.answer") != keyring.seal("ja", "vote.answer")


def test_a_search_for_sealed_words_is_refused_but_not_one_for_their_absence(path: Path) -> None:
    with pytest.raises(TypeError, match="neither compared nor sorted"):
        select(Diary).where(col(Diary.text) == "hemmeligt")
    with pytest.raises(TypeError, match="neither compared nor sorted"):
        select(Diary).order_by(col(Diary.facts).desc())
    with opened(path, OLD) as connection:
        write(connection, other="hemmeligt")
        empty = select(col(Diary.id)).where(
            col(Diary.text).is_(None), col(Diary.other).is_not(None)
        )
        assert connection.execute(empty).scalar_one() == 1
        assert (
            connection.execute(
                select(col(Diary.id)).where(col(Diary.other) == None)  # noqa: E711 - as SQL says it
            ).all()
            == []
        )


def test_the_words_are_nowhere_in_the_files(path: Path) -> None:
    with opened(path, OLD) as connection:
        write(connection, text="hemmelig samtale", facts={"svar": "hemmelig"}, at=MOMENT)
        files = [file.read_bytes() for file in path.parent.iterdir()]
    assert any(b"2026-10-25" in content for content in files)
    assert not any(b"hemmelig" in content or b"svar" in content for content in files)


def test_the_wrong_key_opens_nothing_and_is_named(path: Path) -> None:
    with opened(path, OLD) as connection:
        write(connection, text="hemmeligt")
    with opened(path, NEW) as connection, pytest.raises(KeyLost) as lost:
        connection.execute(select(col(Diary.text))).all()
    assert lost.value.key_id == key_id(OLD)
    assert key_id(OLD) in str(lost.value)


def test_after_rotation_the_old_key_opens_and_the_new_one_seals(path: Path) -> None:
    with opened(path, OLD) as connection:
        write(connection, text="før")
    with opened(path, NEW, OLD) as connection:
        assert connection.execute(select(col(Diary.text))).scalar_one() == "før"
        write(connection, id=2, text="efter")
        connection.execute(text("DELETE FROM diary WHERE id = 1"))
    with opened(path, NEW) as connection:
        assert connection.execute(select(col(Diary.text))).scalar_one() == "efter"


def test_words_moved_to_another_column_do_not_open(path: Path) -> None:
    with opened(path, OLD) as connection:
        write(connection, text="hemmeligt")
        connection.execute(text("UPDATE diary SET other = text"))
        with pytest.raises(Tampered, match=r"diary\.other"):
            connection.execute(select(col(Diary.other))).all()


@given(st.data())
def test_a_changed_or_cut_envelope_does_not_open(data: st.DataObject) -> None:
    keyring = Keyring((OLD,))
    sealed = keyring.seal("hemmeligt", "a")
    place = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytes([sealed[place] ^ data.draw(st.integers(1, 255))])
    changed = data.draw(
        st.sampled_from([sealed[:place], sealed[:place] + flipped + sealed[place + 1 :]])
    )
    with pytest.raises((Tampered, KeyLost)):
        keyring.open(changed, "a")


def test_a_database_opened_past_the_store_has_no_keyring() -> None:
    with (
        create_engine(MEMORY).connect() as bare,
        pytest.raises(StatementError, match="no keyring"),
    ):
        bare.execute(select(literal("hemmeligt", Private("a"))))


def test_a_new_key_is_32_bytes_and_fits_a_keyring() -> None:
    first, second = new_key(), new_key()
    assert len(base64.urlsafe_b64decode(first)) == 32
    keyring = Keyring.parse(f"{first},\n {second}")
    assert keyring.keys == (base64.urlsafe_b64decode(first), base64.urlsafe_b64decode(second))


@pytest.mark.parametrize("keys", [(), (b"short",), (OLD, OLD)])
def test_a_keyring_that_cannot_work_is_refused(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="key"):
        Keyring(keys)


def test_neither_a_key_nor_a_misspelt_one_is_ever_shown() -> None:
    assert "ooo" not in repr(Keyring((OLD,)))
    with pytest.raises(ValueError, match="not url-safe base64") as refused:
        Keyring.parse("ikke-en-nøgle!")
    assert "nøgle" not in str(refused.value)
