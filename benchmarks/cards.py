"""The pages of the vote as people send them on Teams: whole `adaptiveCard/action` activities.

As in `pages.py`, one person goes through the vote and everybody after them sends the same with
their own ids. Each call bears a token as Teams' connector shows it: signed, and the same for long.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.load import Line, request
from benchmarks.pages import WORDS, Click, Pages
from benchmarks.servers import Server
from benchmarks.town import Voter
from bot.channels.teams.needs import PATH
from tests.teams_town import captured

Json = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"
MARK = "f:00000000-0000-0000-0000-000000000000"
JSON = ("Content-Type", "application/json; charset=utf-8")


@dataclass(frozen=True)
class CardClick(Click):
    def is_answered_by(self, status: int, body: bytes) -> bool:
        """With a card that shows the page after it, on which the next turn waits."""
        waits = f'"turn:{self.voter.session_id}:{self.page + 2}:'.encode()
        return status == 200 and CARD.encode() in body and waits in body


@dataclass(frozen=True, kw_only=True)
class Cards(Pages):
    """`tokens` take turns. `secret` is of no use here."""

    tokens: tuple[str, ...]

    def _sent(self, click: Click, number: int) -> bytes:
        body = self.bodies[click.page]
        for was, becomes in (
            (self.pilot.session_id, click.voter.session_id),
            (self.pilot.external_id, click.voter.external_id),
            (MARK, f"f:{number:08}-0000-0000-0000-000000000000"),
        ):
            body = body.replace(was.encode(), becomes.encode())
        return _request(body, self.tokens[number % len(self.tokens)])


def conversation_of(voter: Voter) -> str:
    return f"a:{voter.external_id}"


def message_of(voter: Voter) -> str:
    """Where the voter's card stands."""
    return f"17{voter.external_id}"


async def cards_of(
    server: Server, pilot: Voter, *, service_url: str, tokens: tuple[str, ...]
) -> Cards:
    """Go through the vote until there is nothing left to fill in."""
    line = await Line.open(server.port)
    activity = _activity(pilot, service_url)
    show = {"kombot": f"turn:{pilot.session_id}:1:show:"}
    card, bodies = await _answered(line, _pressed(activity, show), tokens[0]), list[bytes]()
    while not bodies or list(_inputs(card)):
        bodies.append(_pressed(activity, {**_first(card), **_filled(card)}))
        card = await _answered(line, bodies[-1], tokens[0])
    line.close()
    return Cards(pilot=pilot, bodies=tuple(bodies), secret="", tokens=tokens)


def _activity(pilot: Voter, service_url: str) -> Json:
    activity = captured("invoke_execute")
    activity["from"] |= {"id": pilot.external_id, "aadObjectId": pilot.external_id}
    activity["conversation"]["id"] = conversation_of(pilot)
    return {
        **activity,
        "id": MARK,
        "serviceUrl": service_url,
        "replyToId": message_of(pilot),
    }


def _pressed(activity: Json, data: Json) -> bytes:
    action = {**activity["value"]["action"], "data": data}
    return json.dumps({**activity, "value": {"action": action, "trigger": "manual"}}).encode()


async def _answered(line: Line, body: bytes, token: str) -> Json:
    again = body.replace(MARK.encode(), f"f:pilot-{hash(body)}".encode())
    status, answer = await line.ask(_request(again, token))
    told: Json = json.loads(answer or b"{}")
    if status != 200 or told.get("type") != CARD:
        raise RuntimeError(f"the vote cannot be gone through: {status} {answer[:200]!r}")
    card: Json = told["value"]
    return card


def _first(card: Json) -> Json:
    """What the button carries that sends the page."""
    action = next(each for each in card["actions"] if each["type"] == "Action.Execute")
    data: Json = action["data"]
    return data


def _filled(card: Json) -> Json:
    """The first thing that can be chosen, or a sentence."""
    return {
        each["id"]: each["choices"][0]["value"] if each["type"] == "Input.ChoiceSet" else WORDS
        for each in _inputs(card)
    }


def _inputs(card: Json) -> Iterator[Json]:
    for part in card["body"]:
        for each in part.get("items", ()):
            if each["type"].startswith("Input."):
                yield each


def _request(body: bytes, token: str) -> bytes:
    return request(PATH, body, (JSON, ("Authorization", token)))
