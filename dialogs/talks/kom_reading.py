"""What the leader reads of a preparation: exactly what is shared, in the employee's own order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.core.cards import Heading, Part, Quote
from dialogs.core.texts import Speaker
from dialogs.talks.preparation import written_on_themes
from dialogs.talks.questions import Section as Asked
from storage.tables import Preparation, Scope

Section = tuple[str, list[tuple[str, str]]]
"""A heading, and under it pairs of a question and what was answered; never what was skipped."""


def shared_parts(made: Preparation, asked: Sequence[Asked], say: Speaker) -> tuple[Part, ...]:
    """Empty where nothing is shared, or nothing was written in what is."""
    parts: list[Part] = []
    for heading, answered in _sections(made, asked, say):
        written = [(label, text) for label, text in answered if text]
        parts += [Heading(heading)] if written else []
        for label, text in written:
            parts += [label, Quote(text)]
    return tuple(parts)


def _sections(made: Preparation, asked: Sequence[Asked], say: Speaker) -> list[Section]:
    answers: Mapping[str, str] = made.answers
    asked_for = [_own_theme(answers, say), _topics(answers, say)]
    match Scope(made.shared):
        case Scope.NOTHING:
            return []
        case Scope.TOPICS:
            return asked_for
        case Scope.ALL:
            return [
                _themes(answers, say),
                *_asked(answers, asked, say),
                *asked_for,
                _goals(answers, say),
            ]


def _themes(answers: Mapping[str, str], say: Speaker) -> Section:
    written = written_on_themes(answers)
    unnamed = say("preparation/earlier_read", item="")
    rows = [(answers.get(f"about.{key}") or unnamed, text) for key, text in written.items()]
    return say("preparation/page_themes"), rows


def _asked(answers: Mapping[str, str], asked: Sequence[Asked], say: Speaker) -> list[Section]:
    """As the concept asks, the track that the person began with first."""
    ordered = sorted(asked, key=lambda each: each.key != answers.get("begin"))
    return [(heading(each, say), each.written(answers)) for each in ordered]


def heading(section: Asked, say: Speaker) -> str:
    return section.name or say(f"preparation/page_{section.key}", leader="")


def _own_theme(answers: Mapping[str, str], say: Speaker) -> Section:
    return say("preparation/page_own_theme"), _rows(answers, say, "own_name", "own_why")


def _topics(answers: Mapping[str, str], say: Speaker) -> Section:
    return say("preparation/page_topics"), _rows(answers, say, "topics")


def _goals(answers: Mapping[str, str], say: Speaker) -> Section:
    return say("preparation/page_goals"), _rows(answers, say, "goal_1", "goal_2")


def _rows(answers: Mapping[str, str], say: Speaker, *steps: str) -> list[tuple[str, str]]:
    return [(say(f"preparation/{step}_read"), answers.get(step, "")) for step in steps]
