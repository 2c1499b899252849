"""What the group's ratings say together, and how they are closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Table
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.rounds.plan.rated import Rated, close, criteria_of, settled
from dialogs.rounds.plan.sorting import PARTS
from dialogs.rounds.plan.work import home, state_for
from dialogs.rules import ratings as rules
from dialogs.rules.ratings import Standing
from dialogs.theme_names import list_name
from storage.tables import ThemeList, Topic
from storage.unit_of_work import Unit

CLOSE, SURE = "close", "yes"


async def ratings(unit: Unit, request: Request) -> Card | Refusal:
    """`do:ratings:ROUND`; with `:close` asked first, with `:yes` the ratings are closed."""
    round_id, _, what = request.subject.partition(":")
    state = await state_for(unit, request, round_id)
    if isinstance(state, Refusal):
        return state
    found, say = await settled(unit, state.round, request), request.say
    closable = found.can_be_closed()
    if what == CLOSE and closable:
        return _sure(round_id, say)
    if what == SURE and closable:
        planning.expect_member(unit, request.who, state.round.workplace_id)
        for each in closable:
            close(unit, each, found.given[each.id], found.rows[each.id])
        see = Button(label=say("rating/see"), value=write(Do("ratings", round_id)), style="primary")
        return Card(title=say("rating/closed"), buttons=(see, home(say)))
    body = tuple(part for part_ in PARTS for part in _part(found, part_, say))
    return Card(
        title=say("rating/result"),
        body=(*body, *_open(found, request)),
        buttons=_buttons(found, round_id, request),
    )


def _sure(round_id: str, say: Speaker) -> Card:
    back = Button(label=say("rating/back"), value=write(Do("ratings", round_id)))
    yes = write(Do("ratings", f"{round_id}:{SURE}"))
    return Card(
        title=say("rating/close_sure"),
        body=(say("rating/close_means"),),
        buttons=(back, Button(label=say("rating/close_yes"), value=yes, style="danger")),
    )


def _buttons(found: Rated, round_id: str, request: Request) -> tuple[Button, ...]:
    say, more = request.say, _more(found, request)
    buttons = [Button(label=say("rating/choose"), value=write(Open("efforts", round_id)))]
    if found.can_be_closed() and not more:
        shut = write(Do("ratings", f"{round_id}:{CLOSE}"))
        buttons.insert(0, Button(label=say("rating/close"), value=shut))
    if more:
        go_on = write(Open("rating", more.id))
        buttons.insert(0, Button(label=say("rating/go_on"), value=go_on, style="primary"))
    return (*buttons, home(say))


def _more(found: Rated, request: Request) -> Topic | None:
    """What the person can still rate."""
    return None if rules.is_few(len(found.group)) else found.next_for(request.who.id)


def _open(found: Rated, request: Request) -> list[Part]:
    """What is not to be seen yet, and when it is; of two, what to talk about instead."""
    say = request.say
    if not found.open:
        return []
    if not rules.is_few(len(found.group)):
        facts = {"topics": [each.title for each in found.open], "of": len(found.group)}
        missing = "missing_close" if found.can_be_closed() else "missing_talk"
        # Whoever has something left to rate has that to do, and no button that closes.
        more = () if _more(found, request) else (say(f"rating/{missing}"),)
        return [say("rating/waits", done=found.done(), **facts), *more]
    parts: list[Part] = [say("rating/together")]
    for part in PARTS:
        if mine := [each for each in found.open if each.part == part]:
            parts += [Heading(list_name(ThemeList(part), say.language)), _to_weigh(mine, say)]
    return parts


def _to_weigh(mine: Sequence[Topic], say: Speaker) -> Facts:
    asked = "\n".join(each.text.in_(say.language) for each in criteria_of(mine[0].part))
    return Facts(tuple((each.title, asked) for each in mine))


def _part(found: Rated, part: str, say: Speaker) -> list[Part]:
    titles = {each.id: each.title for each in found.topics}
    figures = found.standings(part, figures=True)
    places = found.standings(part, figures=False)
    parts: list[Part] = []
    if figures or places:
        parts.append(Heading(list_name(ThemeList(part), say.language)))
    if figures:
        parts += [say("rating/how"), _with_figures(part, figures, titles, say)]
        apart = [titles[each.topic] for each in figures if each.differs]
        parts += [say("rating/differs", topics=apart)] if apart else []
        parts += _ties(figures, titles, say)
    if places:
        parts += [say("rating/order"), _with_places(places, titles, say)]
        parts += _ties(places, titles, say)
    return parts


def _with_figures(
    part: str, found: Sequence[Standing], titles: Mapping[str, str], say: Speaker
) -> Table:
    criteria = criteria_of(part)
    head = (
        say("rating/heading"),
        say("rating/whole"),
        *(each.name.in_(say.language) for each in criteria),
    )
    rows = tuple(
        (
            titles[each.topic],
            say("rating/average", value=each.result.average),
            *(_cell(each, criterion.key, say) for criterion in criteria),
        )
        for each in found
    )
    return Table(head, rows)


def _cell(standing: Standing, criterion: str, say: Speaker) -> str:
    found = standing.result.by[criterion]
    return say("rating/spread", value=found.average, low=found.low, high=found.high)


def _with_places(found: Sequence[Standing], titles: Mapping[str, str], say: Speaker) -> Table:
    head = (say("rating/heading"), say("rating/place"))
    return Table(head, tuple((titles[each.topic], str(each.rank)) for each in found))


def _ties(found: Sequence[Standing], titles: Mapping[str, str], say: Speaker) -> list[Part]:
    """What stands alike is to be talked about."""
    return [say("rating/tied", topics=[titles[id_] for id_ in tied]) for tied in rules.ties(found)]
