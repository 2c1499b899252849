"""The half-year as each sees it: its days, the events that concern one, and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.frames.frame import sets_frames
from dialogs.rules.across import names_in
from dialogs.theme_names import chosen_name, list_name, names
from storage import frames
from storage.frames import GROUPS, ROLES, Chosen
from storage.tables import Frame, FrameEvent, RoleName, Selection, ThemeList
from storage.unit_of_work import Unit

READERS = (*GROUPS, RoleName.HR, RoleName.ADMIN, RoleName.COORDINATION, RoleName.COMMITTEE)
ON_A_PAGE = 20


async def frame_command(unit: Unit, request: Request) -> Card | Refusal:
    """`ramme`: HR changes it, everybody who plans sees it."""
    who, say = request.who, request.say
    if not any(who.has(role.value) for role in READERS):
        return Refusal("not_for_you")
    frame = await frames.current(unit, who.organisation_id, request.today)
    buttons = _to_change(who, frame, say) if sets_frames(who) else ()
    home = Button(label=say("common/home"), value=write(Do("home")))
    if frame is None:
        if not buttons:
            return Refusal("no_frame")
        return Card(title=say("frame/none"), buttons=(*buttons, home))
    found = await frames.events(unit, frame.id)
    mine = found if sets_frames(who) else [each for each in found if concerns(each, who)]
    return Card(title=frame.name, body=shown(frame, mine, say), buttons=(*buttons, home))


def _to_change(who: Who, frame: Frame | None, say: Speaker) -> tuple[Button, ...]:
    new = Button(label=say("frame/new"), value=write(Open("frame")))
    themes = Button(label=say("frame/themes"), value=write(Do("themes")))
    values = Button(label=say("values/entry"), value=write(Open("values")))
    seen = (themes,) if who.has(RoleName.HR) else ()
    if frame is None:
        return (new, *seen, values)
    subject = f"{frame.id}:{frames.stamp(frame.set_at)}"
    change = Button(label=say("frame/change"), value=write(Open("frame", subject)))
    return (change, *seen, values, new)


def concerns(event: FrameEvent, who: Who) -> bool:
    """Whether one is among those whom an event is for."""
    roles = ROLES.get(event.audience)
    return roles is None or any(who.has(role.value) for role in roles)


def shown(frame: Frame, events: Sequence[FrameEvent], say: Speaker) -> tuple[Part, ...]:
    rows = [
        (say("frame/dialogues"), say("frame/between", first=frame.first_day, last=frame.last_day)),
        (say("frame/plans"), say.day(frame.plan_due)),
    ]
    parts: list[Part] = [Facts(tuple(rows))]
    if events:
        parts.append(Heading(say("frame/beside")))
        parts.append(Facts(tuple((each.title, when_and_where(each, say)) for each in events)))
    return tuple(parts)


def when_and_where(event: FrameEvent, say: Speaker) -> str:
    """Its day, and of the rest what is known."""
    starts = time.fromisoformat(event.starts_at) if event.starts_at else None
    ends = time.fromisoformat(event.ends_at) if event.ends_at else None
    return say(
        "frame/event",
        day=event.held_on,
        starts=starts,
        ends=ends,
        place=event.place,
        sign_up=event.sign_up,
        whom=say(f"frame/audience_{event.audience}"),
    )


async def themes_command(unit: Unit, request: Request) -> Card | Refusal:
    """`do:themes:PAGE`: to HR, the themes of all its workplaces that have announced them."""
    who, say = request.who, request.say
    if not who.has(RoleName.HR):
        return Refusal("not_for_you")
    frame = await frames.current(unit, who.organisation_id, request.today)
    found = [
        each
        for each in await frames.chosen(unit, who.organisation_id, frame)
        if who.has(RoleName.HR, each.workplace.id)
    ]
    asked = request.subject
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("1000") else 0
    part = found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    announced = sum(each.announced for each in found)
    known = await frames.names_at(unit, [each.workplace.id for each in part if _own_words(each)])
    rows = tuple(
        (each.workplace.name, _themes(each, known.get(each.workplace.id, ()), say)) for each in part
    )
    body: list[Part] = [say("frame/so_far", announced=announced, all=len(found))]
    body += [Facts(rows)] if rows else []
    home = Button(label=say("common/home"), value=write(Do("home")))
    more = Button(label=say("frame/more"), value=write(Do("themes", str(page + 1))))
    on = (more,) if len(found) > (page + 1) * ON_A_PAGE else ()
    return Card(title=say("frame/themes_title"), body=tuple(body), buttons=(*on, home))


def _own_words(found: Chosen) -> list[str]:
    return [each.wording for each in found.themes.values() if each.wording]


def _themes(found: Chosen, known: Sequence[str], say: Speaker) -> str:
    """A theme in the group's own words goes by its general name where somebody is named (X-03)."""
    if not found.announced:
        return say("frame/not_yet")
    named = bool(names_in(_own_words(found), known))
    told = [
        f"{list_name(which, say.language)}: {_name(found.themes[which.value], say, named=named)}"
        for which in ThemeList
        if which.value in found.themes
    ]
    return " · ".join(told)


def _name(chosen: Selection, say: Speaker, *, named: bool) -> str:
    if named and chosen.wording:
        return names(ThemeList(chosen.list), [chosen.theme], say.language)[0]
    return chosen_name(chosen, say.language)
