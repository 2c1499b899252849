"""Pages as they were drawn, all but the buttons, which are the reader's own.

Most pages look the same to all who come to them, and to draw one takes longer than to know it. Only
what two dialogs have shown is remembered: words that are somebody's own stand in one alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.channels.teams.written import Written
from dialogs.core.cards import Button, Form

MOST = 256
NO_BUTTON = Button(label="", value="")


@dataclass(frozen=True)
class Pages:
    """The newest that were used. Of what was shown once there is no more than a number."""

    draw: Callable[[Form], Written]
    most: int = MOST
    _drawn: OrderedDict[Form, Written] = field(default_factory=OrderedDict, repr=False)
    _shown: OrderedDict[int, int] = field(default_factory=OrderedDict, repr=False)

    def of(self, form: Form) -> Written:
        page = replace(form, submit=NO_BUTTON, buttons=(), session_id="", turn=0)
        known = self._drawn.get(page)
        if known is not None:
            self._drawn.move_to_end(page)
            return known
        drawn = self.draw(page)
        if self._is_shared(page, form.session_id):
            self._drawn[page] = drawn
            if len(self._drawn) > self.most:
                self._drawn.popitem(last=False)
        return drawn

    def _is_shared(self, page: Form, session_id: str) -> bool:
        number, session = hash(page), hash(session_id)
        first = self._shown.setdefault(number, session)
        if len(self._shown) > self.most:
            self._shown.popitem(last=False)
        return first != session


def is_blank(form: Form) -> bool:
    """Nobody has filled in anything, and nothing is wrong."""
    return not (form.notice or any(each.value or each.error for each in form.fields))
