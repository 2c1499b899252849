"""The minutes on paper, for their two: to keep before they are destroyed here (HER-11, HER-12)."""

from __future__ import annotations

from dataclasses import replace

from dialogs.core.cards import Facts
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Paper, PaperPart
from dialogs.core.texts import Speaker
from dialogs.talks.during.minutes import said_yes, told
from dialogs.talks.during.party import Party, party_at
from dialogs.talks.plans.papers import LONG_AGO
from storage import minutes
from storage.database import Snapshot
from storage.tables import Minutes


async def minutes_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    """What not both said yes to says so. Every day has its year: it is read in other years."""
    party = await party_at(reads, request, request.subject)
    if isinstance(party, Refusal):
        return party
    stands = await minutes.of_talk(reads, party.talk.id)
    if stands is None or not minutes.written(stands.points):
        return Refusal("no_minutes_yet")
    say = replace(request.say, now=LONG_AGO)
    return Paper(
        name=say("minutes/file_name"),
        title=say("minutes/paper", kom=party.name(say.language)),
        subtitle=say("minutes/held_on", at=party.talk.at),
        parts=tuple(_parts(party, stands, say)),
        about_id=party.other.id,
        foot=party.pack.confidentiality.says.in_(say.language),
    )


def _parts(party: Party, stands: Minutes, say: Speaker) -> list[PaperPart]:
    two = (
        (say("minutes/employee"), party.employee.name),
        (say("minutes/leader"), party.leader.name),
    )
    yes = said_yes(party, stands, say)
    agreed = stands.person_ok_at and stands.leader_ok_at
    draft = [] if agreed else [say("minutes/draft_on_paper")]
    kept = party.pack.kept("minutes").says.in_(say.language)
    points = minutes.written(stands.points)
    return [
        *draft,
        Facts(two),
        *told(party, stands, points, say),
        Facts(yes),
        say("minutes/copy", says=kept),
    ]
