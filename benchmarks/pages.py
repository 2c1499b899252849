"""The pages of the vote as people send them: whole `view_submission` payloads, signed.

What stands on each page is asked of kombot itself, once: one person goes through the vote, and
everybody after them sends the same with their own ids.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from benchmarks.load import Line, request
from benchmarks.servers import Server
from benchmarks.town import Voter
from benchmarks.unit import PATH
from schedules.core.clock import SystemClock
from tests.fakes.slack_user import captured, signed

TRIGGER = "1334522461200000.738474920.0d0d"
WORDS = "Fordi vi har brug for at tale om det, så alle kan være med."
FORM = ("Content-Type", "application/x-www-form-urlencoded")
BLOCK = 128
"""How many people go from page to page together: nobody's next page is sent before the last."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Click:
    """`voter` sends page `page`, counted from 0: their session is at that turn, from 1 on."""

    voter: Voter
    page: int

    def is_answered_by(self, status: int, body: bytes) -> bool:
        """With the page after it, on which the next turn waits."""
        waits = f"turn:{self.voter.session_id}:{self.page + 2}:".encode()
        return status == 200 and b'"update"' in body and waits in body


def is_refused(status: int, body: bytes) -> bool:
    """There was no time for it, and nothing of it is kept."""
    return status == 503 or (status == 200 and b'"response_action": "errors"' in body)


@dataclass(frozen=True, kw_only=True)
class Pages:
    """`bodies` are the pilot's, whose ids make way for those of others."""

    pilot: Voter
    bodies: tuple[bytes, ...]
    secret: str

    def sent(self, clicks: Sequence[Click], *, first: int) -> list[bytes]:
        """Each signed now, with a trigger of its own; `first` is the number of the first one."""
        return [self._sent(click, first + number) for number, click in enumerate(clicks)]

    def _sent(self, click: Click, number: int) -> bytes:
        body = self.bodies[click.page]
        for was, becomes in (
            (self.pilot.session_id, click.voter.session_id),
            (self.pilot.external_id, click.voter.external_id),
            (TRIGGER, f"13345{number:011}.738474920.0d0d"),
        ):
            body = body.replace(was.encode(), becomes.encode())
        return _request(body, self.secret)


def order(voters: Sequence[Voter], pages: int) -> list[Click]:
    """Everybody's pages in turn, a block of people after another."""
    return [
        Click(voter, page)
        for first in range(0, len(voters), BLOCK)
        for page in range(pages)
        for voter in voters[first : first + BLOCK]
    ]


async def asked_of(server: Server, pilot: Voter, *, secret: str) -> Pages:
    """Go through the vote until there is nothing left to fill in."""
    line = await Line.open(server.port)
    shown = _submission(pilot, {"blocks": [], "private_metadata": _memo(pilot, "show")})
    view, bodies = await _answered(line, _body(shown), secret), list[bytes]()
    while any(each["type"] == "input" for each in view["blocks"]) or not bodies:
        bodies.append(_body(_submission(pilot, view)))
        view = await _answered(line, bodies[-1], secret)
    line.close()
    return Pages(pilot=pilot, bodies=tuple(bodies), secret=secret)


def _memo(pilot: Voter, move: str) -> str:
    value = f"turn:{pilot.session_id}:1:{move}:"
    return json.dumps({"session": pilot.session_id, "turn": 1, "value": value})


async def _answered(line: Line, body: bytes, secret: str) -> Json:
    again = body.replace(TRIGGER.encode(), f"pilot.{hash(body)}".encode())
    status, answer = await line.ask(_request(again, secret))
    view: Json = json.loads(answer or b"{}").get("view") or {}
    if not view:
        raise RuntimeError(f"the vote cannot be gone through: {status} {answer[:200]!r}")
    return view


def _submission(pilot: Voter, view: Json) -> Json:
    payload = captured("view_submission")
    payload["user"]["id"] = pilot.external_id
    payload["trigger_id"] = TRIGGER
    payload["view"] |= view
    inputs = [each for each in view["blocks"] if each["type"] == "input"]
    payload["view"]["state"] = {
        "values": {each["block_id"]: {"answer": _filled(each["element"])} for each in inputs}
    }
    return payload


def _filled(element: Json) -> Json:
    """The first thing that can be chosen, or a sentence."""
    if element["type"] == "plain_text_input":
        return {"type": element["type"], "value": WORDS}
    return {"type": element["type"], "selected_option": element["options"][0]}


def _body(payload: Json) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def _request(body: bytes, secret: str) -> bytes:
    headers = signed(body, at=SystemClock().now(), secret=secret)
    return request(PATH, body, (FORM, *headers.items()))
