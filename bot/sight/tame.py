"""What a line of the log may hold: ids and reasons, and never what people wrote.

Our own lines are a template with ids and reasons in it. A library's line may repeat what it was
handed, so that nothing of it is kept but who spoke, where, and a few sentences that are known. Of
an error its type and places are kept: its message may hold people's words.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

OURS = ("kombot", "bot", "dialogs", "schedules", "storage")
HARMLESS = (
    "Error handling request",
    "Exception in callback",
    "Future exception was never retrieved",
    "Task exception was never retrieved",
    "Task was destroyed but it is pending!",
    "Unclosed client session",
    "Unclosed connection",
    "Unhandled exception",
    "Unhandled error",
)
"""How lines of asyncio and aiohttp begin; what follows there repeats values."""
LONGEST = 500
PLACES, CAUSES = 6, 4
"""How many lines of code are told of an error, and how many errors behind it."""

Fields = dict[str, Any]


def fields(record: logging.LogRecord) -> Fields:
    """A line as what it consists of; `event` is the same whatever the ids in `says` are."""
    found: Fields = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "says": says(record),
    }
    if is_ours(record):
        found["event"] = str(record.msg)
        fits = found["says"] != one_line(str(record.msg))
        if fits and not isinstance(record.args, Mapping):
            found["values"] = [_plain(each) for each in _values(record)]
        named = _named(record)
        found |= {name: value for name, value in named.items() if name not in found}
    if record.exc_info and record.exc_info[1] is not None:
        found["error"] = error(record.exc_info[1])
    return found


def is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def says(record: logging.LogRecord) -> str:
    if not is_ours(record):
        text = str(record.msg)
        known = next((each for each in HARMLESS if text.startswith(each)), "")
        return known or f"said something in {record.module}, line {record.lineno}"
    try:
        return one_line(str(record.msg) % _values(record) if record.args else str(record.msg))
    except (TypeError, ValueError, KeyError):
        return one_line(str(record.msg))


def one_line(text: str) -> str:
    """What a platform calls something must not look like another line of the log."""
    whole = "".join(each if each.isprintable() else " " for each in text)
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"


def error(found: BaseException) -> str:
    """Types and places, the last place first, then what it came from."""
    return "; from ".join(_each(found))


def _each(found: BaseException) -> Iterator[str]:
    cause: BaseException | None = found
    for _ in range(CAUSES):
        if cause is None:
            return
        inside = cause.exceptions if isinstance(cause, BaseExceptionGroup) else ()
        within = f" of {', '.join(type(each).__name__ for each in inside)}" if inside else ""
        yield f"{type(cause).__name__}{within} {_places(cause.__traceback__)}".rstrip()
        hidden = cause.__suppress_context__
        cause = inside[0] if inside else cause.__cause__ or (None if hidden else cause.__context__)


def _places(trace: TracebackType | None) -> str:
    walked = traceback.walk_tb(trace)
    frames = traceback.StackSummary.extract(walked, lookup_lines=False)[-PLACES:]
    told = (f"{_short(each.filename)}:{each.lineno} {each.name}" for each in reversed(frames))
    return f"at {' < '.join(told)}" if frames else ""


def _short(file: str) -> str:
    return "/".join(file.replace("\\", "/").split("/")[-2:])


def _values(record: logging.LogRecord) -> Any:  # noqa: ANN401 - whatever a line was given
    args = record.args
    if isinstance(args, Mapping):
        return {name: _value(each) for name, each in args.items()}
    return tuple(_value(each) for each in args or ())


def _value(given: object) -> object:
    """Errors of our own hold reasons; those of others may hold what they tripped over."""
    if isinstance(given, BaseException) and type(given).__module__.partition(".")[0] not in OURS:
        return type(given).__name__
    return given


_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def _named(record: logging.LogRecord) -> Fields:
    """What a line was given by name: `%(person)s`, or `extra=`."""
    args = _values(record) if isinstance(record.args, Mapping) else {}
    more = {name: value for name, value in vars(record).items() if name not in _PLAIN}
    return {name: _plain(value) for name, value in {**args, **more}.items()}


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | None) else one_line(str(value))
