"""What a leader sees of the talks with one person: how far they are, and what can be done now."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.core.actions import Action, Do, Open, write
from dialogs.core.cards import Button
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.talks.during.standing import Rows, after_rows, leaders_rows, name_in
from dialogs.talks.packs import pack_named
from storage import talk_states
from storage.database import Snapshot
from storage.tables import Person
from storage.talk_states import TalkState


async def with_person(
    reads: Snapshot, request: Request, person: Person
) -> tuple[Rows, tuple[Button, ...]]:
    """Rows and buttons, of the leader's own talks with them alone."""
    say, name = request.say, person.name.split(maxsplit=1)[0]
    found = await talk_states.of_person(reads, person.id, request.now)
    mine = [each for each in found if each.leader_id == request.who.id]
    coming = talk_states.coming(mine, request.now)
    latest = talk_states.latest(mine, request.now)
    rows = leaders_rows(coming, name, say) if coming else ()
    if latest is not None:
        pack = pack_named(request.house, latest.concept)
        when = (name_in(pack, latest, say), say.moment(latest.at))
        rows = (*rows, when, *after_rows(latest, say))
    return rows, tuple(_ways(coming, latest, say))


def _ways(coming: TalkState | None, latest: TalkState | None, say: Speaker) -> Iterator[Button]:
    if coming is not None and not coming.is_mini:
        yield _button(say("standing/prepare"), Open("leader_preparation", coming.id))
        yield _button(say("agenda/see"), Do("agenda", coming.id))
    if latest is not None and not latest.held:
        yield _button(say("agenda/see"), Do("agenda", latest.id))
        yield _button(say("agenda/held"), Do("held", latest.id))
    if latest is not None:
        yield _button(say("agenda/minutes_of"), Do("minutes", latest.id))


def _button(label: str, action: Action) -> Button:
    return Button(label=label, value=write(action))
