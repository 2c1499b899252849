"""What the day looks like: to whoever holds it together, and to those who take part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.concepts import Text
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Style
from dialogs.core.house import House
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.held.running import Running, runs_it, the_script
from dialogs.rounds.state import in_group, leads
from dialogs.rules.script import EXAMPLES, IN_GROUPS, PLENARY, SORT, Slot, each_group, turns
from dialogs.theme_names import list_name
from storage.tables import Seat, Sitting, ThemeList

PAPERS = ("script", "posters")
GO = "day_go"


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Somebody who looks at the day; `seats` are their own groups."""

    running: Running
    who: Who
    say: Speaker
    house: House
    seats: Sequence[Seat] = ()

    @property
    def runs_it(self) -> bool:
        return runs_it(self.who, self.running.round)

    def words(self, texts: Iterable[Text]) -> list[Part]:
        return [self.say("day/item", text=each.in_(self.say.language)) for each in texts]

    def name(self, slot: Slot) -> str:
        return the_script().slot(slot.number).name.in_(self.say.language)

    def does(self, move: str, label: str, *, primary: bool = False) -> Button:
        argument = f"{self.running.sitting.id}|{self.running.stamp}|{move}"
        style: Style = "primary" if primary else "plain"
        return Button(label=label, value=write(Do(GO, argument)), style=style)

    def shows(self, command: str, label: str, *, primary: bool = False) -> Button:
        value = write(Do(command, self.running.sitting.id))
        return Button(label=self.say(label), value=value, style="primary" if primary else "plain")


def day_card(looking: Looking, *, notice: str = "") -> Card:
    if looking.running.is_over:
        card = _after(looking)
    elif not looking.running.has_begun:
        card = _before(looking)
    elif looking.runs_it:
        card = _for_who_runs_it(looking)
    else:
        card = _for_a_group(looking)
    home = Button(label=looking.say("common/home"), value=write(Do("home")))
    body = (notice, *card.body) if notice else card.body
    return Card(title=card.title, body=body, buttons=(*card.buttons, home))


def _before(looking: Looking) -> Card:
    """The plan of the day, and the start on the day itself."""
    say, running = looking.say, looking.running
    sitting = running.sitting
    where = [(say("day/place"), sitting.place)] if sitting.place else []
    rows = [(_clock(slot.starts, say), looking.name(slot)) for slot in running.planned]
    body = (Facts((*where, *rows)), *_own_groups(looking))
    start = looking.does("start", say("day/start"), primary=True)
    is_today = sitting.held_on == running.now.astimezone(_zone(looking)).date()
    buttons = [start] if looking.runs_it and is_today else []
    return Card(
        title=say("day/plan", day=sitting.held_on),
        body=body,
        buttons=(*buttons, *_papers(looking)),
    )


def _for_who_runs_it(looking: Looking) -> Card:
    say, running = looking.say, looking.running
    body = [Facts(tuple(_times(looking))), *looking.words(running.pack.what)]
    body.append(say("day/roles", text=running.pack.roles.in_(say.language)))
    body += _helps(looking)
    return Card(title=looking.name(running.slot), body=tuple(body), buttons=tuple(_moves(looking)))


def _times(looking: Looking) -> Iterable[tuple[str, str]]:
    say, running = looking.say, looking.running
    yield say("day/ends"), _clock(running.slot.ends, say)
    yield say("day/time_left"), time_left(running, say)
    if running.slot.key == PLENARY:
        groups = len(running.groups.get(running.slot.part, {}))
        minutes = each_group(running.slot.minutes, groups)
        yield say("day/each_group"), say("day/minutes", count=minutes)
    if running.next is not None:
        yield say("day/next"), looking.name(running.next)


def time_left(running: Running, say: Speaker) -> str:
    if running.is_paused:
        return say("day/paused", count=max(running.left, 0))
    if running.left < 0:
        return say("day/over_time", count=-running.left)
    return say("day/minutes", count=running.left)


def _moves(looking: Looking) -> Iterable[Button]:
    """One thing to do at a time is marked: to go on, once the time pauses no more."""
    say, running = looking.say, looking.running
    if running.is_paused:
        yield looking.does("resume", say("day/resume"), primary=True)
    elif running.next is not None:
        yield looking.does("next", say("day/go_on", name=looking.name(running.next)), primary=True)
    else:
        yield looking.does("end", say("day/end"), primary=True)
    if not running.is_paused:
        yield looking.does("pause", say("day/pause"))
    if running.slot.number:
        yield looking.does("back", say("day/back"))
    yield looking.shows("day", "day/again")


def _helps(looking: Looking) -> list[Part]:
    """To the leader how to listen, and to all what helps in this part (TAL-41, 47, 49, 106)."""
    say, script, slot = looking.say, the_script(), looking.running.slot
    parts: list[Part] = []
    if slot.key == "welcome":
        parts += [Heading(say("day/rules")), *looking.words(script.rules)]
    if slot.key == EXAMPLES:
        parts += _speaking(looking)
    if slot.key == SORT:
        parts += sorting(looking)
    if slot.key in (*IN_GROUPS, PLENARY) and leads(looking.who, looking.running.round):
        parts += [Heading(say("day/listen")), *looking.words(script.listening)]
    return parts


def sorting(looking: Looking) -> list[Part]:
    say, script = looking.say, the_script()
    questions = [Heading(say("day/sorting")), *looking.words(script.sorting)]
    return [*questions, Heading(say("day/concrete")), *looking.words(script.concrete)]


def _speaking(looking: Looking) -> list[Part]:
    running = looking.running
    sizes = sorted(set(running.sizes(running.slot.part)))
    return [speaking(size, running.slot.minutes, looking.say) for size in sizes]


def speaking(size: int, minutes: int, say: Speaker) -> str:
    """How long each may tell (X-05)."""
    shared = turns(size, minutes)
    return say("day/speaking", size=size, tells=shared.tells, answers=shared.answers)


def _for_a_group(looking: Looking) -> Card:
    say, running = looking.say, looking.running
    rows = ((say("day/ends"), _clock(running.slot.ends, say)),)
    body = (Facts(rows), *looking.words(running.pack.what), *_own_groups(looking))
    notes = looking.shows("notes", "day/to_notes", primary=True)
    again = looking.shows("day", "day/again")
    return Card(title=looking.name(running.slot), body=body, buttons=(notes, again))


def _own_groups(looking: Looking) -> tuple[Part, ...]:
    say = looking.say
    rows = tuple(
        (list_name(ThemeList(each.part), say.language), say("day/group", number=each.number))
        for each in looking.seats
    )
    return (Facts(rows),) if rows else ()


def _after(looking: Looking) -> Card:
    say, running = looking.say, looking.running
    buttons = [looking.shows("record", "day/to_record", primary=True)]
    if running.sitting.evaluated_at is None and not leads(looking.who, running.round):
        value = write(Open("evaluation", running.sitting.id))
        buttons.append(Button(label=say("evaluation/begin"), value=value))
    if in_group(looking.who, running.round):
        buttons.append(looking.shows("evaluations", "day/to_evaluations"))
    return Card(
        title=say("day/is_over"),
        body=(say("day/what_now"),),
        buttons=tuple(buttons),
    )


def _papers(looking: Looking) -> list[Button]:
    """Where nothing is served there is no address, and so no button."""
    if not in_group(looking.who, looking.running.round):
        return []
    buttons = []
    for paper in PAPERS:
        url = looking.house.links.to(
            paper, looking.running.sitting.id, looking.who.id, now=looking.running.now
        )
        if url:
            buttons.append(Button(label=looking.say(f"day/paper_{paper}"), value="", url=url))
    return buttons


def to_others(teams: Iterable[Sitting], command: str, say: Speaker) -> list[Button]:
    """One for each other team, by its name."""
    return [
        Button(label=say("day/team", name=each.name), value=write(Do(command, each.id)))
        for each in teams
    ]


def _clock(moment: datetime, say: Speaker) -> str:
    return say("common/clock", at=moment)


def _zone(looking: Looking) -> ZoneInfo:
    return ZoneInfo(looking.house.zone)
