"""How far a conversation is, in words: before it, and when it has been."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from dialogs.concepts import TalkConcept
from dialogs.core.texts import Speaker
from dialogs.talks.packs import name_of
from storage.talk_states import TalkState

Rows = tuple[tuple[str, str], ...]


def name_in(pack: TalkConcept, state: TalkState, say: Speaker) -> str:
    """As it stands where a line begins."""
    return name_begins(name_of(pack, state.kind, say.language))


def name_begins(name: str) -> str:
    return name[:1].upper() + name[1:]


def employees_rows(state: TalkState, leader: str, say: Speaker) -> Rows:
    """One's own preparation, and of the leader's only whether it is shared."""
    own = f"shared_{state.shared}" if state.made else "not_prepared"
    return (
        (say("home/preparation"), say(f"home/{own}", name=leader)),
        (say("standing/theirs", name=leader), _theirs(say, is_open=state.notes_open)),
    )


def leaders_rows(state: TalkState, name: str, say: Speaker) -> Rows:
    """The same from the other side."""
    if state.is_mini:
        return ()
    key = "not_noted"
    if state.noted:
        key = "notes_open" if state.notes_open else "notes_closed"
    return (
        (say("standing/notes"), say(f"standing/{key}", name=name)),
        (say("standing/theirs", name=name), _theirs(say, is_open=state.open)),
    )


def _theirs(say: Speaker, *, is_open: bool) -> str:
    return say("standing/open" if is_open else "standing/closed")


def after_rows(state: TalkState, say: Speaker) -> Rows:
    return (
        (say("standing/held"), say(f"standing/{'is' if state.held else 'not'}_held")),
        (say("standing/minutes"), say(f"standing/{'both' if state.minutes else 'not'}_yes")),
    )


def plan_row(pack: TalkConcept, state: TalkState, say: Speaker) -> tuple[str, str]:
    """Held and complete are two (NYB-KOM-27)."""
    plan = pack.names.plan.in_(say.language)
    return plan[:1].upper() + plan[1:], say(f"standing/{'both' if state.plan else 'not'}_yes")


def is_of_today(state: TalkState, zone: str, today: date) -> bool:
    """Its hour has come, and its day is not over."""
    return state.at.astimezone(ZoneInfo(zone)).date() == today


def status(coming: TalkState | None, latest: TalkState | None, *, has_goals: bool) -> str:
    """One word for where somebody is: what is not complete comes before the next one."""
    if latest and not latest.complete and not has_goals:
        if not latest.held:
            return "passed"
        return "minutes" if latest.minutes else "held"
    if coming:
        return "shared" if coming.open else "prepared" if coming.made else "invited"
    if latest and latest.complete:
        return "complete"
    return "agreed" if has_goals else "not_invited"
