"""What stands in front of slack-bolt: size, time stamp, signature and encoding, before any parsing.

Bolt parses first and verifies afterwards, and answers 500 to rubbish that anybody can send. The
rules of the signature: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hmac
import json
from binascii import a2b_qp
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from aiohttp import ClientError, web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic_core import from_json

from bot.channels.slack.limits import BODY_BYTES

WINDOW = timedelta(minutes=5)
CHUNK = 64 * 1024
FIELDS = 100
"""A form of Slack's has one field, a command some fifteen."""

PAYLOAD = "payload="

Payload: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Turned:
    """Not let in: the HTTP status to answer, and why, for the log."""

    status: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Guard:
    secret: str = field(repr=False)
    now: Callable[[], datetime]

    async def admit(self, request: web.Request) -> Payload | Turned:
        """The payload, if it is Slack's and can be read."""
        body = await read_body(request)
        if isinstance(body, Turned):
            return body
        refused = verify(body, request.headers, secret=self.secret, now=self.now())
        return refused or parse(body, request.content_type)


async def read_body(request: web.Request) -> bytes | Turned:
    """At most `BODY_BYTES`; what is longer is not read to its end."""
    if (request.content_length or 0) > BODY_BYTES:
        return Turned(413, "too-large")
    body = bytearray()
    try:
        async for chunk in request.content.iter_chunked(CHUNK):
            body += chunk
            if len(body) > BODY_BYTES:
                return Turned(413, "too-large")
    except (web.RequestPayloadError, ClientError, HttpProcessingError, ValueError):
        return Turned(400, "unreadable")
    return bytes(body)


def verify(body: bytes, headers: Mapping[str, str], *, secret: str, now: datetime) -> Turned | None:
    stamp = headers.get("X-Slack-Request-Timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= len("9999999999")):
        return Turned(401, "no-time-stamp")
    if abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
        return Turned(401, "old-time-stamp")
    expected = sign(body, stamp=stamp, secret=secret)
    given = headers.get("X-Slack-Signature", "").encode("utf-8", "surrogateescape")
    return None if hmac.compare_digest(expected.encode(), given) else Turned(401, "bad-signature")


def sign(body: bytes, *, stamp: str, secret: str) -> str:
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.digest(secret.encode(), base, "sha256").hex()


def parse(body: bytes, content_type: str) -> Payload | Turned:
    """An event is JSON; an interaction is JSON in a form's field `payload`; a command is a form."""
    try:
        text = body.decode("utf-8")
        if content_type == "application/json":
            found = json.loads(text)
        elif text.startswith(PAYLOAD) and "&" not in text and text.isascii():
            found = _read(unquoted(text.removeprefix(PAYLOAD)))
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS))
            found = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return Turned(400, "unreadable")
    return found if isinstance(found, dict) and found else Turned(400, "unreadable")


def unquoted(value: str) -> bytes:
    """A form's one value, read by what reads quoted-printable: it is ten times as quick as urllib.

    Both write a byte as two digits behind a sign. What is no escape is no payload of Slack's.
    """
    printable = value.replace("=", "=3D").replace("%", "=").replace("+", " ")
    return a2b_qp(printable)


def _read(raw: bytes) -> object:
    """By pydantic, which is twice as quick; Python itself takes halves of characters too."""
    try:
        return from_json(raw)
    except ValueError:
        return json.loads(raw)
