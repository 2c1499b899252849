"""Slack's documented rules for blocks and views, so that the fake refuses what Slack refuses.

https://docs.slack.dev/reference/block-kit and /reference/views. Shapes are held against
Slack's types, lengths and counts against the SDK's own models and what is written here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.fakes.slack_schema import shape_problems

MESSAGE_JSON = 11_000
VIEW_BYTES = 250_000

SCOPES = {
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "users.info": "users:read",
}
BY_KIND = {
    "conversations.history": "history",
    "conversations.info": "read",
    "conversations.members": "read",
}
KINDS = {"C": "channels", "D": "im", "G": "groups", "U": "im"}
"""What an id begins with tells what kind of conversation it is."""


def scopes_of(method: str, params: dict[str, Any]) -> set[str]:
    """What the token has to be allowed, as each method's page says."""
    if method in BY_KIND:
        kind = KINDS.get(str(params.get("channel"))[:1], "channels")
        return {f"{kind}:{BY_KIND[method]}"}
    return {SCOPES[method]} if method in SCOPES else set()


def message_problem(params: dict[str, Any]) -> str:
    """Slack's word for what is wrong with a message; empty where nothing is."""
    text, blocks = params.get("text") or "", params.get("blocks") or []
    if not text and not blocks:
        return "no_text"
    if units(text) > 4000:
        return "msg_too_long"
    if len(json.dumps(blocks, ensure_ascii=False)) > MESSAGE_JSON:
        return "msg_blocks_too_long"
    return "invalid_blocks" if list(block_problems(blocks, 50)) else ""


def view_problems(view: dict[str, Any]) -> Iterator[str]:
    blocks = [_held(_written(each))[0] for each in view["blocks"]]
    try:
        View(**{**view, "blocks": blocks}).validate_json()
    except SlackObjectFormationError as error:
        yield str(error)
    yield from block_problems(view["blocks"], 100)
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        yield "view_too_large"
    if view["type"] == "modal":
        yield from _modal_problems(view)


def _modal_problems(view: dict[str, Any]) -> Iterator[str]:
    for key in ("title", "submit", "close"):
        if key in view and not 1 <= units(view[key]["text"]) <= 24:
            yield f"{key} must be between 1 and 24 characters"
    if "title" not in view:
        yield "a modal needs a title"
    if any(each["type"] == "input" for each in view["blocks"]) and "submit" not in view:
        yield "inputs need a submit"
    if not isinstance(view.get("private_metadata", ""), str):
        yield "private_metadata is a string"


def block_problems(blocks: list[dict[str, Any]], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    ids = [each["block_id"] for each in blocks if "block_id" in each]
    if len(ids) != len(set(ids)):
        yield "a block_id stands twice"
    for block in blocks:
        yield from _held(_written(block))[1]


def _written(block: dict[str, Any]) -> str:
    return json.dumps(block, ensure_ascii=False)


@lru_cache(maxsize=8192)
def _held(written: str) -> tuple[Block | None, tuple[str, ...]]:
    """The block as the SDK reads it, and what is wrong with it.

    Most blocks come again and again, and the SDK takes a millisecond for each.
    """
    block = json.loads(written)
    parsed, found = None, list(shape_problems(block))
    try:
        parsed = Block.parse(block)
        if parsed is None:
            found.append(f"unknown block {block['type']}")
        else:
            parsed.validate_json()
    except SlackObjectFormationError as error:
        found.append(str(error))
    return parsed, (*found, *CHECKS.get(block["type"], _unknown)(block))


def _unknown(block: dict[str, Any]) -> Iterator[str]:
    yield f"{block['type']} is not allowed here"


def _text(found: Any, limit: int, kinds: tuple[str, ...] = ("plain_text",)) -> Iterator[str]:
    if not isinstance(found, dict) or found.get("type") not in kinds:
        yield f"{found!r} is not {kinds}"
    elif not 1 <= units(found["text"]) <= limit:
        yield f"a text of {units(found['text'])} where {limit} are allowed"


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block["text"], 150)


def _section(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block["text"], 3000, ("plain_text", "mrkdwn"))


def _context(block: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield "a context has 1 to 10 elements"
    for each in block["elements"]:
        yield from _text(each, 3000, ("plain_text", "mrkdwn"))


def _actions(block: dict[str, Any]) -> Iterator[str]:
    elements = block["elements"]
    if not 1 <= len(elements) <= 25:
        yield f"{len(elements)} elements in actions"
    ids = [each["action_id"] for each in elements]
    if len(ids) != len(set(ids)) or any(not 1 <= len(each) <= 255 for each in ids):
        yield "action ids differ and have 1 to 255 characters"
    for each in elements:
        yield from _text(each["text"], 75)
        if units(each.get("value", "")) > 2000:
            yield "a value is too long"
        if each.get("style", "primary") not in {"primary", "danger"}:
            yield f"no such style: {each['style']}"


def _image(block: dict[str, Any]) -> Iterator[str]:
    if not 1 <= units(block["alt_text"]) <= 2000:
        yield "alt_text has 1 to 2000 characters"
    if not str(block.get("slack_file", {}).get("id", "")).startswith("F"):
        yield "invalid slack file"


def _rich(block: dict[str, Any]) -> Iterator[str]:
    kinds = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
    if not block["elements"]:
        yield "empty rich text"
    for element in block["elements"]:
        if element["type"] not in kinds or not element["elements"]:
            yield f"bad rich text {element['type']}"
        for piece in element["elements"]:
            if piece["type"] != "text" or not piece["text"]:
                yield "an empty or unknown piece of rich text"


def _input(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block["label"], 2000)
    if "hint" in block:
        yield from _text(block["hint"], 2000)
    if not 1 <= len(block["block_id"]) <= 255:
        yield "a block_id has 1 to 255 characters"
    element = block["element"]
    yield from ELEMENTS[element["type"]](element)


def _plain_input(element: dict[str, Any]) -> Iterator[str]:
    if not 1 <= element.get("max_length", 1) <= 3000:
        yield "max_length is 1 to 3000"
    if units(element.get("initial_value", "")) > element.get("max_length", 3000):
        yield "initial_value is longer than max_length"


def _radio(element: dict[str, Any]) -> Iterator[str]:
    yield from _options(element["options"], 10)
    yield from _initial(element, element["options"])


def _select(element: dict[str, Any]) -> Iterator[str]:
    groups = element.get("option_groups") or [{"options": element["options"]}]
    if len(groups) > 100:
        yield "too many groups"
    for group in groups:
        yield from _options(group["options"], 100)
        if "label" in group:
            yield from _text(group["label"], 75)
    yield from _initial(element, [each for group in groups for each in group["options"]])


def _options(options: list[dict[str, Any]], most: int) -> Iterator[str]:
    if not 1 <= len(options) <= most:
        yield f"{len(options)} options"
    for option in options:
        yield from _text(option["text"], 75)
        if "description" in option:
            yield from _text(option["description"], 75)
        if not 1 <= units(option["value"]) <= 150:
            yield "an option's value has 1 to 150 characters"


def _initial(element: dict[str, Any], options: list[dict[str, Any]]) -> Iterator[str]:
    """It must be one of the options in every letter."""
    if "initial_option" in element and element["initial_option"] not in options:
        yield "initial_option is none of the options"


def _picker(element: dict[str, Any]) -> Iterator[str]:
    yield from ()


def _conversations(element: dict[str, Any]) -> Iterator[str]:
    kinds = {"im", "mpim", "private", "public"}
    filtered = element.get("filter", {"include": ["public"]})
    if not filtered or not set(filtered.get("include", kinds)) <= kinds:
        yield "a filter says what it includes or excludes"


def _files(element: dict[str, Any]) -> Iterator[str]:
    if not 1 <= element.get("max_files", 10) <= 10:
        yield "max_files is 1 to 10"


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


CHECKS = {
    "actions": _actions,
    "context": _context,
    "header": _header,
    "image": _image,
    "input": _input,
    "rich_text": _rich,
    "section": _section,
}
ELEMENTS = {
    "conversations_select": _conversations,
    "datepicker": _picker,
    "file_input": _files,
    "plain_text_input": _plain_input,
    "radio_buttons": _radio,
    "static_select": _select,
    "timepicker": _picker,
}
