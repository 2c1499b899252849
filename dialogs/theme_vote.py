"""The theme vote: one wellbeing theme and one leadership theme (TAL-24..28)."""

from __future__ import annotations

from functools import partial

from dialogs import planning
from dialogs.concepts import FREE, load_round
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.core.steps import Answers, Facts, Notice, Option, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.theme_names import CONCEPT, options
from storage import ballots, people, rounds
from storage.ballots import Vote
from storage.database import Snapshot
from storage.tables import Mode, Phase, Round, ThemeList
from storage.unit_of_work import Unit

WORDING = 100
REASON = 300
TOLD = ("counts", "reasons", "change", "later")
"""What the first page says, in this order."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    await planning.ahead(unit, visit.subject, visit.who.id, visit.today)
    round_ = await rounds.find(unit, visit.subject)
    if round_ is None:
        return Refusal("not_there")
    if refusal := _not_now(round_, visit):
        return refusal
    mine = await rounds.participation(unit, round_.id, visit.who.id)
    if mine is None:
        return Refusal("vote_not_yours")
    contact, several = await planning.beside(unit, round_.id, visit.today)
    if mine.on_paper:
        return Refusal("vote_on_paper", {"contact": contact, "deadline": round_.deadline})
    return {
        **_themes(visit.who.language),
        "named": round_.mode == Mode.NAMED.value,
        "deadline": round_.deadline,
        "dialogue_on": round_.dialogue_on,
        "minimum": round_.minimum,
        "backup_days": visit.house.backup_days,
        "contact": contact,
        "several": several,
        "changing": mine.answered,
        "votes": await ballots.of(unit, mine) if mine.answered else {},
    }


def _not_now(round_: Round, visit: Visit) -> Refusal | None:
    if round_.phase in (Phase.PLANNED.value, Phase.PROPOSED.value):
        return Refusal("vote_not_open")
    if round_.phase != Phase.VOTING.value or round_.deadline <= visit.now:
        return Refusal("vote_closed", {"deadline": round_.deadline})
    return None


def _themes(language: str) -> Facts:
    pack = load_round(CONCEPT)
    return {
        **{which.value: options(which, language) for which in ThemeList},
        "read_values": pack.wellbeing.reading.in_(language),
        "read_foundation": pack.leadership.reading.in_(language),
    }


def prefill(facts: Facts) -> Answers:
    """A vote that is changed: what was sent, the first page as read."""
    answers = {"read": ""} if facts["changing"] else {}
    for which, vote in facts["votes"].items():
        answers[which.value] = vote.theme
        if vote.theme == FREE:
            answers[f"{which.value}_wording"] = vote.wording
        answers[f"{which.value}_why"] = vote.why
        answers[f"{which.value}_helps"] = vote.helps
    return answers


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_ = await rounds.find(unit, sent.subject)
    mine = await rounds.participation(unit, sent.subject, sent.who.id)
    if round_ is None or mine is None:
        return Refusal("vote_not_yours")
    rounds.expect_voting(unit, round_.id, sent.now)
    ballots.cast(unit, mine, {each: _vote(each, sent.answers) for each in ThemeList})
    await planning.count_again(unit, round_, sent.now)
    return _kept(sent)


def _vote(which: ThemeList, answers: Answers) -> Vote:
    return Vote(
        theme=answers[which.value],
        wording=answers.get(f"{which.value}_wording", ""),
        why=answers.get(f"{which.value}_why", ""),
        helps=answers.get(f"{which.value}_helps", ""),
    )


def _kept(sent: Completion) -> Card:
    """It keeps no answers: it stays in the platform's history."""
    say = sent.say
    change = Button(label=say("theme_vote/change"), value=write(Open("theme_vote", sent.subject)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    until = say("theme_vote/until", **sent.facts)
    return Card(title=say("theme_vote/done"), body=(until,), buttons=(home, change))


def who_sees_what(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Said before anything is asked (X-01, X-14), by mode."""
    mode = "named" if facts["named"] else "secret"
    rows = [
        (say(f"theme_vote/told_{each}"), say(f"theme_vote/told_{each}_{mode}", **facts))
        for each in TOLD
    ]
    return (Rows(tuple(rows)),)


def themes_of(which: str, facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts[which]
    return found


def is_free(which: str, _facts: Facts, answers: Answers) -> bool:
    return answers.get(which) == FREE


def _pages(which: ThemeList) -> tuple[Page, Page]:
    """Which theme, and why: the two fields of the paper form, both optional here (TAL-26, 27)."""
    name = which.value
    return (
        Page(name, (Pick(name, options=partial(themes_of, name)),)),
        Page(
            f"{name}_why",
            (
                Text(
                    f"{name}_wording",
                    when=partial(is_free, name),
                    max_length=WORDING,
                    multiline=False,
                ),
                Text(f"{name}_why", required=False, max_length=REASON),
                Text(f"{name}_helps", required=False, max_length=REASON),
            ),
        ),
    )


THEME_VOTE = Dialog(
    name=rounds.DIALOG,
    pages=(
        Page("who", (Notice("read"),), body=who_sees_what),
        *_pages(ThemeList.WELLBEING),
        *_pages(ThemeList.LEADERSHIP),
    ),
    load=load,
    prefill=prefill,
    done=save,
)


async def vote(unit: Unit, request: Request) -> Card | Open | Refusal:
    """`tema`: the round that the person may vote in now."""
    if request.subject:
        return Open(THEME_VOTE.name, request.subject)
    found = await rounds.open_to(unit, request.who.id, request.now)
    if found is not None:
        return Open(THEME_VOTE.name, found.id)
    say, home = request.say, write(Do("home"))
    buttons = [Button(label=say("common/home"), value=home)]
    if planning.workplace_of(request.who, ""):
        buttons.insert(0, Button(label=say("theme_vote/open_one"), value=write(Do("round"))))
    return Card(
        title=say("theme_vote/none"), body=(say("theme_vote/wait"),), buttons=tuple(buttons)
    )


async def invitation(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To everyone who may vote; not to those who have voted before it was sent."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or hearing.who is None or round_.phase != Phase.VOTING.value:
        return None
    mine = await rounds.participation(reads, round_.id, hearing.who.id)
    if mine is None or mine.answered or round_.deadline <= hearing.now:
        return None
    return await _invited(reads, round_, hearing.say, _answers_to(round_, hearing.say))


async def open_to_all(reads: Snapshot, hearing: Hearing) -> Card | None:
    """In everyone's channel. The button is the presser's own: nothing there tells who has voted."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or round_.phase != Phase.VOTING.value or round_.deadline <= hearing.now:
        return None
    begin = Button(label=hearing.say("theme_vote/begin"), value=write(Do("vote")), style="primary")
    return await _invited(reads, round_, hearing.say, (begin,))


async def _invited(
    reads: Snapshot, round_: Round, say: Speaker, buttons: tuple[Button, ...]
) -> Card:
    contact = await people.person(reads, round_.contact_id)
    body = (
        say("theme_vote/invite", day=round_.dialogue_on, deadline=round_.deadline),
        say(f"theme_vote/invite_{round_.mode}", contact=contact.name if contact else ""),
    )
    return Card(title=say("theme_vote/invite_title"), body=body, buttons=buttons)


def _answers_to(round_: Round, say: Speaker) -> tuple[Button, ...]:
    tomorrow = write(Do("snooze", f"{rounds.REMINDER}|{round_.id}|tomorrow"))
    return (
        Button(
            label=say("theme_vote/begin"),
            value=write(Open(THEME_VOTE.name, round_.id)),
            style="primary",
        ),
        Button(label=say("theme_vote/tomorrow"), value=tomorrow),
    )
