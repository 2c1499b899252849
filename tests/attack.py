"""An attacker who holds the database's files and the key, and knows in which order people voted.

Everything is tried that could order ballots or lead from one row to another: what SQL gives without
ORDER BY, every index, ids, sealed bytes, and where in the raw files (log and free pages too) a
ballot's id stands.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage.keys import Keyring
from storage.postgres import at_once
from storage.tables import Ballot
from tests.stores import on_disk, on_postgres, url_of

FILES = ("kombot.db", "kombot.db-wal", "kombot.db-shm", "kombot.db-journal")
LISTS = ("wellbeing", "leadership")
HIDDEN = {"ctid", "xmin", "cmin"}
"""What PostgreSQL keeps of every row beside its columns."""
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Loot:
    """The files as they lay on the disk while kombot ran. `raw` is by file name."""

    path: Path
    keyring: Keyring
    raw: Mapping[str, bytes] = field(repr=False)

    def rows(self, query: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.path)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    def tables(self) -> list[str]:
        found = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [row["name"] for row in found]

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, with what is sealed opened."""
        return {
            table: [
                {name: self._opened(table, name, value) for name, value in row.items()}
                for row in self.rows(f'SELECT * FROM "{table}"')
            ]
            for table in self.tables()
        }

    def holding(self, secret: bytes) -> list[str]:
        """The files in which these bytes stand anywhere."""
        return [name for name, raw in self.raw.items() if secret in raw]

    def _opened(self, table: str, name: str, value: object) -> object:
        return self.keyring.open(value, f"{table}.{name}") if isinstance(value, bytes) else value


def loot(folder: Path, keyring: Keyring, *, into: Path) -> Loot:
    """Take the files under kombot's hands: closing them would tidy them up."""
    into.mkdir()
    if on_postgres():
        return _of_the_server(folder, keyring, into / FILES[0])
    raw = {}
    for name in FILES:
        if (folder / name).exists():
            shutil.copy(folder / name, into / name)
            raw[name] = (into / name).read_bytes()
    return Loot(path=into / FILES[0], keyring=keyring, raw=raw)


def _of_the_server(folder: Path, keyring: Keyring, copy: Path) -> Loot:
    """PostgreSQL's files, and its rows in the order that they lie in, copied to where SQL asks.

    Nothing is left out of the files: what is dead, and still lies there, is found by its bytes. The
    write-ahead log is not taken: that it has to go is told to whoever runs the server.
    """
    raw = on_disk(folder)
    with closing(sqlite3.connect(copy)) as here, here:
        for table, rows in at_once(url_of(folder), _rows).items():
            names = [f'"{name}"' for name in rows[0]] if rows else ['"nothing"']
            here.execute(f'CREATE TABLE "{table}" ({", ".join(names)})')
            marks = ", ".join("?" * len(names))
            values = [[_plain(value) for value in row.values()] for row in rows]
            here.executemany(f'INSERT INTO "{table}" VALUES ({marks})', values)
    return Loot(path=copy, keyring=keyring, raw=raw)


def _rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """With where each row lies and which transaction wrote it."""
    tables = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ 'alembic'"
    )
    return {
        table: [
            {**row, **hidden}
            for row, hidden in zip(
                _every(connection, f'SELECT * FROM "{table}"'),
                _every(connection, f'SELECT ctid::text, xmin::text, cmin::text FROM "{table}"'),
                strict=True,
            )
        ]
        for table in connection.exec_driver_sql(tables).scalars().all()
    }


def _every(connection: Connection, query: str) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.exec_driver_sql(query).mappings()]


def _plain(value: object) -> object:
    return value if isinstance(value, str | bytes | int | None) else str(value)


def shared_transactions(found: Loot) -> set[str]:
    """Tables with a row that was written together with some of the ballots, but not with all."""
    ballots = [row["xmin"] for row in found.rows("SELECT xmin FROM ballot")]
    some = {xmin for xmin in ballots if ballots.count(xmin) < len(ballots)}
    return {
        table
        for table in found.tables()
        if table != Ballot.__tablename__
        for row in found.rows(f'SELECT * FROM "{table}"')
        if row["xmin"] in some
    }


def orders(found: Loot) -> dict[str, list[Row]]:
    """Every order in which the ballots can be read."""
    ballots = found.rows("SELECT * FROM ballot")
    by: dict[str, list[Row]] = {"as SQL gives them": list(ballots)}
    for index in found.rows("SELECT name FROM pragma_index_list('ballot')"):
        name = index["name"]
        if not name.startswith("sqlite_autoindex"):
            query = f'SELECT * FROM ballot INDEXED BY "{name}" WHERE round_id > ""'
            by[f"index {name}"] = list(found.rows(query))
    for column in ("id", "wording", "why", "helps"):
        by[f"bytes of {column}"] = sorted(ballots, key=lambda row: _bytes(row[column]))
        by[f"length of {column}"] = sorted(ballots, key=lambda row: len(_bytes(row[column])))
    for column in HIDDEN & set(ballots[0] if ballots else ()):
        by[column] = sorted(ballots, key=lambda row: _number(row[column]))
    return by | _as_they_lie(found, ballots, by="id") | _orders_of_counts(found)


def _orders_of_counts(found: Loot) -> dict[str, list[Row]]:
    """Where every voter chose another theme, its count is as good as the ballot."""
    counts = [row for row in found.rows("SELECT * FROM tally_count") if row["ballots"]]
    by: dict[str, list[Row]] = {"counts as SQL gives them": list(counts)}
    for column in HIDDEN & set(counts[0] if counts else ()):
        by[f"counts by {column}"] = sorted(counts, key=lambda row: _number(row[column]))
    lie = _as_they_lie(found, counts, by="theme")
    return by | {f"counts, {name}": rows for name, rows in lie.items()}


def _number(value: str) -> tuple[int, ...]:
    """Of "(3,14)" and of "731"."""
    return tuple(int(each) for each in re.findall(r"\d+", value))


def _as_they_lie(found: Loot, rows: Sequence[Row], *, by: str) -> dict[str, list[Row]]:
    """By where each id (or theme) stands in each file, the first time, the second time, and so on.

    A page is filled from its end, so that this is the order of writing until it is written anew.
    """
    orders: dict[str, list[Row]] = {}
    for name, raw in found.raw.items():
        places = {row[by]: _places(raw, row[by].encode()) for row in rows}
        for time in range(min(map(len, places.values()), default=0)):
            orders[f"place {time} in {name}"] = sorted(rows, key=lambda row: places[row[by]][time])
    return orders


def _places(raw: bytes, needle: bytes) -> list[int]:
    places, at = [], raw.find(needle)
    while at >= 0:
        places.append(at)
        at = raw.find(needle, at + 1)
    return places


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value or "").encode()


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Who cast which ballot: by list and theme, the number of the voter in the order of voting.

    Every voter of a list chose another theme, so that a theme stands for a ballot.
    """

    voter: Mapping[tuple[str, str], int]

    @property
    def voters(self) -> int:
        return len(self.voter) // len(LISTS)


@dataclass
class Tally:
    """How often each guess came true over many votes, against what chance alone would give."""

    scores: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    voters: int = 0

    def add(self, found: Loot, truth: Truth) -> None:
        self.voters = truth.voters
        for name, rows in orders(found).items():
            both = [(row["list"], truth.voter[row["list"], row["theme"]]) for row in rows]
            first, second = ([v for each, v in both if each == which] for which in LISTS)
            for guess, score in _guesses(first, second, [voter for _, voter in both]).items():
                self.scores[f"{guess}, {name}"].append(score)

    def surest(self) -> tuple[str, float]:
        """The guess that is furthest from chance, and how many standard deviations it is away."""
        sure = {guess: self._deviations(guess) for guess in self.scores}
        best = max(sure, key=lambda guess: abs(sure[guess]))
        return best, sure[best]

    def _deviations(self, guess: str) -> float:
        scores = self.scores[guess]
        mean = sum(scores) / len(scores)
        if "ranks" in guess:
            return mean * sqrt((self.voters - 1) * len(scores))
        # Fewer hits than by chance are no guess; neighbours in an order by list have hardly any.
        return max(0.0, (mean - 1) * sqrt(len(scores)))


def _guesses(first: Sequence[int], second: Sequence[int], both: Sequence[int]) -> dict[str, float]:
    """Hits have mean 1 and deviation 1 by chance, rank correlations mean 0 and 1/sqrt(n-1)."""
    pairs = pairwise(both)
    return {
        "hits of voters": _hits(first, range(len(first))),
        "hits of voters backwards": _hits(first[::-1], range(len(first))),
        "ranks of voters": _ranks(first, range(len(first))),
        "hits of voters by leadership": _hits(second, range(len(second))),
        "ranks of voters by leadership": _ranks(second, range(len(second))),
        "hits of pairs": _hits(first, second),
        "ranks of pairs": _ranks(first, second),
        "hits of neighbours": float(sum(one == other for one, other in pairs)),
    }


def _hits(one: Sequence[int], other: Sequence[int]) -> float:
    return float(sum(a == b for a, b in zip(one, other, strict=True)))


def _ranks(one: Sequence[int], other: Sequence[int]) -> float:
    """Spearman's rank correlation of the places that each voter has in the two orders."""
    place = {voter: at for at, voter in enumerate(other)}
    apart = sum((at - place[voter]) ** 2 for at, voter in enumerate(one))
    return 1 - 6 * apart / (len(one) * (len(one) ** 2 - 1))


def shared_values(found: Loot) -> list[tuple[str, str]]:
    """(table, column) of every value that stands in a ballot and elsewhere too: a way to its voter.

    Which round and which list a ballot belongs to, and the theme's name, are known of every ballot.
    """
    everything = found.everything()
    known = {"round_id", "list", "theme"} | HIDDEN
    secrets = {
        str(value)
        for row in everything[str(Ballot.__tablename__)]
        for name, value in row.items()
        if name not in known and value
    }
    return [
        (table, name)
        for table, rows in everything.items()
        if table != Ballot.__tablename__
        for row in rows
        for name, value in row.items()
        if name not in HIDDEN and any(secret in str(value) for secret in secrets)
    ]


def mentions(found: Loot, words: Sequence[str], *, apart_from: str) -> set[str]:
    """Tables with any of these words in any value, sealed or not."""
    return {
        table
        for table, rows in found.everything().items()
        if table != apart_from
        for row in rows
        if any(word in json.dumps(row, default=str, ensure_ascii=False) for word in words)
    }
