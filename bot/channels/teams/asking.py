"""Asking for a token over HTTP: what is granted, and why nothing is."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import aiohttp

LARGEST = 100_000
TIMEOUT = aiohttp.ClientTimeout(total=5)
LONGEST = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Granted:
    """`date` is when the service says that it answered, as it is written in HTTP."""

    token: str = field(repr=False)
    lasts: timedelta
    date: str


class NoLogin(Exception):
    """No token. The message is for the log: a status with the service's own code, or an error.

    `address` is what was asked, `code` Entra's number (AADSTS…), `cause` set where no answer came.
    """

    def __init__(
        self,
        why: str,
        *,
        address: str = "",
        status: int = 0,
        code: int = 0,
        date: str = "",
        cause: Exception | None = None,
    ) -> None:
        super().__init__(why)
        self.address = address
        self.status = status
        self.code = code
        self.date = date
        self.cause = cause


@dataclass(frozen=True, kw_only=True)
class Question:
    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = field(default=None, repr=False)


async def ask(
    session: aiohttp.ClientSession, question: Question, *, now: Callable[[], datetime]
) -> Granted:
    """Raise NoLogin. A redirect is not followed: what is asked with is a secret."""
    asking = session.request(
        question.method,
        question.address,
        headers=question.headers,
        params=question.params,
        data=question.form,
        timeout=TIMEOUT,
        allow_redirects=False,
    )
    address = question.address
    try:
        async with asking as answer:
            body = _object(await read_some(answer))
            date = answer.headers.get("Date", "")
            if answer.status != HTTPStatus.OK:
                raise _refused(address, answer.status, body, date)
            return _granted(body, date, now())
    except (aiohttp.ClientError, OSError, KeyError, TypeError, ValueError) as error:
        raise NoLogin(type(error).__name__, address=address, cause=error) from None


async def read_some(answer: aiohttp.ClientResponse) -> bytes:
    """The body, or as much of it as anything of use can be."""
    body = b""
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            break
    return body[:LARGEST]


def _object(raw: bytes) -> Mapping[str, Any]:
    """Empty for what is no JSON object: an error page in front of the service, for example."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _granted(body: Mapping[str, Any], date: str, now: datetime) -> Granted:
    """App Service says until when a token is good, the others for how long.

    Raise KeyError, TypeError or ValueError for what is no grant.
    """
    token = body["access_token"]
    if not isinstance(token, str) or not token:
        raise ValueError("no token")
    seconds = float(
        body["expires_in"] if "expires_in" in body else float(body["expires_on"]) - now.timestamp()
    )
    if not math.isfinite(seconds):
        raise ValueError("no time")
    lasts = timedelta(seconds=min(seconds, LONGEST.total_seconds()))
    return Granted(token=token, lasts=lasts, date=date)


def _refused(address: str, status: int, body: Mapping[str, Any], date: str) -> NoLogin:
    codes = body.get("error_codes")
    first = codes[0] if isinstance(codes, list) and codes else 0
    code = first if isinstance(first, int) else 0
    why = f"{status} AADSTS{code}" if code else str(status)
    return NoLogin(why, address=address, status=status, code=code, date=date)
