"""What a preparation asks: the concept's sheets and tracks, as the leader has adapted them.

Each question becomes one step or more. Names of steps are kept with the answers, so that what was
written is found again under its question, also when the concept has changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from dialogs.concepts import Ask, Sheet, TalkConcept, Track
from dialogs.core.cards import Part, Quote
from dialogs.core.dialog import Page
from dialogs.core.steps import SHORT, Answers, Facts, Option, Pick, Scale, Step, Text
from dialogs.core.texts import Speaker

ASK, NOTE = "ask", "note"
"""Names of phrases: a question of its own, and one field for all of a track's."""
SCALE, PICK = "scale", "pick"
"""The beginnings of names of steps that are not text (`Pages.others`)."""
OUT, OWN, GONE = "out", "own", "gone"
"""What a guide takes out, and puts in; and what it had put in before, for what was answered."""
EARLIER, ALONE = "earlier", "alone"
"""The page of what is asked no longer, and phrases for what of it nobody else reads."""
Guide = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Section:
    """A page of a preparation: `lines` stand there to think about."""

    key: str
    name: str
    about: str
    lines: tuple[str, ...]
    steps: tuple[Step, ...]

    def page(self) -> Page:
        name = f"section.{self.key}" if self.name else self.key
        return Page(name, self.steps, item=self.name, body=self._body)

    def _body(self, _facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
        points = "\n".join(f"– {line}" for line in self.lines)
        earlier = self._earlier(answers)
        parts: list[Part] = [each for each in (self.about, points) if each]
        if earlier:
            parts += [say("preparation/question_changed"), *map(Quote, earlier)]
        return tuple(parts)

    def _earlier(self, answers: Answers) -> list[str]:
        """What was written to questions that the leader has taken away or reworded since."""
        here = {step.name for step in self.steps}
        return [
            raw
            for name, raw in answers.items()
            if self.key == OWN and name.startswith(f"{OWN}.") and name not in here and raw
        ]

    def written(self, answers: Answers) -> list[tuple[str, str]]:
        """Pairs of a question and what was answered, never what was skipped."""
        return [
            (step.item, self._told(step, answers[step.name]))
            for step in self.steps
            if answers.get(step.name)
        ]

    @staticmethod
    def _told(step: Step, raw: str) -> str:
        if not isinstance(step, Pick):
            return raw
        return {each.key: each.label for each in step.offered({})}.get(raw, raw)


def sections(pack: TalkConcept, guide: Guide, language: str) -> tuple[Section, ...]:
    """In order: the middle of the wheel, what is obligatory, the tracks, the rest."""
    before = [each for each in pack.sheets if each.place == "before"]
    after = [each for each in pack.sheets if each.place == "after"]
    found = (
        *(sheet_section(each, language) for each in before),
        *_obligatory(pack, language),
        *(_track(each, guide, language) for each in pack.tracks),
        *(sheet_section(each, language) for each in after),
        *_own(guide),
        _earlier(pack, guide, language),
    )
    return tuple(each for each in found if each.steps)


def sheet_section(sheet: Sheet, language: str) -> Section:
    return Section(
        key=sheet.key,
        name=sheet.name.in_(language),
        about=sheet.about.in_(language),
        lines=tuple(each.text.in_(language) for each in sheet.statements),
        steps=asked(sheet.key, sheet.asks, language),
    )


def asked(key: str, asks: Sequence[Ask], language: str) -> tuple[Step, ...]:
    """The steps of a list of questions; nothing is required, as all of it may be skipped."""
    return tuple(step for ask in asks for step in _steps(key, ask, language))


def _obligatory(pack: TalkConcept, language: str) -> Iterator[Section]:
    """What must be talked about stands on a page of its own, and cannot be taken out."""
    if pack.obligatory:
        steps = tuple(
            _text(f"must.{each.key}", each.name.in_(language), hint=each.about.in_(language))
            for each in pack.obligatory
        )
        yield Section("must", "", "", (), steps)


def _track(track: Track, guide: Guide, language: str) -> Section:
    out = set(guide.get(OUT, ()))
    asks = [each for each in track.questions if f"{track.key}.{each.key}" not in out]
    lines = tuple(each.text.in_(language) for each in asks)
    name, about = track.name.in_(language), track.about.in_(language)
    if track.answers == "together":
        steps: tuple[Step, ...] = (
            (_text(f"{track.key}.{NOTE}", name, phrases=NOTE),) if asks else ()
        )
        return Section(track.key, name, about, lines, steps)
    steps = tuple(
        _text(f"{track.key}.{each.key}", line) for each, line in zip(asks, lines, strict=True)
    )
    return Section(track.key, name, about, (), steps)


def _own(guide: Guide) -> Iterator[Section]:
    """The leader's own questions to this person."""
    questions = guide.get(OWN, ())
    if questions:
        steps = tuple(_text(f"{OWN}.{_by_words(each)}", each) for each in questions)
        yield Section(OWN, "", "", (), steps)


def _earlier(pack: TalkConcept, guide: Guide, language: str) -> Section:
    """What the leader has taken out: shown to whoever has answered it, so that nothing is lost."""
    out = set(guide.get(OUT, ()))
    steps = [
        (f"{track.key}.{each.key}", each.text.in_(language))
        for track in pack.tracks
        for each in track.questions
        if track.answers != "together" and f"{track.key}.{each.key}" in out
    ]
    steps += [
        (f"{track.key}.{NOTE}", track.name.in_(language))
        for track in pack.tracks
        if track.answers == "together"
        and track.questions
        and all(f"{track.key}.{each.key}" in out for each in track.questions)
    ]
    steps += [(f"{OWN}.{_by_words(each)}", each) for each in guide.get(GONE, ())]
    return Section(EARLIER, "", "", (), tuple(left(name, label) for name, label in steps))


def left(name: str, label: str) -> Text:
    """An answer that has lost its question; it can be changed or emptied like any other."""
    return Text(
        name,
        required=False,
        item=label,
        phrases=EARLIER,
        when=lambda _facts, answers: bool(answers.get(name)),
    )


def alone(name: str) -> Text:
    """An answer to which nobody knows the question: it is in nothing that the leader reads."""
    return replace(left(name, ""), phrases=ALONE)


def _by_words(question: str) -> str:
    """An answer never ends up under a question that was changed meanwhile."""
    return sha256(question.encode()).hexdigest()[:12]


def _steps(key: str, ask: Ask, language: str) -> Iterator[Step]:
    label, hint = ask.text.in_(language), ask.hint.in_(language) if ask.hint else ""
    match ask.kind:
        case "scale":
            yield _scale(key, ask, language)
        case "pick":
            yield _pick(key, ask, language)
        case "slots":
            for at in range(1, (ask.slots or 0) + 1):
                yield _text(f"{key}.{ask.key}-{at}", f"{label} ({at})", hint=hint, short=True)
        case _:
            yield _text(f"{key}.{ask.key}", label, hint=hint, short=ask.kind == "line")


def _scale(key: str, ask: Ask, language: str) -> Scale:
    return Scale(
        f"{SCALE}.{key}-{ask.key}",
        required=False,
        item=ask.text.in_(language),
        phrases=ASK,
        low_label=ask.low.in_(language) if ask.low else "",
        high_label=ask.high.in_(language) if ask.high else "",
    )


def _pick(key: str, ask: Ask, language: str) -> Pick:
    options = tuple(
        Option(each.key, label=each.name.in_(language), hint=each.about.in_(language))
        for each in ask.choices
    )
    return Pick(
        f"{PICK}.{key}-{ask.key}",
        required=False,
        item=ask.text.in_(language),
        phrases=ASK,
        options=lambda _facts: options,
    )


def _text(
    name: str, label: str, *, phrases: str = ASK, hint: str = "", short: bool = False
) -> Text:
    if short:
        return Text(
            name,
            required=False,
            item=label,
            phrases=phrases,
            hint=hint,
            max_length=SHORT,
            multiline=False,
        )
    return Text(name, required=False, item=label, phrases=phrases, hint=hint)
