"""Where the workplaces are: a leader's, an area's or an organisation's, by phase.

Only phases, days and what was sent stand here, and nothing is counted but workplaces: whoever looks
learns nothing of how anybody voted, answered or wrote (X-03).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Table
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Paper, PaperPart
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.upwards.rungs import rungs_of
from dialogs.rules.standing import BEFORE, LATE, SENT, STAGES, stage
from storage import levels, reports
from storage.database import Snapshot
from storage.levels import Standing
from storage.tables import Phase, RoleName
from storage.unit_of_work import Unit

ON_A_PAGE, AREAS_ON_A_PAGE = 15, 8
PAPER = "workplaces"


def stage_of(each: Standing, today: date) -> str:
    return stage(
        begun=bool(each.round_id),
        announced=each.phase == Phase.ANNOUNCED.value,
        dialogue_on=each.dialogue_on,
        plan_due=each.plan_due,
        sent=each.sent_at is not None,
        today=today,
    )


async def seen_by(reads: Snapshot, who: Who, today: date) -> list[Standing]:
    """The workplaces that somebody leads, and those of the rungs on which they sit."""
    rungs = await rungs_of(reads, who)
    led = await levels.led_by(reads, who.id) if who.has(RoleName.LEADER.value) else set[str]()
    if not rungs and not led:
        return []
    season = await reports.season(reads, who.organisation_id, today)
    found = await levels.standings(reads, who.organisation_id, since=season.since)
    areas = {each.looks_at for each in rungs}
    if None in areas:
        return found
    return [each for each in found if each.area in areas or each.workplace_id in led]


async def workplaces(unit: Unit, request: Request) -> Card | Refusal:
    """`do:workplaces:areas:PAGE` or `do:workplaces:WORKPLACE:PAGE`, the area of that one."""
    found = await seen_by(unit, request.who, request.today)
    if not found:
        return Refusal("leads_no_workplace")
    which, _, number = request.subject.partition(":")
    page = int(number) if number.isascii() and number.isdigit() else 0
    areas = {each.area for each in found}
    area = next((each.area for each in found if each.workplace_id == which), None)
    if area is not None:
        within = [each for each in found if each.area == area]
        return _list(request, within, f"{which}:", page, back=len(areas) > 1)
    if len(found) <= ON_A_PAGE or len(areas) == 1:
        return _list(request, found, f"{found[0].workplace_id}:", page, back=False)
    return _areas(request, found, page)


def _list(
    request: Request, found: Sequence[Standing], which: str, page: int, *, back: bool
) -> Card:
    """`back`: these are one area's among several."""
    say, first = request.say, ON_A_PAGE * min(page, (len(found) - 1) // ON_A_PAGE)
    shown, turned = found[first : first + ON_A_PAGE], first // ON_A_PAGE
    buttons = []
    if turned:
        buttons.append(_turn(f"{which}{turned - 1}", say("levels/earlier")))
    if len(found) > first + ON_A_PAGE:
        buttons.append(_turn(f"{which}{turned + 1}", say("levels/more")))
    if back:
        buttons.append(_turn("areas:0", say("standings/all_areas")))
    return Card(
        title=area_name(found[0].area, say) if back else say("standings/title"),
        body=(*_counted(found, request.today, say), _table(shown, request.today, say)),
        buttons=(*buttons, *_ways_on(request)),
    )


def _areas(request: Request, found: Sequence[Standing], page: int) -> Card:
    """By area: its table and a button for each that is shown."""
    say, areas = request.say, sorted({each.area for each in found})
    first = AREAS_ON_A_PAGE * min(page, (len(areas) - 1) // AREAS_ON_A_PAGE)
    shown, turned = areas[first : first + AREAS_ON_A_PAGE], first // AREAS_ON_A_PAGE
    here = [each for each in found if each.area in shown]
    one_of = {each.area: each.workplace_id for each in reversed(here)}
    buttons = [_turn(f"{one_of[area]}:0", area_name(area, say)) for area in shown]
    if turned:
        buttons.append(_turn(f"areas:{turned - 1}", say("levels/earlier")))
    if len(areas) > first + AREAS_ON_A_PAGE:
        buttons.append(_turn(f"areas:{turned + 1}", say("levels/more")))
    return Card(
        title=say("standings/title"),
        body=(*_counted(found, request.today, say), by_area(here, request.today, say)),
        buttons=(*buttons, *_ways_on(request)),
    )


def _turn(argument: str, label: str) -> Button:
    return Button(label=label, value=write(Do("workplaces", argument)))


def _ways_on(request: Request) -> Iterator[Button]:
    say = request.say
    url = request.house.links.to(PAPER, "", request.who.id, now=request.now)
    if url:
        yield Button(label=say("standings/print"), value=write(Do("workplaces")), url=url)
    if request.who.has(RoleName.HR):
        yield Button(label=say("owed/see_shares"), value=write(Do("owed_shares")))
    yield Button(label=say("common/home"), value=write(Do("home")))


def _counted(found: Sequence[Standing], today: date, say: Speaker) -> tuple[Part, ...]:
    stages = Counter(stage_of(each, today) for each in found)
    said = say("standings/counted", sent=stages[SENT], of=len(found), late=stages[LATE])
    return (said,)


def area_name(area: str, say: Speaker) -> str:
    return area or say("standings/no_area")


def by_area(
    found: Sequence[Standing], today: date, say: Speaker, *, most: int | None = None
) -> Table:
    """How many of an area's workplaces have sent, and how far the others are.

    Three columns, as a phone shows no more; of the first so many areas.
    """
    counts = _counts(found, today)
    rows = tuple(
        (
            area_name(area, say),
            say("standings/sent_of", sent=stages[SENT], of=stages.total()),
            _others(stages, say),
        )
        for area, stages in sorted(counts.items())[:most]
    )
    return Table(tuple(say(f"standings/{name}") for name in ("area", "stage_sent", "others")), rows)


def _others(stages: Counter[str], say: Speaker) -> str:
    told = [
        say(f"standings/count_{each}", count=stages[each])
        for each in STAGES
        if each != SENT and stages[each]
    ]
    return ", ".join(told) or say("standings/no_day")


def _counts(found: Sequence[Standing], today: date) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for each in found:
        counts.setdefault(each.area, Counter())[stage_of(each, today)] += 1
    return counts


def _every_stage(found: Sequence[Standing], today: date, say: Speaker) -> Table:
    """As `by_area`, on paper: a column for each stage."""
    head = (say("standings/area"), *(say(f"standings/stage_{each}") for each in STAGES))
    rows = tuple(
        (area_name(area, say), *(str(stages[each] or "–") for each in STAGES))
        for area, stages in sorted(_counts(found, today).items())
    )
    return Table(head, rows)


def _table(found: Sequence[Standing], today: date, say: Speaker) -> Table:
    head = tuple(say(f"standings/{name}") for name in ("workplace", "stage", "day"))
    rows = tuple(
        (each.name, say(f"standings/stage_{stage_of(each, today)}"), _day(each, today, say))
        for each in found
    )
    return Table(head, rows)


def _day(each: Standing, today: date, say: Speaker) -> str:
    """The day that matters next: when it was sent, when the dialogue is, when the plan is due."""
    where = stage_of(each, today)
    if each.sent_at is not None:
        return say("standings/sent", day=each.sent_at)
    if where == BEFORE and each.dialogue_on is not None:
        return say("standings/dialogue", day=each.dialogue_on)
    return say("standings/due", day=each.plan_due) if each.plan_due else say("standings/no_day")


async def paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    """The same on paper: area by area, whole."""
    found = await seen_by(reads, request.who, request.today)
    if not found:
        return Refusal("leads_no_workplace")
    say, today = request.say, request.today
    parts: list[PaperPart] = [_every_stage(found, today, say)] if _several(found) else []
    head = tuple(say(f"standings/{name}") for name in ("stage", "head_dialogue", "head_due"))
    for area in sorted({each.area for each in found}):
        rows = tuple(_row(each, today, say) for each in found if each.area == area)
        parts.append(Table((area_name(area, say), *head), rows))
    return Paper(
        name=say("standings/file_name"),
        title=say("standings/title"),
        parts=tuple(parts),
        foot=say("standings/as_of", day=request.now),
    )


def _several(found: Sequence[Standing]) -> bool:
    return len({each.area for each in found}) > 1


def _row(each: Standing, today: date, say: Speaker) -> tuple[str, ...]:
    none = say("standings/no_day")
    return (
        each.name,
        say(f"standings/stage_{stage_of(each, today)}"),
        say("standings/short", day=each.dialogue_on) if each.dialogue_on else none,
        say("standings/short", day=each.plan_due) if each.plan_due else none,
    )
