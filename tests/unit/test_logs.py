"""The log holds ids and reasons, and never what people wrote, whoever logs it."""

from __future__ import annotations

import ast
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bot.sight.logs import JsonLines, Lines
from storage.writer import LostRace
from tests.unit.test_house import parsed, product

ROOT = Path(__file__).parents[2]
WORDS = "jeg sover dårligt om natten"
HOSTILE = f"{WORDS}\n2026-01-01T00:00:00 error kombot: {WORDS} %s %(x)s {{0}}"


def record(name: str, msg: object, *args: object, **more: Any) -> logging.LogRecord:
    made = logging.getLogger(name).makeRecord(
        name, logging.ERROR, __file__, 7, msg, args, more.pop("exc_info", None), "f", more or None
    )
    made.stack_info = WORDS
    return made


def both(made: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """The line of text, and what the line of JSON holds."""
    return Lines().format(made), json.loads(JsonLines().format(made))


def falls(error: Exception, cause: Exception | None) -> NoReturn:
    raise error from cause


def raised(kind: type[Exception] = ValueError, *, cause: Exception | None = None) -> Exception:
    try:
        falls(kind(HOSTILE), cause)
    except kind as error:
        return error


def trouble(error: BaseException) -> Any:
    return (type(error), error, error.__traceback__)


def test_our_own_line_keeps_its_ids_and_its_event() -> None:
    line, found = both(record("kombot.courier", "target %s cannot be reached: %s", "a1", "gone"))
    assert line.endswith(" error kombot.courier: target a1 cannot be reached: gone")
    assert found["says"] == "target a1 cannot be reached: gone"
    assert found["event"] == "target %s cannot be reached: %s"
    assert found["values"] == ["a1", "gone"]
    assert (found["level"], found["logger"]) == ("error", "kombot.courier")


def test_what_is_given_by_name_can_be_searched_for() -> None:
    _, found = both(record("kombot", "%(count)s wait", {"count": 3}))
    assert (found["says"], found["count"]) == ("3 wait", 3)
    _, found = both(record("kombot", "waits", outbox="o1"))
    assert found["outbox"] == "o1"


@pytest.mark.parametrize(
    "made",
    [
        record("slack_bolt.AsyncApp", f"Failed to run listener function (error: {HOSTILE})"),
        record("slack_sdk.web", "Sending a request - body_params: %s", {"text": HOSTILE}),
        record("asyncio", f"Task exception was never retrieved\nfuture: <Task {HOSTILE}>"),
        record("asyncio", f"Exception in callback say('{HOSTILE}')"),
        record("sqlalchemy.engine", "%s", HOSTILE),
        record("py.warnings", "%s", f"UserWarning: {HOSTILE}"),
        record("aiohttp.server", "Error handling request", exc_info=trouble(raised())),
        record("kombot", "failed", exc_info=trouble(raised(cause=raised(KeyError)))),
        record("kombot", "no profile: %s", raised(RuntimeError)),
    ],
)
def test_nobody_s_words_come_out(made: logging.LogRecord) -> None:
    line, found = both(made)
    assert WORDS not in line
    assert WORDS not in json.dumps(found, ensure_ascii=False)
    assert "\n" not in line


def test_a_library_is_told_of_by_place() -> None:
    line, _ = both(record("slack_bolt", f"oh no: {HOSTILE}"))
    assert line.endswith("slack_bolt: said something in test_logs, line 7")
    line, _ = both(record("asyncio", f"Task exception was never retrieved\n{HOSTILE}"))
    assert line.endswith("asyncio: Task exception was never retrieved")


def test_an_error_is_told_by_type_and_place_back_to_its_cause() -> None:
    _, found = both(record("kombot", "failed", exc_info=trouble(raised(cause=raised(KeyError)))))
    first, second = found["error"].split("; from ")
    assert first.startswith("ValueError at unit/test_logs.py:")
    assert second.startswith("KeyError at unit/test_logs.py:")
    assert " < unit/test_logs.py" in first


def test_errors_of_a_group_are_named() -> None:
    group = ExceptionGroup(HOSTILE, [raised(KeyError), raised(OSError)])
    _, found = both(record("kombot", "failed", exc_info=trouble(group)))
    assert found["error"].startswith("ExceptionGroup of KeyError, OSError; from KeyError at ")


def test_an_error_of_our_own_keeps_its_reason() -> None:
    line, _ = both(record("kombot", "again: %s", LostRace("update session: touched 0 rows")))
    assert line.endswith("again: update session: touched 0 rows")


def test_what_a_platform_calls_something_is_no_line_of_its_own() -> None:
    line, _ = both(record("kombot", "target %s", "C1\nkombot: all is well\x1b[2J"))
    assert line.endswith("target C1 kombot: all is well [2J")


def test_a_line_that_does_not_fit_its_values_is_still_a_line() -> None:
    line, _ = both(record("kombot", "target %s and %s", "C1"))
    assert line.endswith("target %s and %s")


LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def test_every_line_of_ours_is_a_template_so_that_its_event_is_always_the_same() -> None:
    """And so that nothing is glued into it that could be anybody's words."""
    glued = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in product()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LEVELS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "log"
        and not isinstance(node.args[0], ast.Constant)
    ]
    assert glued == []


LIVING = """
import asyncio, gc, logging, sys, threading, warnings
from bot.sight import logs

WORDS = sys.argv[1]
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
logs.begin(level="DEBUG", form=sys.argv[2])

class Falls:
    def __del__(self):
        raise ValueError(WORDS)

def falls(words):
    raise ValueError(words)

async def lives():
    asyncio.get_running_loop().call_soon(falls, WORDS)
    task = asyncio.create_task(asyncio.to_thread(falls, WORDS))
    await asyncio.wait({task})
    del task
    gc.collect()
    Falls()
    threading.Thread(target=falls, args=(WORDS,)).start()
    warnings.warn(WORDS)
    logging.getLogger("slack_sdk").debug("body: %s", WORDS)
    logging.getLogger("kombot").info("%d", WORDS)
    logging.getLogger("kombot").warning("kombot runs")
    falls(WORDS)

asyncio.run(lives())
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_process_that_falls_in_every_way_says_nobody_s_words(form: str) -> None:
    done = subprocess.run(
        (sys.executable, "-c", LIVING, WORDS, form),
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert WORDS not in done.stderr + done.stdout
    assert "Logging error" not in done.stderr
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    for event in ("Exception in callback", "Task exception was never", "something fell aside",
                  "said something in warnings", "kombot runs", "kombot fell"):  # fmt: skip
        assert any(event in line for line in lines), (event, done.stderr)
    assert all("ValueError at " in line for line in lines if "fell" in line)
    if form == "json":
        assert {json.loads(line)["level"] for line in lines} == {
            "critical", "error", "info", "warning",
        }  # fmt: skip
