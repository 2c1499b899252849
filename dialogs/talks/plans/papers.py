"""The plan on paper, for its two parties: to print, to put into the personnel file (NOR-29)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dialogs.core.cards import Facts
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Document, Paper
from dialogs.core.texts import Speaker
from dialogs.talks.plans.bond import planned_of
from dialogs.talks.plans.whole import Whole, whole_of
from storage.database import Snapshot

PDF, DOCX = "talk_plan", "talk_plan_word"
"""Their names in links."""
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


async def plan_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    found = await planned_of(reads, request)
    if isinstance(found, Refusal):
        return found
    return paper_of(await whole_of(reads, request.house, found), request.say)


async def plan_document(reads: Snapshot, request: Request) -> Document | Refusal:
    """The same, to go on with in a word processor."""
    found = await plan_paper(reads, request)
    return found if isinstance(found, Refusal) else Document(paper=found)


def paper_of(whole: Whole, say: Speaker) -> Paper:
    """What not both have said yes to says in its title that it is a draft.

    It is read in other years too: every day on it has its year, whenever it is printed.
    """
    say = replace(say, now=LONG_AGO)
    name = whole.pack.plan.name.in_(say.language)
    top = (
        (say("plan/for_whom"), whole.bond.person.name),
        (say("plan/with_whom"), whole.bond.leader.name),
        (say("plan/talked_on"), say.day(whole.talk.at)),
    )
    draft = () if whole.agreed else (say("plan/draft_on_paper"),)
    return Paper(
        name=say("plan/file_name"),
        title=name if whole.agreed else say("plan/draft_title", title=name),
        subtitle=whole.workplace,
        parts=(*draft, Facts(top), *whole.parts(say)),
        about_id=whole.bond.person.id,
        foot=say("plan/foot"),
    )
