"""Who may talk to the simulator: this machine's own browser, from the simulator's own page.

Anybody on loopback can act as anyone in the demo, so the page must not be reachable from elsewhere:
not over the network, not through a name that points here (DNS rebinding), not from another site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.settings import Settings
from bot.values import LOOPBACK

HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
MAX_BYTES = 256 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def refuse_reason(settings: Settings) -> str | None:
    """Why the simulator does not start with these settings: it lets everyone be anyone."""
    if settings.host not in LOOPBACK:
        return (
            f"KOMBOT_HOST is {settings.host}, and the demo lets whoever reaches it act as anyone: "
            "leave it at 127.0.0.1."
        )
    real = [name for name, value in (("Slack", settings.slack), ("Teams", settings.teams)) if value]
    if real:
        both = " and ".join(real)
        return f"The settings hold real tokens for {both}: take them away to run the demo."
    return None


def refuse_read(headers: Mapping[str, str], remote: str | None) -> str | None:
    """Why this request may not see anything, or None."""
    if not HOST.fullmatch(headers.get("Host", "")):
        return "host"
    if remote not in (None, *LOOPBACK):
        return "remote"
    return None


def refuse_data(headers: Mapping[str, str], remote: str | None) -> str | None:
    """As above, for what only the page itself asks for."""
    if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "site"
    return refuse_read(headers, remote)


def refuse_write(headers: Mapping[str, str], remote: str | None) -> str | None:
    """As above, for what changes anything. Every browser names the origin of a POST."""
    if headers.get("Origin") != f"http://{headers.get('Host', '')}":
        return "origin"
    if headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return "site"
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        return "type"
    return refuse_read(headers, remote)
