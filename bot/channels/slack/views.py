"""A form or a card as a modal, and a card as the Home tab. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.slack.blocks import card_blocks, fit
from bot.channels.slack.fields import field_blocks
from bot.channels.slack.limits import BLOCKS_IN_VIEW, METADATA, SECTION, VIEW_TEXT
from bot.channels.slack.parts import button_blocks, part_blocks, text_blocks, title_blocks
from bot.channels.slack.plain import NOTHING, Json, section, units, words
from dialogs.core.actions import Move, Turn, read
from dialogs.core.cards import Button, Card, Content, Form

CALLBACK = "kombot"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The words around every modal. `title` is used where the content's own does not fit."""

    title: str
    close: str
    loading: str


@dataclass(frozen=True, kw_only=True)
class Memo:
    """What a view remembers (`private_metadata`): which page it shows, and what its Submit asks."""

    session_id: str = ""
    turn: int = 0
    value: str = ""

    def write(self) -> str:
        text = json.dumps({"session": self.session_id, "turn": self.turn, "value": self.value})
        if len(text) > METADATA:
            raise ValueError(f"a view's memo has {len(text)} characters")
        return text


def read_memo(text: str) -> Memo:
    """An empty one for whatever is not ours."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Memo()
    match found:
        case {"session": str(session_id), "turn": int(turn), "value": str(value)}:
            return Memo(session_id=session_id, turn=turn, value=value)
        case _:
            return Memo()


def running(memo: Memo) -> Turn | None:
    """What shows the dialog that a view is a page of; None where it is a page of none."""
    if not memo.session_id:
        return None
    return Turn(session_id=memo.session_id, turn=memo.turn, move=Move.SHOW)


def modal(content: Content, frame: Frame, *, session_id: str = "") -> Json:
    """`session_id` is the running dialog's, where a card is one of its pages."""
    if isinstance(content, Form):
        return form_view(content, frame)
    return card_view(content, frame, session_id=session_id)


def form_view(form: Form, frame: Frame) -> Json:
    blocks = list(_headline(form.title))
    if form.progress:
        blocks.append({"type": "context", "elements": [words(form.progress, SECTION)]})
    blocks += list(text_blocks(form.notice))
    for part in form.body:
        blocks.extend(part_blocks(part, {}))
    for field in form.fields:
        blocks.extend(field_blocks(field, form.turn))
    blocks.extend(button_blocks(form.buttons))
    memo = Memo(session_id=form.session_id, turn=form.turn, value=form.submit.value)
    return _view(form.title, blocks, frame, memo=memo, submit=form.submit.label)


def card_view(card: Card, frame: Frame, *, session_id: str = "") -> Json:
    """The one primary button becomes the view's own, where its words fit there."""
    primary = _own_button(card)
    rest = tuple(each for each in card.buttons if each is not primary)
    body = Card(title="", body=card.body)
    blocks = [*_headline(card.title), *card_blocks(body), *button_blocks(rest)]
    goes_on = session_id if turn_in(card, session_id) else ""
    memo = Memo(session_id=goes_on, value=primary.value if primary else "")
    return _view(card.title, blocks, frame, memo=memo, submit=primary.label if primary else "")


def turn_in(card: Card, session_id: str) -> Turn | None:
    """A turn of that dialog on one of the buttons: what ends a dialog has none."""
    actions = (read(button.value) for button in card.buttons)
    turns = (each for each in actions if isinstance(each, Turn))
    return next((each for each in turns if each.session_id == session_id), None)


def home_view(card: Card) -> Json:
    blocks = [*card_blocks(card), *button_blocks(card.buttons)]
    return {"type": "home", "blocks": list(fit(blocks, BLOCKS_IN_VIEW)) or [section(NOTHING)]}


def skeleton(frame: Frame, said: str = "") -> Json:
    """What is open while the content is on its way: a trigger lives three seconds."""
    return _view(frame.title, [section(said or frame.loading)], frame, memo=Memo(), submit="")


def empty(view: Json, frame: Frame) -> Json:
    """The same window without its content, which follows; closed early it leaves the way back."""
    kept = {key: value for key, value in view.items() if key not in {"blocks", "submit"}}
    return {**kept, "blocks": [section(frame.loading)]}


def _own_button(card: Card) -> Button | None:
    primary = [each for each in card.buttons if each.style == "primary"]
    fits = len(primary) == 1 and units(primary[0].label) <= VIEW_TEXT
    return primary[0] if fits else None


def _headline(title: str) -> list[Json]:
    return list(title_blocks(title)) if units(title) > VIEW_TEXT else []


def _view(title: str, blocks: Sequence[Json], frame: Frame, *, memo: Memo, submit: str) -> Json:
    fitting = title if units(title) <= VIEW_TEXT else frame.title
    whole = list(fit(blocks, BLOCKS_IN_VIEW)) or [section(title or frame.title)]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": words(fitting, VIEW_TEXT),
        "close": words(frame.close, VIEW_TEXT),
        "private_metadata": memo.write(),
        "blocks": whole,
        **({"submit": words(submit, VIEW_TEXT)} if submit else {}),
        **({"notify_on_close": True} if running(memo) else {}),
    }
