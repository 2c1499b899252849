"""kombot's own address, called from outside as a platform calls it: what came instead of kombot.

What a platform's own call is answered with, each channel's check knows for itself.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.findings import Finding, State

REACH = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, kw_only=True)
class Door:
    """`platform` is who will call there."""

    platform: str
    address: str

    @property
    def is_private(self) -> bool:
        return urlsplit(self.address).scheme == "https"

    def answered(self, status: int) -> Finding:
        """What to mend where the answer is not one of kombot's own."""
        if status in {web.HTTPNotFound.status_code, web.HTTPMethodNotAllowed.status_code}:
            return _mend(
                f"Something answers at {self.address}, but not for {self.platform}: start kombot "
                f"with {self.platform}'s settings (kombot all), and lead KOMBOT_PUBLIC_URL to its "
                "port."
            )
        if status >= web.HTTPInternalServerError.status_code:
            return _mend(
                f"The server at {self.address} says {status}: is kombot running (kombot all), and "
                "does the proxy in front lead to its port (KOMBOT_PORT)?"
            )
        return _mend(
            f"{self.address} answered {status}, not as kombot does: lead it to kombot itself, with "
            "no login and no redirect in between."
        )

    def unreached(self, error: Exception) -> Finding:
        host = urlsplit(self.address).hostname
        match error:
            case aiohttp.ClientConnectorDNSError():
                return _mend(f"The name {host} is not known: check KOMBOT_PUBLIC_URL and its DNS.")
            case aiohttp.ClientSSLError() | ssl.SSLError():
                return _mend(
                    f"The certificate of {host} is not accepted: {self.platform} wants a valid one "
                    "from a known issuer, with its whole chain."
                )
            case TimeoutError():
                return _mend(
                    f"{self.address} did not answer within 10 seconds: is a firewall in between?"
                )
        why = type(error).__name__
        return _mend(
            f"{self.address} cannot be reached ({why}): is kombot running, and does the address "
            "lead to it?"
        )


def minutes_apart(date: str, now: datetime, *, window: timedelta) -> int:
    """How far this machine's clock is from an answer's Date; 0 within a minute of the window."""
    try:
        apart = abs(now - parsedate_to_datetime(date))
    except (TypeError, ValueError):
        return 0
    return int(apart.total_seconds() // 60) if apart > window - timedelta(minutes=1) else 0


def _mend(says: str) -> Finding:
    return Finding(State.MEND, says)
