"""Which addresses kombot writes to: its token travels there, so that they are checked both ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PLAIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[A-Za-z0-9._~/%-]*)?")
"""No user, no query, no backslash: what parsers read differently is refused before it is read."""
HTTPS = 443


def is_loopback(host: str) -> bool:
    return host.lower() in LOOPBACK


def may_serve(url: str, trusts: Callable[[str], bool]) -> bool:
    """True for https on a trusted host, and for loopback in the clear where it is trusted."""
    if not PLAIN.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not trusts(host):
        return False
    return is_loopback(host) or (parts.scheme == "https" and port in {None, HTTPS})
