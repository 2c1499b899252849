"""What each level gives to an effort: individual, group, leadership, organisation (TAL-61)."""

from __future__ import annotations

from dialogs.core.cards import Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Text
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.plan.work import TITLE, WORDS, effort_for, keep_change, kept, to_plan
from storage import efforts
from storage.tables import Contribution, Effort, Level, Round
from storage.unit_of_work import Unit

LEVELS = tuple(level.value for level in Level)
WHOM = "whom"
"""Who in the organisation is meant: everything outside the workplace itself (TAL-62)."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    work = await effort_for(unit, visit)
    if isinstance(work, Refusal):
        return work
    found = (await efforts.contributions(unit, [work.effort.id]))[work.effort.id]
    texts = {level: found[level].text if level in found else "" for level in LEVELS}
    above = found.get(Level.ORGANISATION.value)
    return {
        "round": work.round,
        "effort": work.effort,
        "name": work.effort.title,
        "stands": {**texts, WHOM: (above.whom if above else None) or ""},
        "changed": await drafts.last_changed(
            unit, work.round.id, f"iglo:{work.effort.id}", visit.who.id
        ),
    }


def prefill(facts: Facts) -> Answers:
    """Who is meant is asked as soon as there is something that they should do."""
    found = drafts.gone_on_with(facts)
    return {name: raw for name, raw in found.items() if raw or name != WHOM}


def spoken(_facts: Facts, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    return say(f"iglo/{name}_read"), raw


def asks_somebody(_facts: Facts, answers: Answers) -> bool:
    return bool(answers.get(Level.ORGANISATION.value))


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    effort: Effort = sent.facts["effort"]
    round_: Round = sent.facts["round"]
    final = await drafts.settled(unit, sent)
    up = bool(final[Level.ORGANISATION.value])
    if final != sent.facts["stands"]:
        efforts.contribute(unit, effort, _given(effort, final), up=up)
        keep_change(unit, sent, round_, "iglo", f"iglo:{effort.id}")
    say = sent.say
    body = say("iglo/goes_up" if up else "iglo/stays")
    title = say("iglo/done", title=effort.title)
    return kept(say, title, body, buttons=(to_plan(say, round_.id),))


def _given(effort: Effort, final: dict[str, str]) -> list[Contribution]:
    whom = {Level.ORGANISATION.value: final[WHOM] or None}
    return [
        Contribution(effort_id=effort.id, level=level, text=final[level], whom=whom.get(level))
        for level in LEVELS
        if final[level]
    ]


def _text(level: Level) -> Text:
    return Text(level.value, required=False, max_length=WORDS, personal=False)


_WHOM = Text(
    WHOM, required=False, max_length=TITLE, multiline=False, personal=False, when=asks_somebody
)

IGLO = Dialog(
    name="iglo",
    pages=(
        Page("individual", (_text(Level.INDIVIDUAL),)),
        Page("group", (_text(Level.GROUP),)),
        Page("leadership", (_text(Level.LEADERSHIP),)),
        Page("organisation", (_text(Level.ORGANISATION),)),
        Page("whom", (_WHOM,)),
        drafts.other_page(spoken),
    ),
    load=load,
    prefill=prefill,
    done=save,
    roomy=True,
)
