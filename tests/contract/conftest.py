"""A store of its own for each test of the store, and a Slack of each kind for those of Slack."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.address import POSTGRESQL, SQLITE
from storage.database import Database
from storage.unit_of_work import Store
from tests import town
from tests.contract.lines import Commits, opened
from tests.fakes.emulate import Emulator, emulator
from tests.slack_servers import Server, an_emulate, our_fake

KINDS = (SQLITE, POSTGRESQL)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kombot.db"


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """A test of one of them alone says so: `@pytest.mark.parametrize("kind", [SQLITE])`."""
    return str(request.param)


@pytest.fixture
async def database(path: Path, kind: str) -> AsyncIterator[Database]:
    async with opened(path, kind=kind) as database:
        yield database


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


@pytest.fixture
def commits(database: Database) -> Commits:
    return Commits.of(database)


@pytest.fixture(scope="module")
def slack_emulator() -> Iterator[Emulator]:
    names = (town.HR, *town.EVERYONE)
    with emulator([name.split()[0].casefold() for name in names]) as started:
        yield started


@pytest.fixture(params=["fake", pytest.param("emulate", marks=pytest.mark.node)])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    """The emulator is started for those alone who ask for it."""
    if request.param == "fake":
        async with our_fake() as server:
            yield server
    else:
        async with an_emulate(request.getfixturevalue("slack_emulator")) as server:
            yield server
