"""What is filled in for a plan: the concept's own headings, goal by goal."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from dialogs.concepts import LearningConcept, Question, TalkConcept
from dialogs.core.cards import Details, Part
from dialogs.core.dialog import Page
from dialogs.core.steps import SHORT, Answers, Day, Facts, Option, Pick, Problem, Step, Text, When
from dialogs.core.texts import Speaker
from dialogs.talks.plans.standing import activity_numbers, as_day, goal_numbers, per_talk
from storage.tables import Goal, Outcome

GOAL, ACTIVITY, WHO, HELP, FOLLOW_UP = "goal", "activity", "who", "help", "follow_up"
"""Kinds of headings that the product knows more about."""
STATES = (
    Outcome.KEPT.value,
    Outcome.ADJUSTED.value,
    Outcome.REACHED.value,
    Outcome.CLOSED.value,
)
GOES_ON = (Outcome.KEPT.value, Outcome.ADJUSTED.value)
ALARM = "alarm"
CALLERS = ("leader", "person")
READY = ("yes", "draft")
WORDS = 500
"""As much as one heading of a plan takes."""


def heading(pack: TalkConcept, kind: str, language: str) -> str:
    """The concept's own words for it; empty where it has none."""
    found = pack.plan.of_kind(kind)
    return found.name.in_(language) if found else ""


def open_goals(facts: Facts) -> tuple[Option, ...]:
    return tuple(Option(goal.id, label=goal.title) for goal in facts["goals"])


def adjusting(facts: Facts) -> tuple[Page, ...]:
    """The new words of a goal that is adjusted: a page for each."""
    return tuple(_reworded(goal) for goal in facts["goals"])


def _reworded(goal: Goal) -> Page:
    def is_adjusted(_facts: Facts, answers: Answers) -> bool:
        return answers.get(f"state.{goal.id}") == Outcome.ADJUSTED.value

    return Page(f"wording.{goal.id}", (_line(f"wording.{goal.id}"),), item=goal.title,
                when=is_adjusted)  # fmt: skip


def goal_pages(facts: Facts) -> tuple[Page, ...]:
    pack: TalkConcept = facts["pack"]
    return tuple(page for number in goal_numbers(pack) for page in _goal(facts, number))


def once(facts: Facts, kind: str) -> tuple[Page, ...]:
    """What the plan has once for the whole talk: what is written before the goals, and after."""
    pack, language = facts["pack"], facts["language"]
    keys = per_talk(pack)
    fields = [each for each in pack.plan.fields if each.key in keys and each.kind == kind]
    steps = tuple(
        _text(f"field.{each.key}", each.name.in_(language), hint=each.example.in_(language))
        for each in fields
    )
    return (Page(f"whole.{kind}", steps),) if steps else ()


def _goal(facts: Facts, number: int) -> Iterator[Page]:
    pack, there = facts["pack"], _is_there(f"title.{number}")
    first = number == 1 and not facts["goals"]
    yield Page(
        f"goal.{number}",
        (
            _line(f"title.{number}", item=_named(facts, GOAL), required=first,
                  hint=_example(facts, GOAL)),
            _text(f"why.{number}"),
            _text(f"change.{number}"),
        ),
        item=str(number),
        body=_questions,
        when=_after_the_first(number),
    )  # fmt: skip
    for nth in activity_numbers(pack):
        when = there if nth == 1 else _is_there(f"what.{number}-{nth - 1}")
        yield _activity_page(facts, f"{number}-{nth}", first=nth == 1, when=when)
    yield _help_page(facts, number, when=there)


def _after_the_first(number: int) -> When:
    """A second goal is asked for once there is a first, or none is asked for."""

    def comes(_facts: Facts, answers: Answers) -> bool:
        return number == 1 or bool(answers.get(f"title.{number - 1}"))

    return comes


def _questions(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    asks: Sequence[Question] = facts["pack"].goal_questions
    text = "\n".join(each.text.in_(facts["language"]) for each in asks)
    themes = facts["themes"]
    towards = (say("plan/towards", themes=themes),) if themes else ()
    return (*towards, Details(title=say("plan/questions"), text=text))


def _activity_page(facts: Facts, at: str, *, first: bool, when: When) -> Page:
    what = heading(facts["pack"], ACTIVITY, facts["language"])
    who = heading(facts["pack"], WHO, facts["language"])
    return Page(
        f"activity.{at}",
        (
            _text(f"what.{at}", what, hint=_example(facts, ACTIVITY), required=first),
            _text(f"who.{at}", who, hint=_example(facts, WHO)),
            Pick(f"form.{at}", options=forms, required=False),
            Day(f"starts.{at}", required=False, future=False),
            Day(f"ends.{at}", required=False, future=False),
        ),
        item=at[-1],
        when=when,
        body=read_more,
        check=lambda _facts, answers: _in_order(at, answers),
    )


def read_more(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Where the ways to learn are chosen (KL-31)."""
    learning: LearningConcept = facts["learning"]
    lines = (f"{each.name.in_(facts['language'])}: {each.url}" for each in learning.links)
    text = "\n".join(lines)
    return (Details(title=say("plan/read_more"), text=text),) if text else ()


def _in_order(at: str, answers: Answers) -> Mapping[str, Problem]:
    starts, ends = as_day(answers.get(f"starts.{at}", "")), as_day(answers.get(f"ends.{at}", ""))
    return {f"ends.{at}": Problem("ends_first")} if starts and ends and ends < starts else {}


def _help_page(facts: Facts, number: int, *, when: When) -> Page:
    pack, language = facts["pack"], facts["language"]
    notes = (each for each in pack.plan.fields if each.kind == "text" and pack.plan.per == "goal")
    others = heading(pack, HELP, language) if pack.plan.per == "goal" else ""
    steps: list[Step] = [Pick(f"zone.{number}", options=zones, required=False)]
    steps += [
        _text(f"note.{number}-{each.key}", each.name.in_(language),
              hint=each.example.in_(language))
        for each in notes
    ]  # fmt: skip
    if pack.plan.per == "goal":
        steps.append(_text(f"others.{number}", others, hint=_example(facts, HELP)))
    steps += [Pick(f"helper.{number}", options=helpers, required=False), _line(f"helps.{number}")]
    return Page(
        f"help.{number}",
        tuple(steps),
        item=str(number),
        when=when,
        body=lambda facts, answers, say: _needs(number, facts, answers, say),
        check=lambda _facts, answers: _said_with_what(number, answers),
    )


def _said_with_what(number: int, answers: Answers) -> Mapping[str, Problem]:
    """Whoever is asked hears what they are asked for; and it is somebody who is asked."""
    who, what = answers.get(f"helper.{number}"), answers.get(f"helps.{number}")
    if who and not what:
        return {f"helps.{number}": Problem("helper_with_what")}
    return {f"helper.{number}": Problem("helper_who")} if what and not who else {}


def _needs(number: int, facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """What it takes for the chosen ways to learn to succeed: a course as well as the others."""
    learning, language = facts["learning"], facts["language"]
    chosen = dict.fromkeys(
        answers.get(f"form.{number}-{nth}", "") for nth in activity_numbers(facts["pack"])
    )
    there = {each.key for each in learning.forms}
    return tuple(needs(learning, key, language, say) for key in chosen if key in there)


def needs(learning: LearningConcept, key: str, language: str, say: Speaker) -> Details:
    form = learning.form(key)
    points = "\n".join(f"– {each.in_(language)}" for each in form.needs)
    return Details(title=say("plan/needs", form=form.name.in_(language)), text=points)


def forms(facts: Facts) -> tuple[Option, ...]:
    learning: LearningConcept = facts["learning"]
    return tuple(
        Option(each.key, label=each.name.in_(facts["language"]),
               hint=each.about.in_(facts["language"]))
        for each in learning.forms
    )  # fmt: skip


def zones(facts: Facts) -> tuple[Option, ...]:
    learning: LearningConcept = facts["learning"]
    return tuple(
        Option(each.key, label=each.name.in_(facts["language"]),
               hint=each.about.in_(facts["language"]))
        for each in learning.zones
    )  # fmt: skip


def helpers(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["colleagues"]
    return found


def _alarmed(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """What is too much at once is made smaller, or gets more help (KL-16)."""
    return tuple(
        say("plan/alarm", goal=answers[f"title.{number}"])
        for number in goal_numbers(facts["pack"])
        if answers.get(f"zone.{number}") == ALARM and answers.get(f"title.{number}")
    )


def _has_goals(facts: Facts, answers: Answers) -> Mapping[str, Problem]:
    """A plan that both say yes to has a goal: a new one, or one that goes on."""
    new = any(answers.get(f"title.{number}") for number in goal_numbers(facts["pack"]))
    on = any(answers.get(f"state.{goal.id}") in GOES_ON for goal in facts["goals"])
    if answers.get("ready") != READY[0] or new or on:
        return {}
    return {"ready": Problem("plan_needs_goal")}


FOLLOWING = Page(
    "follow_up",
    (
        Day("follow_up_on", required=False),
        Text("how", required=False, max_length=SHORT, multiline=False, personal=False),
        Pick("caller", options=CALLERS),
        Pick("ready", options=READY),
    ),
    propose=lambda facts, _answers: {"follow_up_on": facts["proposed"].isoformat()},
    body=_alarmed,
    check=_has_goals,
)


def months_on(day: date, months: int) -> date:
    """So many calendar months on: 30 November and three more is the last of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _is_there(name: str) -> When:
    def there(_facts: Facts, answers: Answers) -> bool:
        return bool(answers.get(name))

    return there


def _named(facts: Facts, kind: str) -> str:
    return heading(facts["pack"], kind, facts["language"])


def _example(facts: Facts, kind: str) -> str:
    found = facts["pack"].plan.of_kind(kind)
    return found.example.in_(facts["language"]) if found else ""


def _line(name: str, *, item: str = "", hint: str = "", required: bool = False) -> Text:
    return Text(
        name,
        required=required,
        item=item,
        hint=hint,
        max_length=SHORT,
        multiline=False,
        personal=False,
    )


def _text(name: str, item: str = "", *, hint: str = "", required: bool = False) -> Text:
    return Text(name, required=required, item=item, hint=hint, max_length=WORDS, personal=False)
