"""Buttons that open a paper: one's own, for a while, and none where nothing is served."""

from __future__ import annotations

from datetime import datetime

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button
from dialogs.core.house import House


def to_paper(
    label: str, paper: str, subject: str, *, house: House, person_id: str, now: datetime
) -> tuple[Button, ...]:
    url = house.links.to(paper, subject, person_id, now=now)
    return (Button(label=label, value=write(Do("home")), url=url),) if url else ()
