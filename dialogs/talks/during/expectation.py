"""What each hopes for, in one line: the other reads it as soon as it is sent (NOR-24)."""

from __future__ import annotations

from dialogs.core.cards import Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import SHORT, Answers, Facts, Text
from dialogs.talks.during.party import Party, home, party_at
from storage import minutes
from storage.minutes import EXPECTS, Draft
from storage.tables import Minutes
from storage.unit_of_work import Unit


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    party = await party_at(unit, visit, visit.subject)
    if isinstance(party, Refusal):
        return party
    if party.talk.held:
        return Refusal("expectation_late")
    return {
        "party": party,
        "name": party.first_name,
        "at": party.talk.at,
        "minutes": await minutes.of_talk(unit, party.talk.id),
    }


def prefill(facts: Facts) -> Answers:
    stands: Minutes | None = facts["minutes"]
    line = stands.points.get(EXPECTS + facts["party"].side, "") if stands else ""
    return {"line": line} if line else {}


async def save(unit: Unit, sent: Completion) -> Card:
    """An empty line takes it away again."""
    party: Party = sent.facts["party"]
    stands: Minutes | None = sent.facts["minutes"]
    mine = {EXPECTS + party.side: sent.answers.get("line", "")}
    minutes.expect_party(unit, party.talk, sent.who.id)
    points = {**(stands.points if stands else {}), **mine}
    by = None if stands else sent.who.id
    minutes.write(unit, party.talk.id, stands, Draft(points=points, by=by))
    say = sent.say
    return Card(
        title=say("expectation/done"),
        body=(say("expectation/seen", name=party.first_name),),
        buttons=(party.does(say, "agenda", "agenda/see"), home(say)),
    )


EXPECTATION = Dialog(
    name="expectation",
    pages=(Page("line", (Text("line", required=False, max_length=SHORT, multiline=False),)),),
    load=load,
    done=save,
    prefill=prefill,
    review=False,
)
