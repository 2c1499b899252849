"""Home's part about the Udviklingsdialog: one's own vote, and how far the planning group is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from dialogs import named, outsiders, place, planning
from dialogs.closing import COUNTED
from dialogs.concepts import load_round
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.home_looking import Looking, Shown
from dialogs.home_own import own_section
from dialogs.home_waiting import is_late, pressing
from dialogs.named_ballots import has_names
from dialogs.readers import PLANNING
from dialogs.rounds.leader.leader_again import promises
from dialogs.rounds.next_step import next_line
from dialogs.rounds.overview import overview
from dialogs.rounds.preparing.hr_help import is_ready
from dialogs.rounds.state import State, state_with, takes_part
from dialogs.summary import to_read
from dialogs.theme_names import CONCEPT, chosen_name, list_name
from dialogs.unreachable import why
from storage import boards, people, rounds
from storage.database import Snapshot
from storage.levels import PLANS_UP
from storage.tables import Phase, RoleName, Round, ThemeList
from storage.unit_of_work import Unit

MONTH = 31
"""In days, as the longest."""


async def round_section(
    reads: Snapshot, who: Who, say: Speaker, now: datetime
) -> tuple[tuple[Part, ...], tuple[Button, ...], bool]:
    """What to show, what to press, and whether it awaits the person."""
    looking = Looking(reads=reads, who=who, say=say, now=now)
    mine = Shown(*await own_section(reads, who, say, now))
    both = (await _my_vote(looking), await _my_round(looking), mine)
    parts = tuple(part for each in both for part in each.parts)
    buttons = tuple(button for each in both for button in each.buttons)
    return parts, buttons, any(each.waits for each in both)


async def round_command(unit: Unit, request: Request) -> Card | Open | Refusal:
    """`runde`: open one, or see how far the planning group is with the one that there is."""
    where = planning.workplace_of(request.who, request.subject)
    found = await rounds.latest(unit, where or request.who.workplace_id)
    if found is not None and _is_chosen(found, request.today):
        return await _at_a_glance(unit, request, found, where)
    if where is None:
        return await _for_all(unit, request, found)
    if found is not None and found.phase == Phase.PROPOSED.value:
        return await named.round_command(unit, request)
    if found is None or _is_over(found, request.today):
        return is_ready(request, where)
    looking = Looking(reads=unit, who=request.who, say=request.say, now=request.now)
    shown = await _with_channel(looking, where, await _of_group(looking, found))
    buttons = [*shown.buttons, looking.button("home", Do("home"))]
    if found.phase in COUNTED:
        buttons.append(looking.button("open_another", Do("new_round", where)))
    title = request.say(f"home_round/where_{found.phase}")
    return Card(title=title, body=shown.parts[1:], buttons=tuple(buttons))


async def _for_all(unit: Unit, request: Request, found: Round | None) -> Card | Refusal:
    """To whoever plans nothing: their vote, or that the themes are being chosen."""
    looking = Looking(reads=unit, who=request.who, say=request.say, now=request.now)
    shown = await _my_vote(looking)
    if not shown.parts and found is not None and takes_part(request.who, found):
        shown = _being_chosen(looking, found)
    if not shown.parts:
        return Refusal("no_round_now")
    home = looking.button("home", Do("home"))
    title = request.say("overview/title")
    return Card(title=title, body=shown.parts[1:], buttons=(*shown.buttons, home))


def _being_chosen(looking: Looking, found: Round) -> Shown:
    if found.phase != Phase.CLOSED.value:
        return Shown()
    say = looking.say
    text = say("home_round/being_chosen", day=found.dialogue_on)
    return Shown((Heading(say("home_round/heading")), text))


def _is_chosen(found: Round, today: date) -> bool:
    return found.phase == Phase.ANNOUNCED.value and not _is_over(found, today)


async def _at_a_glance(
    unit: Unit, request: Request, found: Round, where: str | None
) -> Card | Refusal:
    """Every step to the planning group, who may begin another once it is held."""
    card = await overview(unit, replace(request, subject=found.id))
    if where is None or isinstance(card, Refusal):
        return card
    if found.dialogue_on >= request.today:
        return card
    label = request.say("home_round/open_another")
    another = Button(label=label, value=write(Do("new_round", where)))
    return replace(card, buttons=(*card.buttons, another))


async def new_round(_unit: Unit, request: Request) -> Card | Refusal:
    """Another one: the same question comes first."""
    where = planning.workplace_of(request.who, request.subject)
    return Refusal("not_for_you") if where is None else is_ready(request, where)


async def _my_vote(looking: Looking) -> Shown:
    found = await rounds.open_to(looking.reads, looking.who.id, looking.now)
    if found is None:
        return Shown()
    mine = await rounds.participation(looking.reads, found.id, looking.who.id)
    if mine is not None and mine.on_paper:
        text = looking.say("home_round/on_paper", day=found.dialogue_on)
        return Shown((Heading(looking.say("home_round/vote")), text))
    voted = mine is not None and mine.answered
    heading = Heading(looking.say("home_round/vote"))
    key = "home_round/voted" if voted else "home_round/vote_by"
    text = looking.say(key, deadline=found.deadline, day=found.dialogue_on)
    to_vote = Open("theme_vote", found.id)
    button = (
        looking.button("change", to_vote) if voted else looking.button("begin", to_vote, "primary")
    )
    return Shown((heading, text), (button,), waits=not voted)


async def _my_round(looking: Looking) -> Shown:
    """For the planning group how far it is; for everybody else what they are to prepare for."""
    where = planning.workplace_of(looking.who, "")
    found = await rounds.latest(looking.reads, where or looking.who.workplace_id)
    if where is not None:
        return await _with_channel(looking, where, await _of_group(looking, found))
    if found is None:
        return Shown()
    if found.phase != Phase.ANNOUNCED.value:
        return _being_chosen(looking, found)
    if found.dialogue_on >= looking.today:
        return await _announced(looking, found)
    return await _afterwards(looking, found)


async def _afterwards(looking: Looking, found: Round) -> Shown:
    """What came of it, once there is something to see."""
    told = await promises(looking.reads, found.id, looking.today, looking.say)
    efforts = await boards.titles_at(looking.reads, looking.who.workplace_id)
    if not told and not efforts:
        return Shown()
    heading = Heading(looking.say("home_round/heading"))
    running = (looking.say("home_round/efforts", names=efforts),) if efforts else ()
    return Shown((heading, *running, *told), (_overview(looking, found),))


def _overview(looking: Looking, found: Round) -> Button:
    label = looking.say("home_round/overview")
    return Button(label=label, value=write(Do("overview", found.id)))


async def _with_channel(looking: Looking, where: str, shown: Shown) -> Shown:
    """To whoever chooses it, while there is no channel for the group that works."""
    if isinstance(await place.may_choose(looking.reads, looking.who, where), Refusal):
        return shown
    known = await people.place_for(looking.reads, where, PLANNING)
    if known is not None and not known.unreachable:
        return shown
    say = looking.say
    text = why(known, say) if known else say("place/none_yet")
    choose = write(Open(place.DIALOG, f"{PLANNING}:{where}"))
    button = Button(label=say("place/choose_another" if known else "place/choose"), value=choose)
    buttons = (*shown.buttons, *outsiders.see_who(known, say), button)
    return Shown((*shown.parts, text), buttons, waits=True)


async def _of_group(looking: Looking, found: Round | None) -> Shown:
    heading = Heading(looking.say("home_round/heading"))
    if found is None or _is_over(found, looking.today):
        text = looking.say("home_round/none")
        before = (_overview(looking, found),) if found else ()
        return Shown((heading, text), (looking.button("open", Do("round")), *before))
    match Phase(found.phase):
        case Phase.PLANNED:
            return _planned(looking, found)
        case Phase.PROPOSED:
            return _proposed(looking, found)
        case Phase.VOTING:
            return await _voting(looking, found)
        case Phase.CLOSED:
            return await _closed(looking, found)
        case Phase.ANNOUNCED:
            return await _announced(looking, found)


def _is_over(found: Round, today: date) -> bool:
    """Nothing in it is still to come, the last follow-up included (TAL-59)."""
    followed = load_round(CONCEPT).timetable.follow_up_months
    last = found.dialogue_on + timedelta(days=(max(followed) + 1) * MONTH)
    return found.phase == Phase.ANNOUNCED.value and max(last, found.plan_due or last) < today


def _planned(looking: Looking, found: Round) -> Shown:
    say = looking.say
    passed = found.voting_opens is not None and found.voting_opens < looking.now
    key = "home_round/planned_waits" if passed else "home_round/planned"
    text = say(key, day=found.dialogue_on, opens=found.voting_opens)
    see = Button(label=say("home_round/overview"), value=write(Do("overview", found.id)))
    return Shown((Heading(say("home_round/heading")), text), (see,))


def _proposed(looking: Looking, found: Round) -> Shown:
    who, say = looking.who, looking.say
    asked = who.has(RoleName.REPRESENTATIVE, found.workplace_id)
    mine = asked and who.id not in found.agreed.split()
    buttons = [looking.button("answer", Open("named", found.id), "primary")] if mine else []
    buttons.append(looking.button("see", Do("round")))
    parts = (Heading(say("home_round/heading")), say("home_round/proposed"))
    return Shown(parts, tuple(buttons), waits=mine)


async def _voting(looking: Looking, found: Round) -> Shown:
    """Without how many have answered: live, it would tell who has just done so (X-01)."""
    progress = await rounds.progress(looking.reads, found)
    facts = {"deadline": found.deadline, "eligible": progress.eligible}
    say = looking.say
    paper = Button(label=say("paper/entry"), value=write(Do("paper", found.id)))
    heading = Heading(say("home_round/heading"))
    if found.deadline <= looking.now:
        return Shown((heading, say("home_round/waits_for_paper")), (paper,), waits=True)
    later = Button(label=say("extension/button"), value=write(Open("extension", found.id)))
    see = Button(label=say("home_round/overview"), value=write(Do("overview", found.id)))
    return Shown((heading, say("home_round/voting", **facts)), (later, see, paper))


async def _closed(looking: Looking, found: Round) -> Shown:
    say, parts = looking.say, [looking.say("home_round/closed", day=found.dialogue_on)]
    choose = Open("selection", found.id)
    buttons = [looking.button("choose", choose, "primary")]
    if found.summary is None and any((await to_read(looking.reads, found)).values()):
        readers = await planning.readers(looking.reads, found, looking.today)
        if looking.who.id in {person.id for person in readers}:
            parts.append(say("home_round/summary_yours"))
            to_sum_up = looking.button("summary", Open("summary", found.id), "primary")
            buttons = [to_sum_up, looking.button("choose", choose)]
        else:
            parts.append(say("home_round/summary_awaited"))
    elif found.summary is not None:
        parts.append(say("home_round/summary_there"))
    if has_names(found) and looking.who.id == found.contact_id:
        see = write(Do("named_ballots", found.id))
        buttons.append(Button(label=say("named_ballots/see"), value=see))
    whole = write(Do("overview", found.id))
    buttons.append(Button(label=say("home_round/overview"), value=whole))
    return Shown((Heading(say("home_round/heading")), *parts), tuple(buttons), waits=True)


async def _announced(looking: Looking, found: Round) -> Shown:
    say = looking.say
    chosen = await rounds.selections(looking.reads, found.id)
    rows = [
        (list_name(which, say.language), chosen_name(chosen[which], say.language))
        for which in ThemeList
        if which in chosen
    ]
    rows.append((say("home_round/dialogue"), say.day(found.dialogue_on)))
    state = await _planned_state(looking, found)
    rows += _coming(looking, state) if state else []
    heading, facts = Heading(say("home_round/heading")), Facts(tuple(rows))
    came = (await _afterwards(looking, found)).parts if found.dialogue_on < looking.today else ()
    more = await pressing(looking, state) if state else ()
    waits = bool(more) or (state is not None and is_late(looking, state))
    buttons = (*more, _overview(looking, found))
    return Shown((heading, facts, *came[1:]), buttons, waits=waits)


async def _planned_state(looking: Looking, found: Round) -> State | None:
    """For the planning group alone."""
    if not planning.workplace_of(looking.who, found.workplace_id):
        return None
    return await state_with(looking.reads, found, looking.today)


def _coming(looking: Looking, state: State) -> list[tuple[str, str]]:
    """The next step, and the day of the plan until that was sent."""
    say, due = looking.say, state.round.plan_due
    coming = next_line(looking.who, state, say)
    rows = [coming] if coming else []
    if due and not state.is_done(PLANS_UP):
        rows.append((say("home_round/plan"), say.day(due)))
    return rows
