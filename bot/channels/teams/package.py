"""The app package: the zip that an administrator uploads in Teams.

The same input gives the same bytes, so that whoever looks sees whether anything has changed.
https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from bot.channels.teams.icons import colour_icon, outline_icon
from bot.channels.teams.manifest import (
    COLOUR_ICON,
    OUTLINE_ICON,
    App,
    language_file,
    manifest,
    strings,
)
from dialogs.core.texts import LANGUAGES

MANIFEST = "manifest.json"
LARGEST = 1_000_000
UNIX, PLAIN_FILE = 3, 0o100644 << 16


@dataclass(frozen=True)
class Packed:
    """Whose package a file is."""

    id: str
    version: str


def package(app: App, *, language: str) -> bytes:
    files = {
        MANIFEST: _json(manifest(app, language=language)),
        COLOUR_ICON: colour_icon(),
        OUTLINE_ICON: outline_icon(),
        **{language_file(each): _json(strings(manifest(app, language=each))) for each in LANGUAGES},
    }
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(_entry(name), content, compresslevel=9)
    return out.getvalue()


def read_package(raw: bytes) -> Packed | None:
    """None for what is no package of an app in Teams."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            if archive.getinfo(MANIFEST).file_size > LARGEST:
                return None
            found = json.loads(archive.read(MANIFEST))
    except (BadZipFile, LargeZipFile, KeyError, ValueError, RuntimeError):
        return None
    if not isinstance(found, dict) or "manifestVersion" not in found:
        return None
    return Packed(str(found.get("id", "")), str(found.get("version", "")))


def _entry(name: str) -> ZipInfo:
    """Dated like every zip without a date, and as if it were always packed on the same system."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = UNIX
    entry.external_attr = PLAIN_FILE
    return entry


def _json(found: Mapping[str, Any]) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()
