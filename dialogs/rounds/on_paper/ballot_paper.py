"""The ballot on paper: both lists, with room for why (TAL-26..28, X-13)."""

from __future__ import annotations

from dialogs.concepts import load_round
from dialogs.core.cards import Facts, Heading
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Lines, NewPage, Paper, PaperPart, Ticks
from dialogs.core.texts import Speaker
from dialogs.rounds.on_paper.paper_keepers import OPEN, hand_in_by
from dialogs.rounds.state import takes_part
from dialogs.theme_names import CONCEPT, list_name, options
from storage import people, rounds
from storage.database import Snapshot
from storage.tables import Mode, Round, ThemeList

NAME = "ballot"
WRITTEN = 3
"""Lines to write a reason on."""


async def ballot_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    """By the round's id, for whoever takes part, while sheets can be handed in."""
    round_ = await rounds.find(reads, request.subject)
    if round_ is None:
        return Refusal("not_there")
    if not takes_part(request.who, round_):
        return Refusal("not_for_you")
    if round_.phase not in OPEN or round_.deadline <= request.now:
        return Refusal("ballot_not_yet")
    workplace = await people.workplace(reads, round_.workplace_id)
    contact = await people.person(reads, round_.contact_id)
    name, say = contact.name if contact else "", request.say
    calendar = request.house.calendar.for_zone(request.who.zone)
    by = hand_in_by(round_, calendar, request.today)
    facts = {
        "contact": name,
        "by": by,
        "day": round_.dialogue_on,
        "minimum": round_.minimum,
        "backup_days": request.house.backup_days,
    }
    first, second = (_list(which, say) for which in ThemeList)
    return Paper(
        name=say("ballot/file_name"),
        title=say("ballot/title"),
        subtitle=workplace.name if workplace else "",
        parts=(*_top(round_, say, facts), *first, NewPage(), *second),
        foot=say("ballot/foot", **facts),
    )


def _top(round_: Round, say: Speaker, facts: dict[str, object]) -> tuple[PaperPart, ...]:
    rows = tuple(
        (say(f"ballot/{key}"), say(f"ballot/{key}_{round_.mode}", **facts))
        for key in ("who_sees", "what_you_write", "afterwards")
    )
    told = (say("ballot/intro", **facts), Facts(rows))
    named = round_.mode == Mode.NAMED.value
    return (*told, Lines(say("ballot/name"), 1)) if named else told


def _list(which: ThemeList, say: Speaker) -> tuple[PaperPart, ...]:
    """The reading comes first (TAL-25), then one cross, then why."""
    pack = load_round(CONCEPT)
    reading = pack.wellbeing.reading if which is ThemeList.WELLBEING else pack.leadership.reading
    themes = options(which, say.language)
    return (
        Heading(list_name(which, say.language)),
        reading.in_(say.language),
        say("ballot/one_cross"),
        Ticks(tuple((each.label, each.hint) for each in themes)),
        Lines(say("ballot/wording"), 1),
        Lines(say("ballot/why"), WRITTEN),
        Lines(say("ballot/helps"), WRITTEN),
    )
