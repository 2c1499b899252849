"""Everybody is told what is to come: the timetable and the themes (TAL-23).

Who has seen it is not kept. Who cannot be reached is shown to whoever sends it.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs import planning
from dialogs.broadcast import tell_all
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Details, Heading, Part
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Notice
from dialogs.core.steps import Facts as Known
from dialogs.core.texts import Speaker
from dialogs.rounds.meeting import rows as meetings
from dialogs.rounds.state import State, in_group, state_of
from dialogs.theme_names import list_name, options
from storage import due, informing, sittings, steps
from storage.database import Snapshot
from storage.informing import INFORM
from storage.tables import Phase, Round, Sitting, ThemeList
from storage.unit_of_work import Unit

NAMED = 20
"""So many names are read at once."""
OPEN = (Phase.PLANNED.value, Phase.VOTING.value)


async def load(unit: Unit, visit: Visit) -> Known | Refusal:
    state = await state_of(unit, visit.subject, visit.today)
    if state is None:
        return Refusal("not_there")
    if not in_group(visit.who, state.round):
        return Refusal("not_for_you")
    step = state.steps.get(INFORM)
    if step is not None and step.done_at is not None:
        by = await informing.told_by(unit, step)
        return Refusal("informed", {"who": by, "at": step.done_at})
    if state.round.phase not in OPEN:
        return Refusal("inform_not_now")
    where, among = state.round.workplace_id, tuple(role.value for role in planning.GROUP)
    return {
        "today": visit.today,
        "state": state,
        "unreached": await informing.unreached(unit, where, visit.today, among=among),
    }


def preview(facts: Known, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Just what everybody will get, and whom it will not get to."""
    state: State = facts["state"]
    return (
        *missed(facts["unreached"], say),
        Heading(say("inform/title_message")),
        *body(state.round, state.sittings, say),
    )


def missed(names: Sequence[str], say: Speaker) -> tuple[Part, ...]:
    """Whom it will not get to, as far as one reads a list."""
    more = max(0, len(names) - NAMED)
    return (say("inform/unreached", names=names[:NAMED], more=more),) if names else ()


def body(round_: Round, held: Sequence[Sitting], say: Speaker) -> tuple[Part, ...]:
    """What it is, when, and the themes with what is meant by them."""
    parts: list[Part] = [say("inform/what"), Rows(tuple(_days(round_, held, say)))]
    for which in ThemeList:
        parts.append(Heading(list_name(which, say.language)))
        parts += [
            Details(title=each.label, text=each.hint) for each in options(which, say.language)
        ]
    return tuple(parts)


def _days(round_: Round, held: Sequence[Sitting], say: Speaker) -> list[tuple[str, str]]:
    opens = round_.voting_opens
    rows = [(say("inform/opens"), say.moment(opens))] if opens else []
    rows.append((say("inform/closes"), say.moment(round_.deadline)))
    return [*rows, *meetings(held, say)]


async def save(unit: Unit, sent: Completion) -> Card:
    state: State = sent.facts["state"]
    round_ = state.round
    planning.expect_member(unit, sent.who, round_.workplace_id)
    if INFORM in state.steps:
        informing.expect_untold(unit, round_.id)
        steps.finish(unit, round_.id, INFORM, person_id=sent.who.id, now=sent.now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    told = await tell_all(
        unit, round_, "round_info", key=f"info:{round_.id}", today=sent.today, now=sent.now
    )
    say = sent.say
    see = Button(label=say("round/see"), value=write(Do("overview", round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    lines = (say("inform/told", count=told), *missed(sent.facts["unreached"], say))
    return Card(title=say("inform/done"), body=lines, buttons=(see, home))


async def round_info(reads: Snapshot, hearing: Hearing) -> Card | None:
    """As the days are when it is sent; of several dialogues one's own."""
    state = await state_of(reads, hearing.params["round"], hearing.now.date())
    if state is None or not state.sittings:
        return None
    held: Sequence[Sitting] = state.sittings
    if hearing.who is not None:
        mine = await sittings.of_person(reads, state.round.id, hearing.who.id)
        held = (mine,) if mine is not None else held
    say = hearing.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("inform/title_message"),
        body=body(state.round, held, say),
        buttons=(home,) if hearing.who else (),
    )


INFORM_ALL = Dialog(
    name="inform",
    pages=(Page("preview", (Notice("preview_read"),), body=preview),),
    load=load,
    done=save,
    review=False,
)
