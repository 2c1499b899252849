"""Walk every dialog to its end with the longest and the nastiest that a person may write, and keep
everything that anybody is shown on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bot.channels.base import Failed
from dialogs.core.actions import Do, Move, Open, Turn, read, write
from dialogs.core.cards import (
    AnyField,
    Button,
    Card,
    ChoiceField,
    Content,
    DateField,
    Form,
    ScaleField,
    TextField,
    TimeField,
)
from dialogs.core.dialog import Dialog
from dialogs.core.messages import Hearing, Message
from storage import kom, people, rounds
from storage.database import Snapshot
from storage.tables import Goal
from tests import town as plot
from tests.talk import Talker, Town, a_town

HOSTILE = "<!channel> <@U1> @everyone *fed* [klik](http://evil.example) <at>x</at> <script> æøå 🌱 "
DAYS = {"dialogue_on": 30, "deadline_on": 17, "plan_due": 113}
"""Days from now for the dates that have to lie in order."""
MOST_PAGES = 40
GONE = "turn:gone:1:show:"
REASONS = ("person_gone", "guest", "other_email", "blocked", "uninstalled", HOSTILE)


@dataclass
class Walk:
    """`pages` are the (dialog, page) pairs that were seen."""

    town: Town
    named: bool = False
    ahead: int = 0
    """Days to add to the dates that have to lie in order."""
    shown: list[Content] = field(default_factory=list)
    pages: set[tuple[str, str]] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)

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
            return card

        return render

    async def through(self, name: str, dialog: str, subject: str = "") -> None:
        talker = self.town[name]
        await talker.presses(write(Open(dialog, subject)))
        for _ in range(MOST_PAGES):
            content = self._keep(talker, dialog)
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
        self._keep(talker, command)

    async def _edits(self, talker: Talker, review: Content, dialog: str) -> None:
        """Look at every page again from the review."""
        pages = [turn.page for turn in map(_turn, review.buttons) if turn.move is Move.EDIT]
        for page in pages:
            await talker.presses(_as(_turn_of(talker.screen[-1]), Move.EDIT, page))
            self._keep(talker, dialog)

    async def _page(self, talker: Talker, form: Form, dialog: str) -> None:
        """Look at the ways out, then at the page with its errors, then fill it in."""
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
        return {each.name: self._answer(each, talker.name) for each in form.fields}

    def _answer(self, each: AnyField, name: str) -> str:
        match each:
            case TextField():
                return f"{name}: {HOSTILE * 60}"[: each.max_length].strip()
            case ChoiceField(choices=choices):
                keys = [choice.key for choice in choices]
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


async def a_whole_year(folder: Path, language: str) -> Walk:
    """Every dialog, command and nudge there is, in one language."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await _agree(town)
        await _talks(walk)
        await _round(walk)
        for command in ("home", "help", "welcome", "goals", "language", "pause", "support",
                        "privacy", "people", "shared", "round", "vote", "prepare"):  # fmt: skip
            for name in ("Mette", "Kirsten", "Jonas", plot.HOURLY):
                await walk.asks(name, command)
        await town.passes(days=40)
        await walk.through("Mette", "plan", plot.id_of("Nadia"))
        await town.passes(days=170)
        await walk.asks("Mette", "why")
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def a_named_round(folder: Path, language: str) -> Walk:
    """A vote with names, to which the representatives agree; two of them sum up at once."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town, named=True)
        await walk.through("Kirsten", "round", plot.WORKPLACE)
        await town.settles()
        round_id = await _open_round(town)
        for name in ("Ali", "Birgit"):
            await walk.through(name, "named", round_id)
        await town.settles()
        for name in ("Jonas", "Sofie", "Peter"):
            await walk.through(name, "theme_vote", round_id)
        await town.passes(days=18)
        await walk.asks("Kirsten", "round")
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def a_round_nobody_agreed_to(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town, named=True)
        await walk.through("Kirsten", "round", plot.WORKPLACE)
        await town.passes(days=30)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def what_cannot_be_reached(folder: Path, language: str) -> Walk:
    """The group's channel is gone, and nobody is there any more, each for a reason of their own."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await walk.through("Kirsten", "round", plot.WORKPLACE)
        await town.settles()
        town.chat.failing = [Failed("place_gone")]
        await walk.through("Jonas", "theme_vote", await _open_round(town))
        await town.passes(hours=2)
        await _nobody_is_reached(town)
        for name, command in (("Hanne", "status"), ("Mette", "people"), ("Mette", "home")):
            await walk.asks(name, command)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _nobody_is_reached(town: Town) -> None:
    async with town.store.unit() as unit:
        for number, name in enumerate((plot.LEADER, *plot.VOTERS, plot.HOURLY)):
            for each in await people.addresses_of(unit, plot.id_of(name)):
                people.set_unreachable(unit, each.id, REASONS[number % len(REASONS)])
        people.set_unreachable(unit, "pl-everyone", HOSTILE)
        await unit.commit()


async def _agree(town: Town) -> None:
    async with town.store.unit() as unit:
        for number in (1, 2):
            unit.insert(
                Goal(
                    person_id=plot.id_of("Jonas"),
                    leader_id=plot.id_of(plot.LEADER),
                    title=f"{number}. {HOSTILE}" + "Et langt mål om samarbejde. " * 4,
                    agreed_on=town.now.date() - timedelta(days=80),
                )
            )
        people.set_language(unit, plot.id_of("Nadia"), "en")
        await unit.commit()


async def _talks(walk: Walk) -> None:
    jonas = plot.id_of("Jonas")
    await walk.through("Mette", "year")
    await walk.through("Mette", "conversation", jonas)
    await walk.town.settles()
    await walk.asks("Jonas", "home")
    conversation = await _conversation(walk.town, jonas)
    await walk.through("Jonas", "preparation", conversation)
    await walk.through("Jonas", "sharing", conversation)
    await walk.asks("Mette", "read", conversation)
    await walk.through("Jonas", "checkin")
    for name in ("Jonas", "Sofie", "Peter"):
        await walk.through("Mette", "plan", plot.id_of(name))
    await walk.through("Mette", "conversation", plot.id_of("Sofie"))


async def _conversation(town: Town, person_id: str) -> str:
    async with town.store.snapshot() as reads:
        found = await kom.next_conversation(reads, person_id, town.now)
    assert found is not None
    return found.id


async def _round(walk: Walk) -> None:
    town = walk.town
    await walk.through("Kirsten", "round", plot.WORKPLACE)
    await town.settles()
    round_id = await _open_round(town)
    walk.ahead = 1
    await walk.through("Kirsten", "extension", round_id)
    walk.ahead = 0
    for name in (*plot.REPRESENTATIVES, *plot.EMPLOYEES):
        await walk.through(name.split(maxsplit=1)[0], "theme_vote", round_id)
    await town.passes(days=19)
    await town["Birgit"].presses(write(Open("summary", round_id)))
    await walk.through("Ali", "summary", round_id)
    await walk.through("Birgit", "summary", round_id)
    await town.passes(days=3)
    await walk.through("Kirsten", "selection", round_id)


async def _open_round(town: Town) -> str:
    async with town.store.snapshot() as reads:
        found = await rounds.latest(reads, plot.WORKPLACE)
    assert found is not None
    return found.id


def all_pages(dialogs: Mapping[str, Dialog]) -> set[tuple[str, str]]:
    return {(dialog.name, page.name) for dialog in dialogs.values() for page in dialog.pages}
