"""Column types for moments and for words that only some may read."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, LargeBinary
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

from storage.keys import Keyring

KEYRING_ATTRIBUTE = "kombot_keyring"
_WRITTEN = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite drops zones, so none but UTC may reach it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone, and {value.isoformat()} has none")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite hands back the bare digits that were written in UTC, PostgreSQL a zone.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Plain JSON; None is NULL and not the word null."""

    impl = JSON(none_as_null=True)
    cache_ok = True


class _Comparison(TypeDecorator.Comparator[Any]):
    """Refuses what would find nothing, ever: the same words never look the same twice."""

    def operate(self, op: OperatorType, *other: object, **kwargs: object) -> ColumnElement[Any]:
        if len(other) == 1 and other[0] is None:
            return super().operate(op, *other, **kwargs)
        raise TypeError("sealed words are neither compared nor sorted: only None is")


class Sealed(TypeDecorator[Any]):
    """Sealed under `label`, so that a ciphertext moved to another column does not open."""

    impl = LargeBinary
    cache_ok = True
    comparator_factory = _Comparison

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label


class Private(Sealed):
    """Encrypted text. Equal texts look different, so it can be neither compared nor indexed."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring_of(dialect).seal(value, self.label)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).open(value, self.label)


class PrivateBytes(Sealed):
    """Encrypted bytes: a picture."""

    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring_of(dialect).seal_bytes(value, self.label)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring_of(dialect).open_bytes(value, self.label)


class PrivateJson(Sealed):
    """Encrypted JSON; None is NULL."""

    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return keyring_of(dialect).seal(_WRITTEN.encode(value), self.label)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> object:
        if value is None:
            return None
        return json.loads(keyring_of(dialect).open(value, self.label))


def keyring_of(dialect: Dialect) -> Keyring:
    keyring: Keyring | None = getattr(dialect, KEYRING_ATTRIBUTE, None)
    if keyring is None:
        raise RuntimeError("this engine has no keyring: open it with Database.open")
    return keyring
