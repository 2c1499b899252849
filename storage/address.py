"""Where the store is: an address that may hold a password, and a name for it that does not."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
TAKES = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"


class NoAddress(ValueError):
    """The message follows the name of what was given, and repeats nothing but its scheme."""


def read_address(text: str) -> str:
    """The address without the name of a driver, which is kombot's own choice.

    Raise NoAddress.
    """
    scheme, mark, rest = text.partition("://")
    kind = {"postgres": POSTGRESQL}.get(scheme, scheme.partition("+")[0])
    if kind not in {SQLITE, POSTGRESQL}:
        found = f"begins with {scheme}" if mark else "is no address"
        raise NoAddress(
            f"{found}, and kombot keeps its data in SQLite or PostgreSQL: write {TAKES}"
        )
    if kind == SQLITE and not rest.removeprefix("/"):
        raise NoAddress("names no file: write sqlite:///FILE")
    address = f"{kind}://{rest}"
    if kind == POSTGRESQL:
        _check(address)
    return address


def _check(address: str) -> None:
    write = "write postgresql://USER:PASSWORD@HOST/DATABASE"
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise NoAddress(
            f"cannot be read: {write}, with %40 for @, %2F for / and %3A for : in the password"
        ) from None
    if not url.database:
        raise NoAddress(f"names no database: {write}")


def is_sqlite(url: str | URL) -> bool:
    return make_url(url).get_backend_name() == SQLITE


def file_of(url: str | URL) -> Path:
    return Path(make_url(url).database or "")


def place_of(url: str | URL) -> str:
    """How the store is told of: its file, or its database and host; never who and with what."""
    address = make_url(url)
    if is_sqlite(address):
        return str(file_of(address))
    host = address.host or address.query.get("host") or "this machine"
    port = f":{address.port}" if address.port else ""
    return f"{address.database} on {host}{port}"


def tells_password(url: str) -> bool:
    address = make_url(url)
    return address.password is not None or "password" in address.query
