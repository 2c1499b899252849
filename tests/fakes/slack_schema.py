"""Slack's types of blocks, made into a JSON schema: see tests/schemas/README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

FILE = Path(__file__).parents[1] / "schemas" / "slack-blocks.json"


def shape_problems(block: dict[str, Any]) -> Iterator[str]:
    """Each block is held against its own type, so that what is wrong with it can be said."""
    validator = _validators().get(block.get("type", ""))
    if validator is None:
        yield f"Slack has no block {block.get('type')!r}"
    elif (found := best_match(validator.iter_errors(block))) is not None:
        yield f"{block['type']} {found.json_path}: {found.message[:300]}"


@cache
def _validators() -> dict[str, Any]:
    """By the `type` of a block."""
    schema = json.loads(FILE.read_text("utf-8"))
    known = [each["$ref"] for each in schema["definitions"]["KnownBlock"]["anyOf"]]
    return {
        _type_of(schema["definitions"][ref.rpartition("/")[2]]): Draft7Validator(
            {**schema, "$ref": ref}
        )
        for ref in known
    }


def _type_of(definition: dict[str, Any]) -> str:
    """An image is one of two shapes, of the same type."""
    shape = definition.get("anyOf", [definition])[0]
    return str(shape["properties"]["type"]["const"])
