"""Slack's types of blocks, made into a JSON schema: see tests/schemas/README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

FILE = Path(__file__).parents[1] / "schemas" / "slack-blocks.json"


def shape_problems(block: dict[str, Any]) -> Iterator[str]:
    """Each block is held against its own type, so that what is wrong with it can be said."""
    schema = _schemas().get(block.get("type", ""))
    if schema is None:
        yield f"Slack has no block {block.get('type')!r}"
    elif not _validator(block["type"]).is_valid(block):
        # The library that is slow has the better words.
        found = best_match(Draft7Validator(schema).iter_errors(block))
        yield f"{block['type']} {found.json_path}: {found.message[:300]}"


@cache
def _validator(kind: str) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(_schemas()[kind])


@cache
def _schemas() -> dict[str, dict[str, Any]]:
    """By the `type` of a block."""
    schema = json.loads(FILE.read_text("utf-8"))
    known = [each["$ref"] for each in schema["definitions"]["KnownBlock"]["anyOf"]]
    return {
        _type_of(schema["definitions"][ref.rpartition("/")[2]]): {**schema, "$ref": ref}
        for ref in known
    }


def _type_of(definition: dict[str, Any]) -> str:
    """An image is one of two shapes, of the same type."""
    shape = definition.get("anyOf", [definition])[0]
    return str(shape["properties"]["type"]["const"])
