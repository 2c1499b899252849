"""Something to do in a round: who is offered it, when, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dialogs.core.actions import Action, Do, Open
from dialogs.core.people import Who
from dialogs.rounds.state import State
from storage.tables import Round


def _anybody(_who: Who, _state: State) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something to do in a round. `label` names a phrase; `action` says what it asks for.

    `whom` decides who is offered it, `when` whether it is of use now. `step` is what it belongs to:
    what belongs to the next open step comes first. What `stays` is offered however much else is.
    `still` says whether there is something left in it for this very person.
    """

    step: str
    label: str
    action: Callable[[Round], Action]
    whom: Callable[[Who, Round], bool]
    when: Callable[[State], bool]
    stays: bool = False
    still: Callable[[Who, State], bool] = _anybody


def opens(dialog: str) -> Callable[[Round], Action]:
    return lambda round_: Open(dialog, round_.id)


def does(command: str) -> Callable[[Round], Action]:
    return lambda round_: Do(command, round_.id)
