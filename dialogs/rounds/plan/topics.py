"""The headings of the sorted notes: what lies under each, other names, and two made one."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Details, Heading, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.steps import Answers, Facts, Option, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.plan.sorting import PARTS, TITLE, unsorted
from dialogs.rounds.plan.work import home, keep_change, state_for
from dialogs.theme_names import list_name
from storage import topics
from storage.tables import Note, Round, ThemeList, Topic
from storage.unit_of_work import Unit

STAY, NONE, LOOSE = "stay", "none", "loose"


def line(note: Note, say: Speaker) -> str:
    """A note as it was written, and whether it is one of its group's two most important."""
    chosen = "chosen" if note.chosen else "plain"
    return say(f"topics/{chosen}_{note.kind}", text=note.text)


async def topics_card(unit: Unit, request: Request) -> Card | Refusal:
    """`do:topics:ROUND:PART`: everything that was written, heading by heading."""
    round_id, _, part = request.subject.partition(":")
    state = await state_for(unit, request, round_id)
    if isinstance(state, Refusal):
        return state
    if part not in PARTS:
        return Refusal("not_there")
    say = request.say
    notes = await topics.notes(unit, round_id, part)
    found = [each for each in await topics.of_round(unit, round_id) if each.part == part]
    loose = unsorted(notes)
    body: list[Part] = [Heading(list_name(ThemeList(part), say.language))]
    body += [_under(each, notes, say) for each in found]
    if loose:
        body.append(Details(title=say("topics/loose"), text=_lines(loose, say)))
    return Card(
        title=say("topics/title"),
        body=tuple(body),
        buttons=(
            _next("sort" if loose else "rate", round_id, say),
            *_changing(found, say),
            home(say),
        ),
    )


def _under(topic: Topic, notes: Sequence[Note], say: Speaker) -> Part:
    mine = [note for note in notes if note.topic_id == topic.id]
    title = say("topics/heading", title=topic.title, count=len(mine))
    return Details(title=title, text=_lines(mine, say) or say("topics/empty"))


def _lines(notes: Sequence[Note], say: Speaker) -> str:
    return "\n".join(line(note, say) for note in notes)


def _next(command: str, round_id: str, say: Speaker) -> Button:
    action = write(Do(command, round_id))
    return Button(label=say(f"topics/{command}"), value=action, style="primary")


def _changing(found: Sequence[Topic], say: Speaker) -> tuple[Button, ...]:
    return tuple(
        Button(label=say("topics/change", title=each.title), value=write(Open(TOPIC.name, each.id)))
        for each in found
    )


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    topic = await topics.find(unit, visit.subject)
    if topic is None:
        return Refusal("topic_gone")
    state = await state_for(unit, visit, topic.round_id)
    if isinstance(state, Refusal):
        return state
    found = await topics.of_round(unit, topic.round_id)
    notes = await topics.notes(unit, topic.round_id, topic.part)
    return {
        "round": state.round,
        "topic": topic,
        "others": tuple(e for e in found if e.part == topic.part and e.id != topic.id),
        "under": tuple(note for note in notes if note.topic_id == topic.id),
        "stands": {"title": topic.title},
        "changed": await drafts.last_changed(unit, topic.round_id, topic.id, visit.who.id),
    }


def prefill(facts: Facts) -> Answers:
    return {**drafts.begun(facts), "merge": STAY, "note": NONE}


def others(facts: Facts) -> tuple[Option, ...]:
    return tuple(Option(each.id, label=each.title) for each in facts["others"])


def into(facts: Facts) -> tuple[Option, ...]:
    return (Option(STAY), *others(facts))


def which_note(facts: Facts) -> tuple[Option, ...]:
    return (Option(NONE), *(Option(each.id, label=each.text) for each in facts["under"]))


def where_to(facts: Facts) -> tuple[Option, ...]:
    return (*others(facts), Option(LOOSE))


def has_others(facts: Facts, _answers: Answers) -> bool:
    return bool(facts["others"])


def has_notes(facts: Facts, _answers: Answers) -> bool:
    return bool(facts["under"])


def moves(_facts: Facts, answers: Answers) -> bool:
    """A heading that goes takes all its notes along."""
    return answers.get("note", NONE) != NONE and answers.get("merge", STAY) == STAY


def spoken(_facts: Facts, _name: str, raw: str, say: Speaker) -> tuple[str, str]:
    return say("topic/title_read"), raw


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    topic: Topic = sent.facts["topic"]
    round_: Round = sent.facts["round"]
    target = next((e for e in sent.facts["others"] if e.id == sent.answers.get("merge")), None)
    if target is not None:
        topics.merge(unit, topic, target)
        keep_change(unit, sent, round_, "merged", target.id)
        return _kept(sent, sent.say("topic/merged", title=target.title))
    title = (await drafts.settled(unit, sent))["title"]
    moved = _move(unit, sent)
    if title != topic.title:
        topics.rename(unit, topic, title)
    if moved or title != topic.title:
        keep_change(unit, sent, round_, "heading", topic.id)
    return _kept(sent, sent.say("topic/done"))


def _move(unit: Unit, sent: Completion) -> bool:
    note = next((e for e in sent.facts["under"] if e.id == sent.answers.get("note")), None)
    to = sent.answers.get("to")
    if note is None or to is None:
        return False
    if to != LOOSE:
        topics.expect(unit, to)
    topics.sort(unit, note, None if to == LOOSE else to)
    return True


def _kept(sent: Completion, title: str) -> Card:
    topic: Topic = sent.facts["topic"]
    back = write(Do("topics", f"{topic.round_id}:{topic.part}"))
    see = Button(label=sent.say("topics/back"), value=back)
    return Card(title=title, buttons=(see, home(sent.say)))


TOPIC = Dialog(
    name="topic",
    pages=(
        Page(
            "heading",
            (
                Text("title", max_length=TITLE, multiline=False, personal=False),
                Pick("merge", options=into, when=has_others),
                Pick("note", options=which_note, when=has_notes),
                Pick("to", options=where_to, when=moves),
            ),
        ),
        drafts.other_page(spoken),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
)
