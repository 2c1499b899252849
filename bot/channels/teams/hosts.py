"""Which addresses kombot writes to: its token travels there, so that they are checked both ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PLAIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[A-Za-z0-9._~/%-]*)?")
"""No user, no query, no backslash: what parsers read differently is refused before it is read."""
HTTPS = 443
LONGEST = 2_000


def is_loopback(host: str) -> bool:
    return host.lower() in LOOPBACK


def may_serve(url: str, trusts: Callable[[str], bool]) -> bool:
    """True for https on a trusted host, and for loopback in the clear where it is trusted."""
    where = _read(url) if len(url) <= LONGEST else None
    if where is None or not trusts(where.host):
        return False
    return is_loopback(where.host) or where.is_https


class _Where(NamedTuple):
    host: str
    is_https: bool


@lru_cache(maxsize=256)
def _read(url: str) -> _Where | None:
    """None for what is no plain address. There are as many as Teams has regions."""
    if not PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    return _Where(host, parts.scheme == "https" and port in {None, HTTPS})
