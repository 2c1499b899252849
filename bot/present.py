"""What a turn looks like: an outcome and a listener's words become a `Form` or a `Card`.

Phrases are found by name in the dialog's own file: `title`, `page_<page>`, `page_<page>_intro`,
`<step>_label`, `<step>_hint`, `<step>_<option>`, `<step>_low`, `<step>_high`, `send`. Where they
are there, `review_<page>` and `<step>_read` name in the review what a page asks as a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import assert_never

from bot.fields import Common, typed
from bot.notices import handed_back, home_button, unsaved
from dialogs.core.actions import Move, Turn, write
from dialogs.core.cards import (
    AnyField,
    Button,
    Card,
    Choice,
    Content,
    Facts,
    Form,
    Heading,
    Part,
    Quote,
    Style,
)
from dialogs.core.dialog import Dialog, Page
from dialogs.core.outcomes import (
    Ask,
    Cancelled,
    Done,
    Expired,
    Gone,
    Paused,
    Refused,
    Review,
    Stale,
    Stopping,
)
from dialogs.core.runner import Turned
from dialogs.core.steps import Day, Pick, Problem, Step, Text, Time
from dialogs.core.texts import Speaker


def present(turned: Turned, say: Speaker) -> Content:
    match turned.outcome:
        case Ask() as ask:
            return _Drawing(turned, say).form(ask)
        case Review() as review:
            return _Drawing(turned, say).review(review)
        case Stale(where):
            return _stale(where, turned, say)
        case Done():
            return turned.card or Card(title=say("common/done"), buttons=(home_button(say),))
        case Stopping(carried):
            return _Drawing(turned, say).stopping(carried)
        case Paused() as paused:
            return _Drawing(turned, say).paused(paused)
        case Cancelled():
            return Card(title=say("common/cancelled"), buttons=(home_button(say),))
        case Expired(carried) | Gone(carried) as ended:
            key = "common/expired" if isinstance(ended, Expired) else "common/gone"
            return handed_back(say(key), carried, say)
        case Refused(refusal, carried):
            return handed_back(say(f"refusals/{refusal.key}", **refusal.facts), carried, say)
        case _ as never:
            assert_never(never)


def _stale(where: Ask | Review, turned: Turned, say: Speaker) -> Content:
    drawing, notice = _Drawing(turned, say), say("common/stale")
    if isinstance(where, Ask):
        return drawing.form(where, notice=notice)
    return drawing.review(where, notice=notice)


@dataclass(frozen=True)
class _Drawing:
    turned: Turned
    say: Speaker

    @property
    def dialog(self) -> Dialog:
        if self.turned.dialog is None:
            raise LookupError(self.turned.session_id)
        return self.turned.dialog

    def form(self, ask: Ask, *, notice: str = "") -> Form:
        page, say, fields = ask.page, self.say, self._fields(ask.page)
        return Form(
            title=self._title(page),
            progress=self._progress(ask),
            notice=notice or (say("common/mend") if ask.errors else ""),
            body=self._above(page, fields, ask),
            fields=tuple(self._field(step, ask) for step in fields),
            submit=self._button(self._next_label(page), Move.NEXT, page.name, primary=True),
            buttons=self._ways_out(fields, ask),
            session_id=self.turned.session_id,
            turn=self.turned.turn,
            window=say("common/window") if self.dialog.roomy else "",
        )

    def review(self, review: Review, *, notice: str = "") -> Card:
        body: list[Part] = [notice] if notice else []
        if intro := self.say.maybe(f"{self.dialog.name}/review_intro", **self.turned.facts):
            body.append(intro)
        for page in self._looked_through(review):
            body.append(Heading(self._named(page)))
            body.extend(self._answered(page))
        return Card(
            title=self.say("common/review", title=self._words("title")),
            body=tuple(body),
            buttons=self._review_buttons(review),
        )

    def stopping(self, carried: Mapping[str, str]) -> Card:
        yes = self._button(self.say("common/stop_yes"), Move.CANCEL, "", danger=True)
        no = self._button(self.say("common/stop_no"), Move.SHOW, "", primary=True)
        body = unsaved(carried, self.say)
        return Card(title=self.say("common/stopping"), body=body, buttons=(no, yes))

    def _progress(self, ask: Ask) -> str:
        """Nobody needs to be told that the only page is the first one."""
        if ask.count == 1:
            return ""
        return self.say("common/progress", number=ask.number, count=ask.count)

    def paused(self, paused: Paused) -> Card:
        title = self.say("common/paused", number=paused.number, count=paused.count)
        on = self._button(self.say("common/go_on"), Move.SHOW, "", primary=True)
        return Card(title=title, buttons=(on, home_button(self.say)))

    def _words(self, phrase: str) -> str:
        return self.say(f"{self.dialog.name}/{phrase}", **self.turned.facts)

    def _named(self, page: Page) -> str:
        own = f"{self.dialog.name}/review_{page.words}"
        return self.say.maybe(own, item=page.item, **self.turned.facts) or self._title(page)

    def _title(self, page: Page) -> str:
        key = f"{self.dialog.name}/page_{page.words}"
        return self.say(key, item=page.item, **self.turned.facts)

    def _fields(self, page: Page) -> tuple[Step, ...]:
        return page.fields_for(self.turned.facts, self.turned.answers)

    def _looked_through(self, review: Review) -> tuple[Page, ...]:
        """Not the pages that are only read, once they have been."""
        return tuple(p for p in review.pages if p.name in review.missing or self._fields(p))

    def _next_label(self, page: Page) -> str:
        own = f"{self.dialog.name}/submit_{page.words}"
        pages = self.dialog.all_pages(self.turned.facts)
        last = pages[-1].name == page.name and not self.dialog.review
        return self.say.maybe(own) or self.say("common/send" if last else "common/next")

    def _above(self, page: Page, fields: tuple[Step, ...], ask: Ask) -> tuple[Part, ...]:
        intro_key = f"{self.dialog.name}/page_{page.words}_intro"
        intro = self.say.maybe(intro_key, item=page.item, **self.turned.facts)
        drawn = page.body(self.turned.facts, self.turned.answers, self.say) if page.body else ()
        names = {step.name for step in fields}
        loose = {name: raw for name, raw in ask.carried.items() if name not in names}
        carried = unsaved(loose, self.say)
        is_personal = any(isinstance(step, Text) and step.personal for step in fields)
        hint = (self.say("common/support_hint"),) if is_personal else ()
        return (*((intro,) if intro else ()), *carried, *drawn, *hint)

    def _ways_out(self, fields: tuple[Step, ...], ask: Ask) -> tuple[Button, ...]:
        page, say, buttons = ask.page, self.say, list[Button]()
        if ask.number > 1:
            buttons.append(self._button(say("common/back"), Move.BACK, page.name))
        if fields and not any(step.required for step in fields):
            buttons.append(self._button(say("common/skip"), Move.SKIP, page.name))
        if self.dialog.review and self.turned.answers:
            buttons.append(self._button(say("common/overview"), Move.REVIEW, page.name))
        later = self._button(say("common/later"), Move.PAUSE, page.name)
        stop = self._button(say("common/stop"), Move.STOP, page.name)
        return (*buttons, stop) if self.dialog.alone else (*buttons, later, stop)

    def _review_buttons(self, review: Review) -> tuple[Button, ...]:
        buttons = []
        if not review.missing:
            buttons.append(self._button(self._words("send"), Move.SEND, "", primary=True))
        looked_through = self._looked_through(review)
        first = next((page for page in looked_through if page.name in review.missing), None)
        for page in looked_through:
            key = "common/answer" if page.name in review.missing else "common/edit"
            label = self.say(key, title=self._named(page))
            buttons.append(self._button(label, Move.EDIT, page.name, primary=page is first))
        buttons.append(self._button(self.say("common/later"), Move.PAUSE, ""))
        buttons.append(self._button(self.say("common/stop"), Move.STOP, ""))
        return tuple(buttons)

    def _button(
        self, label: str, move: Move, page: str, *, primary: bool = False, danger: bool = False
    ) -> Button:
        turn = Turn(session_id=self.turned.session_id, turn=self.turned.turn, move=move, page=page)
        style: Style = "primary" if primary else "danger" if danger else "plain"
        return Button(label=label, value=write(turn), style=style)

    def _answered(self, page: Page) -> tuple[Part, ...]:
        """What was answered; what was skipped is not worth a line each, only a page of it is."""
        steps = page.steps_for(self.turned.facts, self.turned.answers)
        told = [step for step in steps if self.turned.answers.get(step.name) != ""]
        if not told:
            return (self.say("common/skipped"),)
        return tuple(part for step in told for part in self._answer(step))

    def _answer(self, step: Step) -> tuple[Part, ...]:
        raw, label = self.turned.answers.get(step.name), self._read_label(step)
        if raw and isinstance(step, Text) and step.multiline:
            return label, Quote(raw)
        return (Facts(((label, self._spoken(step, raw)),)),)

    def _spoken(self, step: Step, raw: str | None) -> str:
        if raw is None:
            return self.say("common/open")
        if isinstance(step, Pick):
            return next((each.label for each in self._choices(step) if each.key == raw), raw)
        if isinstance(step, Time):
            return self.say("common/clock", at=time.fromisoformat(raw))
        return self.say.day(date.fromisoformat(raw)) if isinstance(step, Day) else raw

    def _read_label(self, step: Step) -> str:
        key = f"{self.dialog.name}/{step.words}_read"
        return self.say.maybe(key, item=step.item, **self.turned.facts) or self._label(step)

    def _label(self, step: Step) -> str:
        key = f"{self.dialog.name}/{step.words}_label"
        return self.say(key, item=step.item, **self.turned.facts)

    def _choices(self, step: Pick) -> tuple[Choice, ...]:
        file = self.dialog.name
        return tuple(
            Choice(
                key=option.key,
                label=option.label
                or self.say(f"{file}/{step.words}_{option.key}", **self.turned.facts),
                hint=option.hint,
            )
            for option in step.offered(self.turned.facts)
        )

    def _field(self, step: Step, ask: Ask) -> AnyField:
        answers = self.turned.answers
        before = {**ask.page.propose(self.turned.facts, answers), **answers}
        stored = before.get(step.name, "")
        value = ask.entered.get(step.name, ask.carried.get(step.name, stored))
        problem: Problem | None = ask.errors.get(step.name)
        hint_key = f"{self.dialog.name}/{step.words}_hint"
        common = Common(
            name=step.name,
            label=self._label(step),
            hint=step.hint or self.say.maybe(hint_key, item=step.item, **self.turned.facts),
            value=value,
            error=self.say(f"errors/{problem.key}", **problem.facts) if problem else "",
            required=step.required,
        )
        choices = self._choices(step) if isinstance(step, Pick) else ()

        def words(ending: str) -> str:
            return self._words(f"{step.words}_{ending}")

        return typed(step, common, words=words, choices=choices)
