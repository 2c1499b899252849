"""Where the log goes: lines of text for people, lines of JSON for machines."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO

from pythonjsonlogger.json import JsonFormatter

from bot.sight import tame

LIBRARIES_FROM = logging.WARNING
"""What SDKs say below that are requests and answers, word for word."""
TEXT, JSON = "text", "json"

log = logging.getLogger("kombot")


class Lines(logging.Formatter):
    """As people read it."""

    def format(self, record: logging.LogRecord) -> str:
        found = tame.fields(record)
        error = f" ({found['error']})" if "error" in found else ""
        return f"{found['at']} {found['level']} {found['logger']}: {found['says']}{error}"


class JsonLines(JsonFormatter):
    """One object a line, with ids by name where the line was given them so."""

    def format(self, record: logging.LogRecord) -> str:
        return self.serialize_log_record(tame.fields(record))


def begin(*, level: str = "WARNING", form: str = TEXT, to: TextIO | None = None) -> None:
    """Everything that is logged from now on comes out tamed, and nowhere else."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(JsonLines(json_ensure_ascii=False) if form == JSON else Lines())
    root = logging.getLogger()
    for each in list(root.handlers):
        root.removeHandler(each)
    root.addHandler(handler)
    root.setLevel(LIBRARIES_FROM)
    for name in tame.OURS:
        logging.getLogger(name).setLevel(level)
    _silence(_libraries())
    # A line that cannot be written would be shown with all that it was given.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    sys.excepthook = _fell
    sys.unraisablehook = lambda told: _fell_aside(told.exc_value)
    threading.excepthook = lambda told: _fell_aside(told.exc_value)


def _libraries() -> Iterable[logging.Logger]:
    known = logging.root.manager.loggerDict.values()
    return [each for each in known if isinstance(each, logging.Logger)]


def _silence(loggers: Iterable[logging.Logger]) -> None:
    """Nobody writes to handlers of their own, nor says more than warnings, but we."""
    for each in loggers:
        if each.name.partition(".")[0] in tame.OURS:
            continue
        for handler in list(each.handlers):
            each.removeHandler(handler)
        each.propagate = True
        if each.level and each.level < LIBRARIES_FROM:
            each.setLevel(LIBRARIES_FROM)


def _fell_aside(error: BaseException | None) -> None:
    if error is not None:
        log.error("something fell aside", exc_info=error)


def _fell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Python would print the error's message, and the lines of code around it."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("kombot fell: this is a fault of its own", exc_info=(kind, error, trace))
