"""The agenda on a sheet of paper, to have between them on the table.

What either has shared stays in the chat: it is theirs, and a sheet can be left behind.
"""

from __future__ import annotations

from dialogs.core.cards import Heading
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Lines, Paper, PaperPart, Ticks
from dialogs.talks.during.agenda import agenda_of, plan_of_time, when
from dialogs.talks.during.last_time import goal_state
from dialogs.talks.during.party import party_at
from dialogs.talks.during.points import topics
from storage.database import Snapshot

ROOM = 3


async def agenda_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    party = await party_at(reads, request, request.subject)
    if isinstance(party, Refusal):
        return party
    found, say = await agenda_of(reads, request, party), request.say
    language = say.language
    parts: list[PaperPart] = [Heading(say("agenda/last"))]
    parts.append(
        Ticks(tuple((each.title, goal_state(each, say)) for each in found.last.goals))
        if found.last.goals
        else say("agenda/first_time")
    )
    parts += [Lines(say("agenda/expectations"), 2), *plan_of_time(found, say)]
    parts += [
        Heading(say("agenda/topics")),
        Ticks(tuple((each.name, each.about) for each in topics(party.pack, language))),
        Heading(say("agenda/prompts")),
        *(say("agenda/rule", text=each.text.in_(language)) for each in party.pack.prompts),
        Heading(say("agenda/keep_in_mind")),
        *(say("agenda/rule", text=each.text.in_(language)) for each in party.pack.ground_rules),
        Lines(say("minutes/agreed_read"), ROOM),
        Lines(say("minutes/next_time_read"), ROOM),
    ]
    return Paper(
        name=say("agenda/file_name"),
        title=say("agenda/paper", kom=party.name(language)),
        subtitle=when(party, say),
        parts=tuple(parts),
        about_id=party.other.id,
        foot=party.pack.confidentiality.says.in_(language),
    )
