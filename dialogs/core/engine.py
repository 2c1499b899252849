"""One turn of a dialog, decided by pure functions.

The raw answers are the state; the position is derived from them. Only `shown`, the name of a page
that was asked for (back, edit, review), is kept beside them, and where that page is gone the
position is derived again. No step number is stored: after a deploy it would put an answer under
another question.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dialogs.core.actions import Move
from dialogs.core.dialog import REVIEW, Dialog, Page, migrate
from dialogs.core.outcomes import Ask, Cancelled, Done, Outcome, Paused, Review, Stale, Stopping
from dialogs.core.steps import Answers, Facts, Problem, Step, meaningful


@dataclass(frozen=True, kw_only=True)
class State:
    answers: Answers = field(default_factory=dict)
    shown: str = ""
    turn: int = 1


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a person did. A step that `values` does not name is unchanged; an empty one is empty."""

    turn: int
    move: Move
    page: str = ""
    values: Answers = field(default_factory=dict)


def current(dialog: Dialog, facts: Facts, state: State) -> Ask | Review:
    """Where the person is: the page asked for, else the first that is open, else the review."""
    pages = dialog.pages_for(facts, state.answers)
    if state.shown == REVIEW and dialog.review:
        return _review(pages, facts, state.answers)
    for page in pages:
        if page.name == state.shown:
            return _ask(pages, page)
    for page in pages:
        if is_open(page, facts, state.answers):
            return _ask(pages, page)
    return _review(pages, facts, state.answers) if dialog.review else _ask(pages, pages[-1])


def take(dialog: Dialog, facts: Facts, state: State, sent: Sent) -> tuple[State, Outcome]:
    """The state after the turn and what to show. The same state object means: nothing to save."""
    answers = migrate(dialog, facts, state.answers)
    state = state if answers == state.answers else replace(state, answers=answers)
    if sent.move is Move.SHOW:
        return state, current(dialog, facts, state)
    if sent.turn != state.turn:
        return state, _stale(dialog, facts, state, sent)
    if sent.move is Move.STOP:
        return _stop(dialog, facts, state, sent)
    if sent.move is Move.CANCEL:
        return replace(state, answers={}, shown="", turn=state.turn + 1), Cancelled()
    present = current(dialog, facts, state)
    if _is_about_another_page(dialog, facts, state, sent, present):
        return state, _stale(dialog, facts, state, sent)
    return _move(dialog, facts, state, sent, present)


def _move(
    dialog: Dialog, facts: Facts, state: State, sent: Sent, present: Ask | Review
) -> tuple[State, Outcome]:
    if isinstance(present, Ask):
        new, errors = _filled(present.page, facts, state.answers, sent)
        if errors and _come_up(present.page, facts, state.answers, sent) >= errors.keys():
            after = replace(state, answers=new, shown=present.page.name, turn=state.turn + 1)
            return after, current(dialog, facts, after)
        if errors:
            return state, replace(present, errors=errors, entered=sent.values)
    else:
        new = dict(state.answers)
    if sent.move is Move.SEND and _complete(dialog, facts, new):
        return replace(state, answers=new, shown="", turn=state.turn + 1), Done(new)
    shown = _destination(dialog, facts, new, present, sent)
    after = replace(state, answers=new, shown=shown, turn=state.turn + 1)
    if sent.move is Move.PAUSE:
        return after, _paused(dialog, facts, after)
    if sent.move is Move.NEXT and not dialog.review and _complete(dialog, facts, new):
        return after, Done(new)
    return after, current(dialog, facts, after)


def _stop(dialog: Dialog, facts: Facts, state: State, sent: Sent) -> tuple[State, Outcome]:
    """What was written stays until the person has said yes to losing it."""
    present = current(dialog, facts, state)
    if isinstance(present, Review):
        return state, Stopping()
    new, errors = _filled(present.page, facts, state.answers, sent)
    unsaved = Stopping({name: sent.values[name] for name in errors})
    if new == state.answers:
        return state, unsaved
    return replace(state, answers=new, shown=present.page.name, turn=state.turn + 1), unsaved


def _is_about_another_page(
    dialog: Dialog, facts: Facts, state: State, sent: Sent, present: Ask | Review
) -> bool:
    """What it is about changed under the card (a goal was closed): its texts have no field now."""
    steps = present.page.all_steps(facts) if isinstance(present, Ask) else ()
    return any(name not in {step.name for step in steps} for name in _unsaved(dialog, state, sent))


def _unsaved(dialog: Dialog, state: State, sent: Sent) -> Answers:
    """Texts that were sent and that are not what is saved."""
    return {
        name: raw
        for name, raw in dialog.texts_among(sent.values).items()
        if raw.strip() != state.answers.get(name)
    }


def _destination(
    dialog: Dialog, facts: Facts, answers: Answers, present: Ask | Review, sent: Sent
) -> str:
    """The name of the page to show next; empty where it is to be derived."""
    pages = dialog.pages_for(facts, answers)
    names = [page.name for page in pages]
    at = present.page.name if isinstance(present, Ask) else ""
    here = names.index(at) if at in names else len(names)
    match sent.move:
        case Move.BACK:
            return names[max(0, here - 1)]
        case Move.EDIT:
            return sent.page if sent.page in names else ""
        case Move.REVIEW | Move.SEND:
            return REVIEW
        case Move.PAUSE:
            return ""
        case _:
            rest = pages[here + 1 :]
            return next((page.name for page in rest if is_open(page, facts, answers)), "")


def _filled(
    page: Page, facts: Facts, answers: Answers, sent: Sent
) -> tuple[dict[str, str], dict[str, Problem]]:
    """The answers with what was sent for this page, and what is wrong with it.

    Going on asks for everything that is required. Going elsewhere (back, later) saves what is right
    and complains only about what was written and is wrong, so that no text is dropped in silence.
    Nor does skipping: what has an answer keeps it.
    """
    going_on = sent.move is Move.NEXT
    new, before = dict(answers), {**page.propose(facts, answers), **answers}
    errors: dict[str, Problem] = {}
    for step in page.all_steps(facts):
        if not step.when(facts, new):
            continue
        skipped = answers.get(step.name, "")
        raw = skipped if sent.move is Move.SKIP else sent.values.get(step.name)
        if raw is None and not going_on:
            continue
        if sent.move is Move.SKIP and step.required:
            continue
        value = before.get(step.name, "") if raw is None else raw.strip()
        problem = step.check(value, facts)
        if problem is None:
            new[step.name] = value if meaningful(value) else ""
        elif going_on or meaningful(value):
            errors[step.name] = problem
    if going_on and not errors:
        errors.update(page.check(facts, new))
    return new, errors


def _come_up(page: Page, facts: Facts, answers: Answers, sent: Sent) -> set[str]:
    """The steps that nobody can have left open: they apply because of what was just answered.

    So does what is repeated for others than a moment ago: the answer was to the question before.
    """
    here = {step.name for step in page.all_steps(facts)}
    before = {_repeated(name) for name in sent.values if name not in here} - {""}
    asked = {
        step.name for step in page.steps_for(facts, answers) if _repeated(step.name) not in before
    }
    steps = page.steps_for(facts, {**answers, **sent.values})
    return {step.name for step in steps} - asked - sent.values.keys()


def _repeated(name: str) -> str:
    """What is asked for each of several; empty for what is asked once."""
    base, of_each, _ = name.partition(".")
    return base if of_each else ""


def is_open(page: Page, facts: Facts, answers: Answers) -> bool:
    """True where a step that applies has no answer, or one that no longer holds."""
    steps = page.steps_for(facts, answers)
    if any(not _holds(step, facts, answers) for step in steps):
        return True
    return bool(page.check(facts, answers))


def _holds(step: Step, facts: Facts, answers: Answers) -> bool:
    raw = answers.get(step.name)
    return raw is not None and step.check(raw, facts) is None


def _complete(dialog: Dialog, facts: Facts, answers: Answers) -> bool:
    return not any(is_open(page, facts, answers) for page in dialog.pages_for(facts, answers))


def _stale(dialog: Dialog, facts: Facts, state: State, sent: Sent) -> Stale:
    """Texts that the old card carried and that are not saved are offered on the present page."""
    present = current(dialog, facts, state)
    unsaved = _unsaved(dialog, state, sent)
    if isinstance(present, Ask):
        here = {step.name for step in present.page.all_steps(facts)}
        picked = {
            name: raw
            for name, raw in sent.values.items()
            if name in here and meaningful(raw) and raw.strip() != state.answers.get(name)
        }
        return Stale(replace(present, carried={**picked, **unsaved}))
    if not unsaved:
        return Stale(present)
    pages = dialog.pages_for(facts, state.answers)
    home = next((page for page in pages if page.name == sent.page), pages[-1])
    return Stale(replace(_ask(pages, home), carried=unsaved))


def _paused(dialog: Dialog, facts: Facts, state: State) -> Paused:
    pages = dialog.pages_for(facts, state.answers)
    answered = sum(1 for page in pages if not is_open(page, facts, state.answers))
    return Paused(answered, len(pages))


def _ask(pages: tuple[Page, ...], page: Page) -> Ask:
    return Ask(page=page, number=pages.index(page) + 1, count=len(pages))


def _review(pages: tuple[Page, ...], facts: Facts, answers: Answers) -> Review:
    missing = frozenset(page.name for page in pages if is_open(page, facts, answers))
    return Review(pages, missing)
