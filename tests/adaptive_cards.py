"""What Adaptive Cards 1.5 allows, by its published schema (adaptivecards.io), and Teams' limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator

SCHEMA = Path(__file__).parent / "schemas" / "adaptive-card-1.5.0.json"
LARGEST = 28 * 1024


@cache
def _validator() -> Any:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    # Its id is an address: references would be looked up there.
    del schema["id"]
    return Draft6Validator(schema)


def problems(card: dict[str, Any]) -> list[str]:
    """What the schema and Teams' own limits say against the card; empty is right."""
    found = [error.message[:200] for error in _validator().iter_errors(card)]
    ids = [element["id"] for element in elements(card) if "id" in element]
    found += [f"an id twice: {each}" for each in ids if ids.count(each) > 1]
    rows = [each["actions"] for each in elements(card) if "actions" in each]
    return found + [f"{len(row)} actions in a row" for row in rows if len(row) > 6]


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
        case "Input.ChoiceSet":
            titles = [choice["title"] for choice in element["choices"]]
            return "\n".join([element["label"], *titles])
        case kind if kind.startswith("Input."):
            return f"{element['label']}\n{element.get('value', '')}"
        case kind if kind.startswith("Action."):
            return f"[{element['title']}]"
        case _:
            return ""
