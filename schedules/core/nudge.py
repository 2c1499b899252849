"""The card of a nudge: what it is about, one thing to do, and the ways out of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.messages import Hearing
from storage.tables import RoleName, Round

TOMORROW, IN_A_WEEK = "tomorrow", "week"


def nudge(
    hearing: Hearing,
    *,
    rule: str,
    title: str,
    body: Sequence[Part],
    buttons: Sequence[Button] = (),
    snoozes: Sequence[str] = (TOMORROW, IN_A_WEEK),
) -> Card:
    """Without a thing to do it leads home."""
    say = hearing.say
    put_off = [
        Button(
            label=say(f"nudge_common/{length}"),
            value=write(Do("snooze", f"{rule}|{subject_of(hearing)}|{length}")),
        )
        for length in snoozes
    ]
    fewer = Button(label=say("nudge_common/fewer"), value=write(Do("pause")))
    shown = tuple(buttons) or (Button(label=say("common/home"), value=write(Do("home"))),)
    return Card(
        title=title,
        body=tuple(part for part in body if part != ""),
        buttons=(*shown, *put_off, fewer),
    )


def subject_of(hearing: Hearing) -> str:
    return str(hearing.params["subject"])


def is_for(hearing: Hearing, round_: Round, *roles: RoleName) -> bool:
    """Whether the listener has one of them where the round is (still, and by no forged button)."""
    who, where = hearing.who, round_.workplace_id
    return who is not None and any(who.has(role.value, where) for role in roles)


def today_of(hearing: Hearing) -> date:
    return hearing.now.astimezone(ZoneInfo(hearing.say.zone)).date()


def left(hearing: Hearing) -> str:
    """How many working days are left, or nothing if it was counted on another day."""
    days = hearing.params.get("left")
    if days is None or hearing.params.get("as_of") != today_of(hearing).isoformat():
        return ""
    return hearing.say("nudge_common/left", left=days, word=number(hearing, days))


def number(hearing: Hearing, value: int) -> str:
    """Small numbers in words."""
    return hearing.say("nudge_common/number", value=value)
