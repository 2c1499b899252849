"""The contact person types in a sheet of the pile, in whatever order it lies (X-13).

Of a secret vote nothing is kept of when, by whom or after which other sheet it was typed in. One or
two sheets lead straight to those who were ticked: they wait until nobody can hand in more, and are
typed in only by somebody who has been told. With names the sheet is its voter's ballot, and counts
in the place of one in the chat.
"""

from __future__ import annotations

from functools import partial

from dialogs import planning
from dialogs.concepts import FREE
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick, Problem, Text
from dialogs.rounds.on_paper.paper_keepers import are_few, expect_keeper, kept_by
from dialogs.rounds.on_paper.paper_mail import count_when_even, tell_ticked
from dialogs.theme_names import options
from dialogs.theme_vote import REASON, WORDING
from storage import ballots, due, paper, rounds
from storage.ballots import Vote
from storage.tables import Mode, Round, ThemeList
from storage.unit_of_work import Unit

DIALOG = "paper_entry"
TOLD = "told"
NONE = "none"
"""No cross, or several: the sheet counts as handed in, and for no theme (TAL-28)."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_ = await kept_by(unit, visit, visit.subject)
    if isinstance(round_, Refusal):
        return round_
    few = await are_few(unit, round_)
    if few and round_.deadline > visit.now:
        return Refusal("paper_few", {"deadline": round_.deadline})
    found = await paper.who_may_hand_in(unit, round_.id, visit.today)
    language = visit.who.language
    return {
        "round": round_,
        "named": round_.mode == Mode.NAMED.value,
        "few": few,
        "whose": tuple(Option(person_id, label=name) for person_id, name, _ in found),
        **{which.value: options(which, language) for which in ThemeList},
    }


def is_named(facts: Facts, _answers: Answers) -> bool:
    named: bool = facts["named"]
    return named


def must_be_told(facts: Facts, _answers: Answers) -> bool:
    few: bool = facts["few"]
    return few


def voters(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["whose"]
    return found


def themes(which: ThemeList, facts: Facts) -> tuple[Option, ...]:
    """Without their descriptions: whoever copies a sheet looks for its name."""
    known: tuple[Option, ...] = facts[which.value]
    found = tuple(Option(each.key, label=each.label) for each in known)
    return found if facts["named"] else (*found, Option(NONE))


def has_wording(which: ThemeList, _facts: Facts, answers: Answers) -> dict[str, Problem]:
    """A theme of one's own has a name."""
    free = answers.get(which.value) == FREE
    missing = free and not answers.get(f"{which.value}_wording")
    return {f"{which.value}_wording": Problem("required")} if missing else {}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    expect_keeper(unit, sent.who, round_)
    if sent.facts["named"]:
        return await _by_name(unit, round_, sent)
    paper.enter(unit, round_.id, {which: _vote(which, sent.answers) for which in ThemeList})
    await count_when_even(unit, round_, entered=1, now=sent.now)
    found = await paper.counts(unit, round_.id)
    told = sent.say("paper_entry/entered", entered=found.entered + 1, ticked=found.ticked)
    return _kept(sent, told)


async def _by_name(unit: Unit, round_: Round, sent: Completion) -> Card | Refusal:
    person_id = sent.answers["whose"]
    mine = await rounds.participation(unit, round_.id, person_id)
    votes = {which: _vote(which, sent.answers) for which in ThemeList}
    if mine is None:
        return Refusal("not_there")
    ballots.cast(unit, mine, {key: vote for key, vote in votes.items() if vote}, on_paper=True)
    if not mine.on_paper:
        tell_ticked(unit, round_, person_id, sent.session_id, ticked=True, now=sent.now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    await planning.count_again(unit, round_, sent.now)
    return _kept(sent, sent.say("paper_entry/entered_named"))


def _vote(which: ThemeList, answers: Answers) -> Vote | None:
    name = which.value
    theme = answers[name]
    if theme == NONE:
        return None
    return Vote(
        theme=theme,
        wording=answers.get(f"{name}_wording", "") if theme == FREE else "",
        why=answers.get(f"{name}_why", ""),
        helps=answers.get(f"{name}_helps", ""),
    )


def _kept(sent: Completion, told: str) -> Card:
    say = sent.say
    another = Button(
        label=say("paper_entry/another"), value=write(Open(DIALOG, sent.subject)), style="primary"
    )
    back = Button(label=say("paper/back"), value=write(Do("paper", sent.subject)))
    return Card(title=say("paper_entry/done"), body=(told,), buttons=(another, back))


def _page(which: ThemeList) -> Page:
    name = which.value
    return Page(
        name,
        (
            Pick(name, options=partial(themes, which)),
            Text(
                f"{name}_wording",
                required=False,
                max_length=WORDING,
                multiline=False,
                personal=False,
            ),
            Text(f"{name}_why", required=False, max_length=REASON, personal=False),
            Text(f"{name}_helps", required=False, max_length=REASON, personal=False),
        ),
        check=partial(has_wording, which),
    )


ENTRY = Dialog(
    name=DIALOG,
    pages=(
        Page("few", (Pick("few", options=(TOLD,)),), when=must_be_told),
        Page("whose", (Pick("whose", options=voters),), when=is_named),
        _page(ThemeList.WELLBEING),
        _page(ThemeList.LEADERSHIP),
    ),
    load=load,
    done=save,
    review=False,
    roomy=True,
)
