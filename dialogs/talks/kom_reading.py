"""What the leader reads of a preparation: exactly what is shared, in the employee's own order."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.core.cards import Heading, Part, Quote
from dialogs.core.texts import Speaker
from dialogs.talks.preparation import PACK, written_on_themes
from storage.tables import Preparation, Scope

Section = tuple[str, list[tuple[str, str]]]
"""A heading, and under it pairs of a question and what was answered; never what was skipped."""


def shared_parts(made: Preparation, language: str, say: Speaker) -> tuple[Part, ...]:
    """Empty where nothing is shared, or nothing was written in what is."""
    parts: list[Part] = []
    for heading, answered in _sections(made, language, say):
        written = [(label, text) for label, text in answered if text]
        parts += [Heading(heading)] if written else []
        for label, text in written:
            parts += [label, Quote(text)]
    return tuple(parts)


def _sections(made: Preparation, language: str, say: Speaker) -> list[Section]:
    answers: Mapping[str, str] = made.answers
    asked_for = [_own_theme(answers, say), _topics(answers, say)]
    match Scope(made.shared):
        case Scope.NOTHING:
            return []
        case Scope.TOPICS:
            return asked_for
        case Scope.ALL:
            tracks = _tracks(answers, language)
            return [_themes(answers, say), *tracks, *asked_for, _goals(answers, say)]


def _themes(answers: Mapping[str, str], say: Speaker) -> Section:
    written = written_on_themes(answers)
    rows = [(answers.get(f"about.{key}", ""), text) for key, text in written.items()]
    return say("preparation/page_themes"), rows


def _tracks(answers: Mapping[str, str], language: str) -> list[Section]:
    ordered = sorted(PACK.tracks, key=lambda track: track.key != answers.get("begin"))
    return [
        (
            track.name.in_(language),
            [
                (each.text.in_(language), answers.get(f"{track.key}.{each.key}", ""))
                for each in track.questions
            ],
        )
        for track in ordered
    ]


def _own_theme(answers: Mapping[str, str], say: Speaker) -> Section:
    return say("preparation/page_own_theme"), _rows(answers, say, "own_name", "own_why")


def _topics(answers: Mapping[str, str], say: Speaker) -> Section:
    return say("preparation/page_topics"), _rows(answers, say, "topics")


def _goals(answers: Mapping[str, str], say: Speaker) -> Section:
    return say("preparation/page_goals"), _rows(answers, say, "goal_1", "goal_2")


def _rows(answers: Mapping[str, str], say: Speaker, *steps: str) -> list[tuple[str, str]]:
    return [(say(f"preparation/{step}_read"), answers.get(step, "")) for step in steps]
