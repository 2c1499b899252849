"""The municipality's own words about its values, for every invitation (TAL-03, TAL-39)."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Facts, Text
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.frames.frame import sets_frames
from storage import frames, inviting
from storage.unit_of_work import Unit

NAME = "values"
LENGTH = 300


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    if visit.subject or not sets_frames(visit.who):
        return Refusal("not_for_you")
    stands = {"words": await inviting.values_of(unit, visit.who.organisation_id)}
    return {"stands": stands, "changed": None}


def spoken(_facts: Facts, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    return say(f"values/{name}_label"), raw


async def save(unit: Unit, sent: Completion) -> Card:
    frames.expect_hr(unit, sent.who.id)
    before = sent.facts["stands"]["words"]
    words = (await drafts.settled(unit, sent))["words"].strip()
    if words != before:
        inviting.set_values(unit, sent.who.organisation_id, words, before=before)
    say = sent.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    told = "values/own" if words else "values/ours"
    return Card(title=say("values/done"), body=(say(told),), buttons=(home,))


VALUES = Dialog(
    name=NAME,
    pages=(
        Page("words", (Text("words", required=False, max_length=LENGTH, personal=False),)),
        drafts.other_page(spoken),
    ),
    load=load,
    prefill=drafts.begun,
    done=save,
    review=False,
)
