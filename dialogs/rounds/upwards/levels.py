"""What a rung sees: what has come in, what is missing, and what cuts across (TAL-20, 67)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.standings import ON_A_PAGE, by_area, stage_of
from dialogs.rounds.upwards.reporting import (
    across_parts,
    asks,
    came,
    theme_name,
    themes_in,
    words_in,
)
from dialogs.rounds.upwards.rungs import Rung, View, rung_at, rung_name, rungs_of, view_of
from dialogs.rules.across import leading
from dialogs.rules.ladder import COMMITTEE, COORDINATION, HR
from dialogs.rules.standing import LATE, SENT, STAGES
from storage import levels as store
from storage import reports
from storage.database import Snapshot
from storage.levels import Standing
from storage.tables import RoleName
from storage.unit_of_work import Unit

NAMED, ASKED, TRACKS = 12, 12, 3
"""So many workplaces of a stage and so many wishes are shown, and so many themes have a track at
the follow-up workshop (TAL-21)."""


async def level(unit: Unit, request: Request) -> Card | Refusal:
    """`do:level:RUNG:WORKPLACE`; without which, where the person sits on one rung alone."""
    who, say = request.who, request.say
    rung = await rung_at(unit, who, request.subject)
    if rung is not None:
        return await level_card(unit, rung, request)
    mine = await rungs_of(unit, who)
    if request.subject or not mine:
        return Refusal("not_for_you")
    buttons = tuple(
        Button(label=rung_name(each.name, each.area, say), value=write(Do("level", each.subject)))
        for each in mine
    )
    return Card(title=say("levels/which"), buttons=buttons)


async def level_card(reads: Snapshot, rung: Rung, request: Request) -> Card:
    say, today = request.say, request.today
    view = await view_of(reads, rung, request.who.organisation_id, today)
    body = [
        say("levels/came", came=came(view.found), of=len(view.standings)),
        *_missing(rung, view, today, say),
        *across_parts(themes_in(each.body for each in view.found), words_in(view.found), say),
        *_asked(view, say),
    ]
    if rung.name == HR:
        body += await _tracks(reads, view, request)
    return Card(
        title=rung_name(rung.name, rung.area, say),
        body=tuple(body),
        buttons=tuple(_buttons(rung, view, say)),
    )


def _missing(rung: Rung, view: View, today: date, say: Speaker) -> Iterator[Part]:
    """Workplaces whose plan is not in, by how far they are; and the summaries that are awaited."""
    if awaited := awaited_from(rung, view):
        yield Heading(say("levels/awaited"))
        yield Facts(tuple((rung_name(*each, say), say("levels/not_yet")) for each in awaited))
    if rung.looks_at is None:
        yield Heading(say("levels/where_they_are"))
        yield by_area(view.standings, today, say, most=ON_A_PAGE)
        if len({each.area for each in view.standings}) > ON_A_PAGE:
            yield say("levels/more_areas")
        return
    stages = by_stage(view.standings, today)
    rows = tuple(
        (say(f"standings/stage_{stage}"), _named(stages[stage], say))
        for stage in STAGES
        if stage != SENT and stages.get(stage)
    )
    if rows:
        yield Heading(say("levels/missing"))
        yield Facts(rows)


def by_stage(found: Sequence[Standing], today: date) -> dict[str, list[Standing]]:
    stages: defaultdict[str, list[Standing]] = defaultdict(list)
    for each in found:
        stages[stage_of(each, today)].append(each)
    return dict(stages)


def late(found: Sequence[Standing], today: date) -> list[Standing]:
    return by_stage(found, today).get(LATE, [])


def _named(found: Sequence[Standing], say: Speaker) -> str:
    names = [each.name for each in found[:NAMED]]
    return say("levels/named", names=names, more=max(0, len(found) - NAMED))


def awaited_from(rung: Rung, view: View) -> list[tuple[str, str]]:
    """The rungs below, with their areas, whose summary is still to come; those with work alone."""
    here = {(reports.sender(each), each.area) for each in view.found}
    below = [
        each
        for each in view.ladder.rungs
        if view.ladder.after(each, store.staffed(view.staff)) == rung.name
    ]
    areas = sorted({each.area for each in view.standings if each.round_id})
    expected = [
        (name, area)
        for name in below
        for area in (areas if name == COORDINATION else [""])
        if (name, area) in view.staff or name != COORDINATION
    ]
    return [each for each in expected if each not in here]


def _asked(view: View, say: Speaker) -> Iterator[Part]:
    """What workplaces need from others (TAL-63)."""
    rows = [
        (f"{effort.get('workplace') or each.body['workplace']}: {effort['title']}", effort)
        for each in view.found
        for effort in each.body["efforts"]
        if effort["up"]
    ]
    if rows:
        yield Heading(say("reporting/asked"))
        yield Facts(tuple((label, asks(effort, say)) for label, effort in rows[:ASKED]))
    if len(rows) > ASKED:
        yield say("levels/and_more", count=len(rows) - ASKED)


async def _tracks(reads: Snapshot, view: View, request: Request) -> list[Part]:
    """For the follow-up workshop: the themes that most workplaces chose, in numbers alone."""
    found = await reports.of_workplaces(reads, request.who.organisation_id, since=view.season.since)
    say = request.say
    shown = leading(themes_in(each.body for each in found), TRACKS)
    if not shown:
        return []
    rows = tuple(
        (theme_name(which, key, say.language), say("reporting/workplaces", count=count))
        for which, key, count in shown
    )
    return [Heading(say("levels/tracks")), Facts(rows)]


def _buttons(rung: Rung, view: View, say: Speaker) -> Iterator[Button]:
    if view.found:
        see = write(Do("plans", f"{rung.subject}:0"))
        yield Button(label=say("levels/see_plans"), value=see)
    if view.found and view.ladder.after(rung.name, store.staffed(view.staff)):
        sum_up = write(Open("summing_up", rung.subject))
        yield Button(label=say("levels/sum_up"), value=sum_up, style="primary")
    yield Button(label=say("standings/see"), value=write(Do("workplaces")))
    if rung.name == HR:
        yield Button(label=say("levels/ladder"), value=write(Open("ladder")))
    yield Button(label=say("common/home"), value=write(Do("home")))


async def plans_came(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To those who read on a rung: how much there is by now, whatever it was that came."""
    if hearing.who is None:
        return None
    rung = await rung_at(reads, hearing.who, str(hearing.params["rung"]))
    if rung is None:
        return None
    say, who = hearing.say, hearing.who
    view = await view_of(reads, rung, who.organisation_id, hearing.now.date())
    number, of = came(view.found), len(view.standings)
    if not view.found:
        return None
    see = write(Do("level", rung.subject))
    return Card(
        title=say("levels/came_title"),
        body=(
            say("levels/came_to", to=rung_name(rung.name, rung.area, say)),
            say("levels/came", came=number, of=of),
            say("levels/came_all" if number >= of else "levels/came_next"),
        ),
        buttons=(Button(label=say("levels/look"), value=see, style="primary"),),
    )


def sits(who: Who) -> bool:
    """On a rung of the ladder."""
    return any(who.has(name) for name in (COORDINATION, HR, COMMITTEE))


def looks_across(who: Who) -> bool:
    """Whoever sits on a rung, or leads several workplaces."""
    leads = {at for name, at in who.roles if name == RoleName.LEADER.value}
    return sits(who) or len(leads) > 1


def home_buttons(who: Who, say: Speaker) -> tuple[Button, ...]:
    buttons = [Button(label=say("levels/home"), value=write(Do("level")))] if sits(who) else []
    if looks_across(who):
        buttons.append(Button(label=say("standings/see"), value=write(Do("workplaces"))))
    return tuple(buttons)
