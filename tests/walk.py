"""Walk every dialog to its end with the longest and the nastiest that a person may write, and keep
everything that anybody is shown on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.papers.links import Asked
from dialogs.core.actions import Do, Move, Open, Turn, read, write
from dialogs.core.cards import (
    AnyField,
    Button,
    Card,
    ChoiceField,
    Content,
    DateField,
    Form,
    PhotoField,
    PlaceField,
    ScaleField,
    TextField,
    TimeField,
)
from dialogs.core.dialog import Dialog, Page
from dialogs.core.messages import Hearing, Message
from dialogs.core.paper import Made
from dialogs.core.photos import answer_with
from schedules import steps
from schedules.news import NEWS
from storage.database import Snapshot
from tests.on_sheets import asked_by, made_for
from tests.talk import Talker, Town

HOSTILE = "<!channel> <@U1> @everyone *fed* [klik](http://evil.example) <at>x</at> <script> æøå 🌱 "
DAYS = {"dialogue_on": 30, "deadline_on": 17, "plan_due": 113}
"""Days from now for the dates that have to lie in order."""
PROPOSED = ("due.", "day.", "clock.")
"""What stands in fields of such names is left as it is."""
MOST_PAGES = 40
SOMEBODY_ELSE = "other"
"""What such a field asks for is another than the one before it."""
NEW_PLACE, CAME_UP = "C0MOVED", "may_read"
SECONDS = ("point_2", "action_2")
"""What must not be the same as what is chosen just before it."""
GONE = "turn:gone:1:show:"


ALONE = {each.name for each in NEWS} | {each.rule for each in steps.STEPS}
"""Messages that say all there is from their subject."""


@dataclass
class Walk:
    """`pages` are the (dialog, page) pairs that were seen."""

    town: Town
    named: bool = False
    ahead: int = 0
    """Days to add to the dates that have to lie in order."""
    wishes: dict[str, str] = field(default_factory=lambda: {"teams": "1", "opens_on": ""})
    """What is answered to fields of these names, whatever else would be."""
    shown: list[Content] = field(default_factory=list)
    pages: set[tuple[str, str]] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    made: dict[Asked, Made] = field(default_factory=dict)
    """What stands behind each link to a paper that was seen, as it was made the last time."""

    def __post_init__(self) -> None:
        """Note which messages are rendered, whether or not there was anything left to say."""
        app = self.town.app
        messages = {
            name: self._noted(name, each) for name, each in app.courier.registry.messages.items()
        }
        noted = replace(app.courier.registry, messages=messages)
        app.courier = replace(app.courier, registry=noted)

    def _noted(self, name: str, message: Message) -> Message:
        async def render(reads: Snapshot, hearing: Hearing) -> Card | None:
            card = await message(reads, hearing)
            if card is not None:
                self.sent.add(name)
                await self._follows(card)
                await self._each_by_itself(reads, hearing)
            return card

        return render

    async def _each_by_itself(self, reads: Snapshot, hearing: Hearing) -> None:
        """What came together with other things is looked at as it would have come alone."""
        for rule, subject in hearing.params.get("items", ()):
            if rule in ALONE:
                by_itself = replace(hearing, params={"subject": subject})
                card = await self.town.app.courier.registry.messages[rule](reads, by_itself)
                self.shown += [card] if card else []

    async def through(self, name: str, dialog: str, subject: str = "") -> None:
        talker = self.town[name]
        await talker.presses(write(Open(dialog, subject)))
        for _ in range(MOST_PAGES):
            content = self._keep(talker, dialog)
            await self._follows(content)
            if isinstance(content, Form):
                await self._page(talker, content, dialog)
            elif send := _move(content, Move.SEND):
                await self._edits(talker, content, dialog)
                await talker.presses(_as(_turn_of(talker.screen[-1]), Move.REVIEW))
                await talker.presses(_move(self._keep(talker, dialog), Move.SEND) or send)
            elif missing := _move(content, Move.EDIT):
                await talker.presses(missing)
            else:
                return
        message = f"{dialog} does not come to an end:\n{talker.text}"
        raise AssertionError(message)

    async def asks(self, name: str, command: str, argument: str = "") -> None:
        talker = self.town[name]
        await talker.presses(write(Do(command, argument)))
        await self._follows(self._keep(talker, command))

    async def _follows(self, content: Content) -> None:
        """No link leads to a paper that its reader may not have."""
        links = [each.url for each in content.buttons if each.url]
        for asked in filter(None, (asked_by(self.town, link) for link in links)):
            self.made[asked] = await made_for(self.town, asked)

    async def _edits(self, talker: Talker, review: Content, dialog: str) -> None:
        """Look at every page again from the review."""
        pages = [turn.page for turn in map(_turn, review.buttons) if turn.move is Move.EDIT]
        for page in pages:
            await talker.presses(_as(_turn_of(talker.screen[-1]), Move.EDIT, page))
            self._keep(talker, dialog)

    async def _page(self, talker: Talker, form: Form, dialog: str) -> None:
        """Look at the ways out, then at the page with its errors, then fill it in.

        A question that came up by what was just sent is gone once something else is done.
        """
        if any(each.name.startswith(CAME_UP) for each in form.fields):
            await talker.presses(form.submit.value, **self._answers(form, talker))
            return
        for move in (Move.STOP, Move.SHOW):
            await talker.presses(_as(form.submit.value, move))
            self._keep(talker, dialog)
        await talker.presses(form.submit.value, **{each.name: "" for each in form.fields})
        again = self._keep(talker, dialog)
        if not (isinstance(again, Form) and again.submit.value == form.submit.value):
            await talker.presses(_as(_turn_of(again), Move.EDIT, _page_of(form)))
            again = self._keep(talker, dialog)
        if isinstance(again, Form):
            await talker.presses(again.submit.value, **self._answers(again, talker))

    def _answers(self, form: Form, talker: Talker) -> dict[str, str]:
        return {each.name: self._wished(each, talker.name) for each in form.fields}

    def _wished(self, each: AnyField, name: str) -> str:
        if isinstance(each, PhotoField):
            return answer_with(self.town.album or {})
        if each.name in self.wishes or each.name.startswith(PROPOSED):
            return self.wishes.get(each.name, each.value)
        return self._answer(each, name)

    def _answer(self, each: AnyField, name: str) -> str:
        match each:
            case TextField():
                return f"{name}: {HOSTILE * 60}"[: each.max_length].strip()
            case ChoiceField(choices=choices):
                keys = [choice.key for choice in choices]
                if each.name.startswith(CAME_UP):
                    return "yes"
                if each.name.startswith(SOMEBODY_ELSE) or each.name in SECONDS:
                    return keys[0]
                if self.named and "named" in keys:
                    return "named"
                return next(
                    (
                        key
                        for key in (
                            "free",
                            "secret",
                            "all",
                            "leader",
                            "kom",
                            "running",
                            str(self.town.now.year),
                        )
                        if key in keys
                    ),
                    keys[-1],
                )
            case ScaleField():
                return str(each.high)
            case DateField():
                days = timedelta(days=DAYS.get(each.name, 8) + self.ahead)
                return (self.town.now.date() + days).isoformat()
            case TimeField():
                return "12:00"
            case PlaceField() | PhotoField():
                return NEW_PLACE

    def _keep(self, talker: Talker, dialog: str) -> Content:
        content = talker.screen[-1]
        self.shown.append(content)
        if isinstance(content, Form):
            turn = read(content.submit.value)
            assert isinstance(turn, Turn)
            self.pages.add((dialog, turn.page))
        return content


def _as(value: str, move: Move, page: str = "") -> str:
    turn = read(value)
    assert isinstance(turn, Turn)
    return write(replace(turn, move=move, page=page or turn.page))


def _page_of(form: Form) -> str:
    turn = read(form.submit.value)
    assert isinstance(turn, Turn)
    return turn.page


def _turn_of(content: Content) -> str:
    """A value that carries the present session and turn; the form's own where it is over."""
    buttons = (content.submit,) if isinstance(content, Form) else content.buttons
    return next((each.value for each in buttons if isinstance(read(each.value), Turn)), GONE)


def _turn(button: Button) -> Turn:
    turn = read(button.value)
    return turn if isinstance(turn, Turn) else Turn(session_id="", turn=0, move=Move.SHOW)


def _move(content: Content, move: Move) -> str:
    return next((each.value for each in content.buttons if _turn(each).move is move), "")


def all_pages(dialogs: Mapping[str, Dialog]) -> set[tuple[str, str]]:
    """Those that stand in a definition; what a concept's data asks is met concept by concept."""
    return {
        (dialog.name, page.name)
        for dialog in dialogs.values()
        for page in dialog.pages
        if isinstance(page, Page)
    }
