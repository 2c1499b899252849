"""The rules of the house, each kept by a test that walks the whole tree."""

import ast
import asyncio
import re
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.conftest import AGAIN, FIRST, LONG

ROOT = Path(__file__).parents[2]
PRODUCT = ("bot", "dialogs", "schedules", "storage")
# Migrations are history: one is written once, as long as it has to be, and not changed after.
HISTORY = ROOT / "storage" / "migrations" / "versions"
CLOCK = ROOT / "schedules" / "core" / "clock.py"
CLOCK_READERS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 30
# Words and concept packs are lists to look things up in, and as long as what they list.
CODE = {".css", ".html", ".js", ".py"}
TEXT = {*CODE, ".csv", ".example", ".ini", ".j2", ".json", ".lock", ".md", ".mako", ".toml", ".txt"}
MADE_BY_MACHINES = {"__pycache__", "build", "node_modules", "out", "var"}

# In pieces, so that this file does not hold what it looks for.
HOSTS = [("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("deb", "debian", "org")]
FOLDERS = ["work", "farm", "root", "home"]
LEFT_OVERS = [("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("raise Not", "ImplementedError")]
PATCHES = [("monkey", "patch"), ("Magic", "Mock"), ("mock.", "patch")]


def files(*suffixes: str) -> list[Path]:
    """What people wrote, new files too, wherever the tree lies."""
    return [path for path in _walk(ROOT) if path.suffix in suffixes or path.name in suffixes]


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith(".") and path.name not in {".ci", ".env.example"}
        if hidden or path.name in MADE_BY_MACHINES or path.suffix == ".egg-info":
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def product() -> list[Path]:
    return [path for path in files(".py") if path.relative_to(ROOT).parts[0] in PRODUCT]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def found_in(paths: list[Path], pattern: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


def any_of(pieces: Sequence[tuple[str, ...]], *, glue: str = "") -> str:
    return "|".join(re.escape(glue.join(each)) for each in pieces)


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in files(*CODE)
        if HISTORY not in path.parents
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE_LINES
    }
    assert not long


def test_what_is_named_for_its_length_is_there() -> None:
    """What is renamed would be back in `make test`, or last, without anybody's noticing."""
    named = {*LONG, *AGAIN, *FIRST}
    assert sorted(each for each in named if not (ROOT / "tests" / each).exists()) == []


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines}"
        for path in product()
        if HISTORY not in path.parents
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := _lines_of(node)) > MAX_FUNCTION_LINES
    ]
    assert not long


def _lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The body without its docstring: neither types nor explanations should be saved on."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_imports_run_one_way() -> None:
    """The contracts stand in pyproject.toml."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_clock_reads_the_time() -> None:
    readers = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in files(".py")
        for line, name in clock_reads(parsed(path))
        if path != CLOCK
    ]
    assert not readers


def clock_reads(tree: ast.Module) -> list[tuple[int, str]]:
    """Every mention, not only calls: a default factory reads the time as well."""
    known = _imported(tree)
    mentions = (
        (node.lineno, _dotted(node, known))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
    )
    return [(line, name) for line, name in mentions if name in CLOCK_READERS]


def _imported(tree: ast.Module) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {each.asname or each.name: each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return names


def _dotted(node: ast.expr, known: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, known)}.{node.attr}"
    return ""


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.time()",
        "import time as t\nt.time_ns()",
        "from time import time\ntime()",
        "from time import time as now\nsent = now",
        "import datetime\ndatetime.datetime.now()",
        "import datetime as dt\ndt.datetime.utcnow()",
        "from datetime import UTC, datetime\nmade = datetime.now(UTC)",
        "from datetime import date\ndate.today()",
        "from datetime import datetime\nfield(default_factory=datetime.utcnow)",
    ],
)
def test_every_way_to_read_the_time_is_seen(source: str) -> None:
    assert [line for line, _ in clock_reads(ast.parse(source))] == [2]


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime(2026, 1, 1)",
        "from datetime import time\ntime(8)",
        "clock.now()",
        "import time\ntime.monotonic()",
    ],
)
def test_times_that_are_given_are_not_reading_the_clock(source: str) -> None:
    assert clock_reads(ast.parse(source)) == []


def test_nothing_names_a_package_index_or_a_folder_of_one_machine() -> None:
    everything = files(*TEXT, "Makefile", "Procfile", "run")
    paths = "|".join(rf"(?:^|[^.\w/])/{folder}/" for folder in FOLDERS)
    assert found_in(everything, f"{any_of(HOSTS, glue='.')}|{paths}") == []


def test_the_locks_hold_versions_and_hashes_only() -> None:
    lock = r"^[a-z0-9.-]+==\S+( ; [^\\]+)? \\$|^    --hash=sha256:[0-9a-f]{64}( \\)?$"
    for path in files(".lock"):
        strange = [line for line in path.read_text().splitlines() if not re.match(lock, line)]
        assert strange == [], path.name


def test_both_locks_agree() -> None:
    run, dev = (
        set(re.findall(r"^\S+==.*$", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert run <= dev


def test_nothing_is_left_for_another_day() -> None:
    assert found_in(files(".py"), rf"\b({any_of(LEFT_OVERS)})\b|pragma: {'no'} cover") == []


def test_tests_use_fakes_and_patch_nothing() -> None:
    tests = [path for path in files(".py") if path.relative_to(ROOT).parts[0] == "tests"]
    assert found_in(tests, any_of(PATCHES)) == []


def test_no_test_reaches_past_this_machine() -> None:
    # It warns before it refuses, and a warning is an error.
    refused = (SocketConnectBlockedError, UserWarning)
    with socket.socket() as outside, pytest.raises(refused, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))


async def test_loopback_is_open_to_tests() -> None:
    async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


def test_a_warning_fails_the_test_that_causes_it() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("for instance", UserWarning, stacklevel=1)
