"""The planning group chooses one wellbeing and one leadership theme, and says why (TAL-30, 31)."""

from __future__ import annotations

from functools import partial

from dialogs import planning
from dialogs.announcement import announce
from dialogs.closing import COUNTED, result
from dialogs.concepts import FREE, load_round
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Facts, Notice, Option, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.summary import to_read
from dialogs.tally import Seen
from dialogs.theme_names import CONCEPT, chosen_name, options
from dialogs.theme_vote import WORDING
from storage import people, rounds
from storage.database import Snapshot
from storage.tables import Phase, Round, Selection, ThemeList
from storage.unit_of_work import Unit

REASON = 500


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_ = await rounds.find(unit, visit.subject)
    if round_ is None:
        return Refusal("not_there")
    if planning.workplace_of(visit.who, round_.workplace_id) is None:
        return Refusal("not_for_you")
    if round_.phase not in COUNTED:
        return Refusal("vote_not_counted", {"deadline": round_.deadline})
    if round_.phase == Phase.ANNOUNCED.value:
        return await already_chosen(unit, round_, visit.who.language)
    language = visit.who.language
    return {
        "round": round_,
        "seen": Seen(await result(unit, round_), minimum=round_.minimum),
        "summary": round_.summary or "",
        "summary_awaited": not round_.summary and any((await to_read(unit, round_)).values()),
        "criteria": [each.text.in_(language) for each in load_round(CONCEPT).selection.criteria],
        "note": load_round(CONCEPT).selection.note.in_(language),
        **{which.value: options(which, language) for which in ThemeList},
    }


async def already_chosen(reads: Snapshot, round_: Round, language: str) -> Refusal:
    """Said kindly to whoever comes second: what was chosen, by whom and when."""
    found = await rounds.selections(reads, round_.id)
    names = {which.value: chosen_name(each, language) for which, each in found.items()}
    chooser = await people.person(reads, found[ThemeList.WELLBEING].selected_by)
    by = chooser.name if chooser else ""
    return Refusal("themes_chosen", {**names, "who": by, "at": round_.announced_at})


def before_choosing(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """The tally as far as it may be seen, the summary, and the five criteria."""
    seen: Seen = facts["seen"]
    parts: list[Part] = [*seen.parts(say)]
    if facts["summary"]:
        parts += [Heading(say("selection/summary")), Quote(facts["summary"])]
    elif facts["summary_awaited"]:
        parts += [Heading(say("selection/summary")), say("selection/summary_awaited")]
    parts += [Heading(say("selection/criteria")), facts["note"]]
    return (*parts, *(say("selection/criterion", text=text) for text in facts["criteria"]))


def themes(which: ThemeList, facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts[which.value]
    return found


def is_free(which: ThemeList, _facts: Facts, answers: Answers) -> bool:
    return answers.get(which.value) == FREE


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    planning.expect_member(unit, sent.who, round_.workplace_id)
    chosen = [_selection(which, sent) for which in ThemeList]
    await announce(unit, round_, chosen, sent)
    home = Button(label=sent.say("common/home"), value=write(Do("home")))
    body = sent.say("selection/told", day=round_.dialogue_on)
    return Card(title=sent.say("selection/done"), body=(body,), buttons=(home,))


def _selection(which: ThemeList, sent: Completion) -> Selection:
    return Selection(
        round_id=sent.subject,
        list=which.value,
        theme=sent.answers[which.value],
        wording=sent.answers.get(f"{which.value}_wording") or None,
        reason=sent.answers[f"{which.value}_reason"],
        selected_by=sent.who.id,
    )


def _pages(which: ThemeList) -> tuple[Page, Page]:
    name = which.value
    wording = Text(
        f"{name}_wording",
        when=partial(is_free, which),
        max_length=WORDING,
        multiline=False,
        personal=False,
    )
    reason = Text(f"{name}_reason", max_length=REASON, personal=False)
    return (
        Page(name, (Pick(name, options=partial(themes, which)),)),
        Page(f"{name}_why", (wording, reason)),
    )


SELECTION = Dialog(
    name="selection",
    pages=(
        Page("before", (Notice("read"),), body=before_choosing),
        *_pages(ThemeList.WELLBEING),
        *_pages(ThemeList.LEADERSHIP),
    ),
    load=load,
    done=save,
)


async def select_now(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To each member of the planning group when the vote is counted; not once it is chosen."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or round_.phase != Phase.CLOSED.value:
        return None
    say = hearing.say
    progress = await rounds.progress(reads, round_)
    body = (
        say("tally/answered", answered=progress.answered, eligible=progress.eligible),
        say("selection/now", day=round_.dialogue_on),
    )
    begin = write(Open(SELECTION.name, round_.id))
    choose = Button(label=say("selection/begin"), value=begin, style="primary")
    return Card(title=say("selection/now_title"), body=body, buttons=(choose,))
