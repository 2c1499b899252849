"""The nameless summary: what people wrote, read by few, told to the planning group (X-14)."""

from __future__ import annotations

from functools import partial

from dialogs import planning
from dialogs.closing import COUNTED, words
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Facts, Notice, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.theme_names import themes_of
from storage import outbox, people, results, rounds
from storage.ballots import Vote
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Person, Phase, Round, ThemeList
from storage.unit_of_work import Unit

LENGTH = 1500
"""Letters: short enough to be read before the choice is made."""
READ_FROM = "read_from"
"""The summary that was there when the writing began, kept beside the answers."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_ = await rounds.find(unit, visit.subject)
    if round_ is None:
        return Refusal("not_there")
    if visit.who.id not in {each.id for each in await planning.readers(unit, round_, visit.today)}:
        return Refusal("not_for_you")
    if round_.phase not in COUNTED:
        return Refusal("vote_not_counted", {"deadline": round_.deadline})
    if round_.phase == Phase.ANNOUNCED.value:
        return Refusal("summary_too_late")
    written = await to_read(unit, round_)
    if not any(written.values()):
        return Refusal("no_reasons")
    return {
        "written": written,
        "existing": round_.summary or "",
        "together": len(await planning.readers(unit, round_, visit.today)) > 1,
    }


async def to_read(reads: Snapshot, round_: Round) -> dict[ThemeList, tuple[Vote, ...]]:
    """What may be read of each list, in an order of chance; empty where there are too few."""
    return {which: await words(reads, round_, which) for which in ThemeList}


def prefill(facts: Facts) -> Answers:
    """A summary that is there already is gone on with."""
    existing = facts["existing"]
    return {"summary": existing, READ_FROM: existing} if existing else {}


def anything_on(which: ThemeList, facts: Facts, _answers: Answers) -> bool:
    return bool(facts["written"][which])


def written_on(which: ThemeList, facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Theme by theme in the list's order, so that what belongs together is read together."""
    parts: list[Part] = []
    for theme in themes_of(which).options:
        of_theme = [vote for vote in facts["written"][which] if vote.theme == theme.key]
        if of_theme:
            parts.append(Heading(theme.name.in_(say.language)))
        for vote in of_theme:
            parts += [Quote(text) for text in (vote.wording, vote.why, vote.helps) if text]
    return tuple(parts)


def overtaken(facts: Facts, answers: Answers) -> bool:
    """Somebody else's summary came while this one was being written."""
    existing = facts["existing"]
    return bool(existing) and existing not in {answers.get(READ_FROM), answers.get("summary")}


def others_summary(facts: Facts, _answers: Answers, _say: Speaker) -> tuple[Part, ...]:
    return (Quote(facts["existing"]),)


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_ = await rounds.find(unit, sent.subject)
    if round_ is None:
        return Refusal("not_there")
    if sent.who.id != round_.contact_id:
        people.expect_role(unit, sent.who.id, round_.workplace_id, *planning.READERS)
    if round_.summary is None:
        results.expect_no_summary(unit, round_.id)
    rounds.summarise(unit, round_.id, sent.answers["summary"])
    outbox.withdraw(unit, message="summary_ready", about=rounds.afterwards(round_.id))
    for person in await planning.group(unit, round_.workplace_id, sent.today):
        outbox.queue(unit, _news(round_, person, sent))
    return _kept(sent)


def _news(round_: Round, person: Person, sent: Completion) -> Mail:
    return Mail(
        message="summary_ready",
        key=f"summary_ready:{round_.id}:{sent.session_id}:{person.id}",
        due_at=sent.now,
        person_id=person.id,
        params={"round": round_.id},
        about=rounds.afterwards(round_.id),
    )


def _kept(sent: Completion) -> Card:
    say = sent.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    change = Button(label=say("summary/change"), value=write(Open("summary", sent.subject)))
    return Card(title=say("summary/done"), body=(say("summary/told"),), buttons=(home, change))


SUMMARY = Dialog(
    name="summary",
    pages=(
        *(
            Page(
                which.value,
                (Notice(f"{which.value}_read"),),
                when=partial(anything_on, which),
                body=partial(written_on, which),
            )
            for which in ThemeList
        ),
        Page("summary", (Text("summary", max_length=LENGTH, personal=False),)),
        Page(
            "other",
            (Pick("other", options=("mine",)),),
            when=overtaken,
            body=others_summary,
        ),
    ),
    load=load,
    prefill=prefill,
    done=save,
    roomy=True,
)


async def reasons_ready(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To those who read what people wrote; not where nobody wrote, or too few voted."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or round_.phase != Phase.CLOSED.value or round_.summary is not None:
        return None
    if not any((await to_read(reads, round_)).values()):
        return None
    say = hearing.say
    together = len(await planning.readers(reads, round_, hearing.now.date())) > 1
    body = (say("summary/ready", together=together), say("summary/ready_who"))
    begin = write(Open(SUMMARY.name, round_.id))
    button = Button(label=say("summary/begin"), value=begin, style="primary")
    return Card(title=say("summary/ready_title"), body=body, buttons=(button,))


async def summary_ready(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the whole planning group; the summary itself is read where the themes are chosen."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or round_.phase != Phase.CLOSED.value or round_.summary is None:
        return None
    say = hearing.say
    choose = write(Open("selection", round_.id))
    button = Button(label=say("summary/see"), value=choose, style="primary")
    return Card(title=say("summary/news"), body=(say("summary/news_body"),), buttons=(button,))
