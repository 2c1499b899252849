"""The board: which of a round's efforts are planned, running and done, for everybody (TAL-65).

It says what efforts are called and how far they are; what is planned under each stays with the
planning group and the one who drives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Image, Part, Quote
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.paper import Columns, Paper
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.afterwards.board_picture import Column, Slip, board_picture
from dialogs.rounds.state import State, in_group, state_of, takes_part
from storage import boards, outbox, people
from storage.boards import OnBoard
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import EffortState, Lane, Round
from storage.unit_of_work import Unit

MESSAGE = PAPER = "board"
PLACES = ("planning", "everyone")
SHOWN = (EffortState.PLANNED, EffortState.RUNNING, EffortState.DONE)
TOGETHER = timedelta(seconds=1)
"""What changes within it is shown at once: a channel takes one message a second."""
MOST_BUTTONS = 6


async def post(unit: Unit, round_: Round, now: datetime) -> None:
    """Put the board up where it stands already, or for the first time."""
    if not await boards.board(unit, round_.id):
        return
    for purpose in PLACES:
        if place := await people.place_for(unit, round_.workplace_id, purpose):
            show(unit, round_, place.id, purpose, now)


def show(unit: Unit, round_: Round, place_id: str, purpose: str, now: datetime) -> None:
    """In one channel, where there is anything to show by then."""
    outbox.queue(unit, _mail(round_, place_id, purpose, now))


def _mail(round_: Round, place_id: str, purpose: str, now: datetime) -> Mail:
    return Mail(
        message=MESSAGE,
        key=f"board:{round_.id}:{place_id}",
        due_at=now + TOGETHER,
        place_id=place_id,
        params={"round": round_.id, "purpose": purpose},
        about=f"board:{round_.id}",
        slot=f"board:{round_.id}",
        lane=Lane.UPDATE,
    )


def is_told(state: State, found: Sequence[OnBoard]) -> bool:
    """Whether all know of the efforts: they were reported back, or one has begun (TAL-64)."""
    begun = any(each.state is not EffortState.PLANNED for each in found)
    return begun or state.is_done("report_back")


async def board(reads: Snapshot, hearing: Hearing) -> Card | None:
    """As it stands in a channel: a picture, and the same in words."""
    state = await state_of(reads, str(hearing.params["round"]), hearing.now.date())
    found = await boards.board(reads, state.round.id) if state else []
    if state is None or not found:
        return None
    if hearing.params["purpose"] != "planning" and not is_told(state, found):
        return None
    say = hearing.say
    body: list[Part] = [await _picture(found, say), *_stopped(found, say), say("board/about")]
    return Card(title=say("board/title"), body=tuple(body))


async def board_command(unit: Unit, request: Request) -> Card | Refusal:
    """`do:board:ROUND`: for everybody; to tell how it goes for the group and those who drive."""
    known = await _readable(unit, request)
    if isinstance(known, Refusal):
        return known
    state, found = known
    say, who = request.say, request.who
    mine = [each for each in found if may_tell(who, state.round, each)]
    notes = {each.effort.id for each in mine}
    parts: list[Part] = []
    for each in SHOWN:
        parts += _column(each, found, notes, say)
    url = request.house.links.to(PAPER, state.round.id, who.id, now=request.now)
    buttons = [
        Button(
            label=say("board/tell", title=each.effort.title),
            value=write(Open("progress", each.effort.id)),
        )
        for each in mine[:MOST_BUTTONS]
    ]
    again = write(Do("board", state.round.id))
    if url:
        buttons.append(Button(label=say("board/print"), value=again, url=url))
    back = write(Do("overview", state.round.id))
    buttons.append(Button(label=say("board/dialogue"), value=back))
    buttons.append(Button(label=say("common/home"), value=write(Do("home"))))
    body = (*parts, *_stopped(found, say))
    return Card(title=say("board/title"), body=body, buttons=tuple(buttons))


def may_tell(who: Who, round_: Round, found: OnBoard) -> bool:
    return found.driver_id == who.id or in_group(who, round_)


async def _readable(reads: Snapshot, request: Request) -> tuple[State, list[OnBoard]] | Refusal:
    state = await state_of(reads, request.subject, request.today)
    if state is None:
        return Refusal("not_there")
    found = await boards.board(reads, state.round.id)
    drives = any(each.driver_id == request.who.id for each in found)
    if not drives and not takes_part(request.who, state.round):
        return Refusal("not_for_you")
    if not found or not (in_group(request.who, state.round) or is_told(state, found)):
        return Refusal("no_efforts")
    return state, found


def _column(
    which: EffortState, found: Sequence[OnBoard], notes: set[str], say: Speaker
) -> list[Part]:
    """A heading and its efforts; the drivers' own lines for those who may read them."""
    parts: list[Part] = [Heading(say(f"board/{which.value}"))]
    there = [each for each in found if each.state is which]
    for each in there:
        parts.append(Facts(((each.effort.title, _under(each, say) or say("board/no_more")),)))
        if each.effort.id in notes and each.latest and each.latest.note:
            parts.append(Quote(each.latest.note))
    return parts if there else [*parts, say("board/none")]


def how_far(each: OnBoard, say: Speaker) -> str:
    """Its state and what is known of it, in one line."""
    return ", ".join(filter(None, (say(f"board/{each.state.value}"), _under(each, say))))


def _under(each: OnBoard, say: Speaker) -> str:
    """How far an effort is, in a few words."""
    progress = each.latest.progress if each.latest else None
    match each.state:
        case EffortState.PLANNED:
            day = each.effort.first_on
            return say("board/from", day=day) if day else ""
        case EffortState.RUNNING:
            return "" if progress is None else say("board/progress", value=progress)
        case EffortState.DONE | EffortState.DROPPED:
            return say("board/since", day=each.effort.since) if each.effort.since else ""


def _stopped(found: Sequence[OnBoard], say: Speaker) -> tuple[str, ...]:
    names = [each.effort.title for each in found if each.state is EffortState.DROPPED]
    return (say("board/stopped", titles=names),) if names else ()


async def _picture(found: Sequence[OnBoard], say: Speaker) -> Image:
    """Its name says what it shows: a platform keeps a picture under its name."""
    columns = [
        Column(
            say(f"board/{which.value}"),
            tuple(
                Slip(each.effort.title, _under(each, say)) for each in found if each.state is which
            ),
        )
        for which in SHOWN
    ]
    png = await board_picture(say("board/title"), columns)
    rows = [(column.name, [_in_words(slip) for slip in column.slips]) for column in columns]
    name = f"board-{sha256(png).hexdigest()[:12]}.png"
    return Image(png=png, alt=say("board/alt", columns=rows), name=name)


def _in_words(slip: Slip) -> str:
    return f"{slip.title} ({slip.under})" if slip.under else slip.title


async def board_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    """For the wall."""
    known = await _readable(reads, request)
    if isinstance(known, Refusal):
        return known
    state, found = known
    say = request.say
    columns = tuple((say(f"board/{which.value}"), _on_paper(which, found, say)) for which in SHOWN)
    where = await people.workplace(reads, state.round.workplace_id)
    return Paper(
        name=say("board/file_name"),
        title=say("board/title"),
        subtitle=where.name if where else "",
        parts=(Columns(columns),),
        foot=say("board/as_of", day=request.today),
        landscape=True,
    )


def _on_paper(
    which: EffortState, found: Sequence[OnBoard], say: Speaker
) -> tuple[Heading | str, ...]:
    there = [each for each in found if each.state is which]
    if not there:
        return (say("board/none"),)
    slips = ((Heading(each.effort.title), _under(each, say)) for each in there)
    return tuple(part for slip in slips for part in slip if part)
