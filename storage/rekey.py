"""Sealing everything again with the newest key, and knowing which keys are still needed.

It works on whatever columns are sealed, found in the models. The order in which rows are written
must tell nothing: a slice is picked by chance, so that a rotation that is cut off leaves no line
between the ballots that came first and those that came last. A row is written where it stands
(the envelope keeps its length), a ballot keeps its random id, and no other column is touched, so
that nothing new leads from one ballot to another or to a voter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, and_, func, select, type_coerce
from sqlmodel import SQLModel

import storage.tables
from storage.columns import Sealed
from storage.keys import HEADER_BYTES, VERSION, KeyLost, Keyring, Tampered
from storage.transactions import writing

MODELS = storage.tables.__all__
CHANCE = SystemRandom()
SLICE = 200


@dataclass(frozen=True, kw_only=True)
class SealedColumn:
    """`label` is what it is sealed under; `name` is how it is told of."""

    table: Table
    column: Column[Any]
    label: str

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"

    @property
    def key(self) -> tuple[Column[Any], ...]:
        return tuple(self.table.primary_key.columns)

    @property
    def raw(self) -> Any:  # noqa: ANN401 - SQLAlchemy's own expressions
        """The envelope itself."""
        return type_coerce(self.column, LargeBinary)


@dataclass(frozen=True, kw_only=True)
class Use:
    """How many values of a column are sealed with one key; `opens` says whether one was opened."""

    column: str
    key_id: str
    count: int
    opens: bool


def sealed_columns() -> list[SealedColumn]:
    return [
        SealedColumn(table=table, column=column, label=column.type.label)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    ]


def in_use(connection: Connection, keyring: Keyring) -> list[Use]:
    """Every key that something is sealed with, column by column, with one value of each tried."""
    return [use for column in sealed_columns() for use in _uses(connection, column, keyring)]


def _uses(connection: Connection, column: SealedColumn, keyring: Keyring) -> Iterator[Use]:
    header = func.substr(column.raw, 1, HEADER_BYTES, type_=LargeBinary)
    sealed = column.column.is_not(None)
    counted = select(header, func.count()).where(sealed).group_by(header)
    for head, count in connection.execute(counted).all():
        sample = connection.execute(select(column.raw).where(sealed, header == head).limit(1))
        yield Use(
            column=column.name,
            key_id=bytes(head)[len(VERSION) :].hex(),
            count=count,
            opens=_opened(bytes(sample.scalar_one()), column, keyring) is not None,
        )


def _opened(sealed: bytes, column: SealedColumn, keyring: Keyring) -> bytes | None:
    try:
        return keyring.open_bytes(sealed, column.label)
    except (KeyLost, Tampered):
        return None


def wanting(connection: Connection, column: SealedColumn, keyring: Keyring) -> list[Sequence[Any]]:
    """Primary keys of the rows that an older key seals, in an order of chance."""
    statement = select(*column.key).where(_is_old(column, keyring))
    found: list[Sequence[Any]] = [tuple(row) for row in connection.execute(statement)]
    CHANCE.shuffle(found)
    return found


def reseal(
    connection: Connection, column: SealedColumn, rows: Iterable[Sequence[Any]], keyring: Keyring
) -> int:
    """Seal these rows again in a transaction of their own, so that nobody writes between.

    How many were: what others have sealed anew or deleted meanwhile is passed over, and what no
    key of ours opens is left as it is.
    """
    with writing(connection):
        return sum(_reseal_one(connection, column, row, keyring) for row in rows)


def _reseal_one(
    connection: Connection, column: SealedColumn, row: Sequence[Any], keyring: Keyring
) -> bool:
    here = and_(*(each == value for each, value in zip(column.key, row, strict=True)))
    mine = select(column.raw).where(here, _is_old(column, keyring)).with_for_update()
    found = connection.execute(mine).scalar()
    content = None if found is None else _opened(bytes(found), column, keyring)
    if content is None:
        return False
    envelope = type_coerce(keyring.seal_bytes(content, column.label), LargeBinary)
    connection.execute(column.table.update().where(here).values({column.column: envelope}))
    return True


def _is_old(column: SealedColumn, keyring: Keyring) -> Any:  # noqa: ANN401 - as above
    newest = VERSION + bytes.fromhex(keyring.ids[0])
    header = func.substr(column.raw, 1, HEADER_BYTES, type_=LargeBinary)
    return and_(column.column.is_not(None), header != newest)
