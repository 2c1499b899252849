"""What a button, a form or a word asks for: one short string that channels carry unchanged.

`open:theme_vote:ROUND` opens a dialog, `turn:SESSION:TURN:next` moves a running one, and
`do:snooze:…` does something at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Move(StrEnum):
    """What a person does with the page in front of them."""

    NEXT = "next"
    BACK = "back"
    SKIP = "skip"
    EDIT = "edit"
    REVIEW = "review"
    SEND = "send"
    PAUSE = "pause"
    STOP = "stop"
    CANCEL = "cancel"
    SHOW = "show"


@dataclass(frozen=True)
class Open:
    dialog: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class Turn:
    session_id: str
    turn: int
    move: Move
    page: str = ""


@dataclass(frozen=True)
class Do:
    """A thing done at once, without a dialog: `name` is looked up in `dialogs.COMMANDS`."""

    name: str
    argument: str = ""


Action: TypeAlias = Open | Turn | Do


LONGEST_TURN = 8
MOVES = frozenset(move.value for move in Move)


def write(action: Action) -> str:
    match action:
        case Open(dialog, subject):
            return f"open:{dialog}:{subject}"
        case Turn():
            return f"turn:{action.session_id}:{action.turn}:{action.move.value}:{action.page}"
        case Do(name, argument):
            return f"do:{name}:{argument}"


def read(value: str) -> Action | None:
    """None for anything that is not one of ours: it may be forged."""
    match value.split(":", 4)[:5]:
        case ["open", dialog, *rest]:
            return Open(dialog, ":".join(rest))
        case ["do", name, *rest]:
            return Do(name, ":".join(rest))
        case ["turn", session_id, turn, move, *page] if _is_turn(turn, move):
            return Turn(session_id=session_id, turn=int(turn), move=Move(move), page="".join(page))
        case _:
            return None


def _is_turn(turn: str, move: str) -> bool:
    return turn.isascii() and turn.isdigit() and len(turn) <= LONGEST_TURN and move in MOVES
