"""How a conversation went, and the year: nameless, and shown from five on (NOR-30, NYB-KOM-52).

While it can be said there is a list of who has not; nothing leads from a person to what they said.
Nothing is shown before no more are taken in, or the newest could be read from what is new.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.concepts import Ask
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Pages, Refusal, Visit
from dialogs.core.house import House
from dialogs.core.messages import Hearing
from dialogs.core.people import Who
from dialogs.core.steps import Facts
from dialogs.core.texts import Speaker
from dialogs.talks.packs import names_of, pack_of
from dialogs.talks.questions import PICK, SCALE, asked
from storage import kom
from storage import talk_evaluations as store
from storage.database import Snapshot
from storage.tables import Cycle
from storage.talk_evaluations import Part
from storage.unit_of_work import Unit

MESSAGE = "talk_evaluate"


@dataclass(frozen=True)
class Asked:
    """A part of a year's evaluation."""

    cycle: Cycle
    part: Part

    @property
    def subject(self) -> str:
        return f"{self.cycle.id}|{self.part}"

    @property
    def key(self) -> str:
        """What names of answers begin with: a leader's cannot be told from an employee's."""
        return (Part.YEAR if self.part is Part.YEAR else Part.TALK).value

    def asks(self, house: House) -> tuple[Ask, ...]:
        found = pack_of(house, self.cycle).evaluations
        return found.year if self.part is Part.YEAR else found.talk


async def find(reads: Snapshot, subject: str) -> Asked | None:
    """`CYCLE|PART`."""
    cycle_id, _, part = subject.partition("|")
    cycle = await kom.cycle_by_id(reads, cycle_id)
    return Asked(cycle, Part(part)) if cycle and part in store.SECRET else None


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    found = await find(unit, visit.subject)
    if found is None:
        return Refusal("not_there")
    if found.cycle.evaluated_at is not None:
        return Refusal("talk_evaluation_closed")
    if not await store.is_asked(unit, found.cycle.id, found.part, visit.who.id):
        return Refusal("talk_evaluation_not_asked")
    pack, language = pack_of(visit.house, found.cycle), visit.who.language
    return {
        **names_of(pack, language),
        "asked": found,
        "part": found.part.value,
        "year": found.cycle.year,
        "steps": asked(found.key, found.asks(visit.house), language),
    }


def pages(facts: Facts) -> tuple[Page, ...]:
    return (Page("how", facts["steps"]),)


async def save(unit: Unit, sent: Completion) -> Card:
    found: Asked = sent.facts["asked"]
    store.give(unit, found.cycle.id, found.part, person_id=sent.who.id, answers=sent.answers)
    home = Button(label=sent.say("common/home"), value=write(Do("home")))
    body = (sent.say("talk_evaluation/kept"),)
    return Card(title=sent.say("talk_evaluation/done"), body=body, buttons=(home,))


TALK_EVALUATION = Dialog(
    name=store.DIALOG,
    pages=(Pages(pages, others=(SCALE, PICK)),),
    load=load,
    done=save,
    review=False,
)


async def evaluate(reads: Snapshot, hearing: Hearing) -> Card | None:
    """Not to who has been quicker, nor when it is too late."""
    found = await find(reads, hearing.params["asked"])
    if found is None or hearing.who is None or found.cycle.evaluated_at is not None:
        return None
    if not await store.is_asked(reads, found.cycle.id, found.part, hearing.who.id):
        return None
    say, pack = hearing.say, pack_of(hearing.house, found.cycle)
    facts = {**names_of(pack, say.language), "year": found.cycle.year}
    return Card(
        title=say(f"talk_evaluation/ask_{found.part}", **facts),
        body=(say("talk_evaluation/how_long", least=hearing.house.minimum_ballots),),
        buttons=(_begin(found, say),),
    )


def _begin(found: Asked, say: Speaker) -> Button:
    label, value = say("talk_evaluation/begin"), write(Open(store.DIALOG, found.subject))
    return Button(label=label, value=value, style="primary")


async def at_home(reads: Snapshot, who: Who, say: Speaker) -> tuple[Button, ...]:
    """What one may say something about."""
    return tuple(
        Button(
            label=say(f"talk_evaluation/entry_{part}"),
            value=write(Open(store.DIALOG, f"{cycle_id}|{part}")),
        )
        for cycle_id, part in await store.asked_of(reads, who.id)
    )
