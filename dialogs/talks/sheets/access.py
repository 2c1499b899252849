"""Whose sheets they are: the two who are to talk, and before a date is set, one's own workplace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.concepts import TalkConcept
from dialogs.core.dialog import Refusal, Visit
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import names_of, pack_at, pack_of, sections_of
from dialogs.talks.questions import EARLIER, Section, sections
from storage import kom
from storage.database import Snapshot
from storage.tables import Conversation


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is printed. `talk` is None where no date is set yet, and `name` is then empty."""

    pack: TalkConcept
    sections: Sequence[Section]
    talk: Conversation | None
    name: str

    def facts(self, language: str) -> dict[str, object]:
        at = self.talk.at if self.talk else None
        tracks = self.pack.names.tracks.in_(language)
        return {**names_of(self.pack, language), "name": self.name, "at": at, "tracks": tracks}


async def sheet_of(reads: Snapshot, visit: Visit) -> Sheet | Refusal:
    """Blank: nothing that anybody has answered stands on it, so it may lie on a table."""
    who, house = visit.who, visit.house
    if not visit.subject:
        pack = await pack_at(reads, house, who.workplace_id, today=visit.today)
        return Sheet(pack=pack, sections=sections(pack, {}, who.language), talk=None, name="")
    talk = await kom.conversation(reads, visit.subject)
    if talk is None:
        return Refusal("not_there")
    if who.id not in (talk.person_id, talk.leader_id):
        return Refusal("not_for_you")
    found = await sections_of(reads, house, talk, who.language)
    return Sheet(
        pack=pack_of(house, talk),
        sections=[each for each in found if each.key != EARLIER],
        talk=talk,
        name=await first_name(reads, talk.person_id),
    )
