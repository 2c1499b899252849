"""Keys are changed while people work: all is sealed anew, and nothing tells in what order."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlmodel import col, select

from storage import rekey
from storage.columns import Private
from storage.database import Database
from storage.keys import Keyring, key_id, new_key
from storage.tables import Ballot, Checkin, Organisation, Person, Round, Session, Workplace
from storage.unit_of_work import Store, Unit
from tests.fakes.terminal import Terminal

OLD, NEW = new_key(), new_key()
NOW = datetime(2026, 8, 10, 9, 0, tzinfo=UTC)
BALLOTS = 500


def name_of(key: str) -> str:
    return key_id(Keyring.parse(key).keys[0])


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path, {"KOMBOT_KEYS": OLD})
    terminal.runs("migrate")
    with_store(terminal, fill)
    return terminal


def with_store(terminal: Terminal, work: Callable[[Store], Awaitable[None]]) -> None:
    async def run() -> None:
        keyring = Keyring.parse(terminal.env["KOMBOT_KEYS"])
        database = Database.open(terminal.env["KOMBOT_DATABASE_URL"], keyring=keyring)
        try:
            await work(Store(database))
        finally:
            await database.close()

    asyncio.run(run())


async def fill(store: Store) -> None:
    async with store.unit() as unit:
        unit.insert(Organisation(id="o", name="O"))
        unit.insert(Workplace(id="w", organisation_id="o", name="W"))
        unit.insert(
            Person(id="p", organisation_id="o", workplace_id="w", name="P", email="p@eksempel.dk")
        )
        unit.insert(_round())
        for number in range(BALLOTS):
            ballot = Ballot(id=f"b{number:04}", round_id="r", list="wellbeing", theme="x")
            ballot.why = f"why {number}"
            unit.insert(ballot)
        unit.insert(Ballot(id="silent", round_id="r", list="wellbeing", theme="x"))
        unit.insert(Checkin(id="c", person_id="p", made_on=date(2026, 8, 1), trivsel=7, note="ok"))
        unit.insert(
            Session(id="s", person_id="p", dialog="checkin", answers={"a": "b"}, expires_at=NOW)
        )
        await unit.commit()


def _round() -> Round:
    return Round(
        id="r",
        workplace_id="w",
        opened_by="p",
        contact_id="p",
        deadline=NOW,
        dialogue_on=NOW.date(),
        opened_at=NOW,
    )


def keys_in_use(terminal: Terminal) -> dict[str, int]:
    rows = terminal.asks(
        "SELECT lower(hex(substr(v, 2, 4))), count(*) FROM (SELECT why v FROM ballot UNION ALL "
        "SELECT note FROM checkin UNION ALL SELECT answers FROM session) WHERE v IS NOT NULL "
        "GROUP BY 1"
    )
    return dict(rows)


def test_a_key_is_printed_that_settings_accept(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.env["KOMBOT_KEYS"] = terminal.runs("keys", "new").strip()
    assert terminal.runs("migrate") == "The store is up to date.\n"


def test_everything_is_sealed_with_the_newest_key_and_still_says_the_same(
    terminal: Terminal,
) -> None:
    terminal.env["KOMBOT_KEYS"] = f"{NEW},{OLD}"
    said = terminal.runs("keys", "rotate")
    assert terminal.code == 0, said
    assert f"ballot.why: {BALLOTS} sealed again" in said
    assert f"Key {name_of(NEW)} seals {BALLOTS + 2} values." in said
    assert f"Key {name_of(OLD)} is not needed by the store any more." in said
    assert "you keep them for 30 days" in said
    assert keys_in_use(terminal) == {name_of(NEW): BALLOTS + 2}
    terminal.env["KOMBOT_KEYS"] = NEW
    with_store(terminal, reads_the_same)


async def reads_the_same(store: Store) -> None:
    async with store.snapshot() as reads:
        whys = {each.id: each.why for each in await reads.all(select(Ballot))}
        assert whys.pop("silent") is None
        assert whys == {f"b{number:04}": f"why {number}" for number in range(BALLOTS)}
        assert (await reads.one(select(Checkin))).note == "ok"
        assert (await reads.one(select(Session))).answers == {"a": "b"}


def test_a_second_time_there_is_nothing_to_do(terminal: Terminal) -> None:
    terminal.env["KOMBOT_KEYS"] = f"{NEW},{OLD}"
    terminal.runs("keys", "rotate")
    before = terminal.dump()
    assert "sealed again" not in terminal.runs("keys", "rotate")
    assert terminal.dump() == before


def test_a_rotation_that_was_cut_off_goes_on(terminal: Terminal) -> None:
    terminal.env["KOMBOT_KEYS"] = f"{NEW},{OLD}"

    async def one_slice(store: Store) -> None:
        keyring = Keyring.parse(terminal.env["KOMBOT_KEYS"])
        column = ballot_words()
        rows = await store.maintenance(
            lambda connection: rekey.wanting(connection, column, keyring)
        )
        first = rows[: rekey.SLICE]
        await store.maintenance(lambda connection: rekey.reseal(connection, column, first, keyring))

    with_store(terminal, one_slice)
    assert keys_in_use(terminal)[name_of(NEW)] == rekey.SLICE
    assert f"ballot.why: {BALLOTS - rekey.SLICE} sealed again" in terminal.runs("keys", "rotate")
    assert keys_in_use(terminal) == {name_of(NEW): BALLOTS + 2}


def ballot_words() -> rekey.SealedColumn:
    return next(each for each in rekey.sealed_columns() if each.name == "ballot.why")


def test_a_slice_of_ballots_is_picked_by_chance(terminal: Terminal) -> None:
    keyring = Keyring.parse(f"{NEW},{OLD}")
    orders: list[list[object]] = []

    async def ask(store: Store) -> None:
        for _ in range(2):
            rows = await store.maintenance(
                lambda connection: rekey.wanting(connection, ballot_words(), keyring)
            )
            orders.append([row[0] for row in rows])

    with_store(terminal, ask)
    assert sorted(map(str, orders[0])) == sorted(map(str, orders[1]))
    assert orders[0] != orders[1]
    assert orders[0] != sorted(map(str, orders[0]))


def test_ballots_lie_in_the_file_as_they_lay_before(terminal: Terminal) -> None:
    """Nothing but the envelopes changes: not the order, the ids, the sizes or the tokens."""
    look = "SELECT id, round_id, list, theme, length(why) FROM ballot"
    before, pages = terminal.asks(look), terminal.asks("PRAGMA page_count")
    terminal.env["KOMBOT_KEYS"] = f"{NEW},{OLD}"
    terminal.runs("keys", "rotate")
    assert terminal.asks(look) == before
    assert terminal.asks("PRAGMA page_count") == pages


def test_no_envelope_of_the_old_key_is_left_in_any_file(terminal: Terminal) -> None:
    old = b"\x01" + bytes.fromhex(name_of(OLD))
    assert old in terminal.file.read_bytes()
    terminal.env["KOMBOT_KEYS"] = f"{NEW},{OLD}"
    terminal.runs("keys", "rotate")
    for path in terminal.folder.iterdir():
        assert old not in path.read_bytes(), path.name


def test_a_value_that_others_changed_meanwhile_is_passed_over(terminal: Terminal) -> None:
    terminal.env["KOMBOT_KEYS"] = f"{NEW},{OLD}"

    async def race(store: Store) -> None:
        keyring = Keyring.parse(terminal.env["KOMBOT_KEYS"])
        column = ballot_words()
        rows = await store.maintenance(
            lambda connection: rekey.wanting(connection, column, keyring)
        )

        async def work(unit: Unit) -> None:
            unit.delete(delete(Ballot).where(col(Ballot.id) == "b0001"))
            unit.update(update(Ballot).where(col(Ballot.id) == "b0002").values(why="changed"))

        await store.run(work)
        done = await store.maintenance(lambda c: rekey.reseal(c, column, rows, keyring))
        assert done == BALLOTS - 2

    with_store(terminal, race)
    assert terminal.asks("SELECT count(*) FROM ballot WHERE id = 'b0001'") == [(0,)]


def test_with_one_key_it_says_how_to_get_another(terminal: Terminal) -> None:
    said = terminal.runs("keys", "rotate")
    assert terminal.code == 0
    assert "It is the only key" in said
    assert "kombot keys new" in said


def test_a_lost_key_is_named_and_what_it_seals_is_left_alone(terminal: Terminal) -> None:
    before = terminal.dump()
    terminal.env["KOMBOT_KEYS"] = NEW
    said = terminal.runs("keys", "rotate")
    assert terminal.code == 1
    assert f"ballot.why: {BALLOTS} sealed with key {name_of(OLD)}, which does not open" in said
    assert "Put that key back" in said
    assert terminal.dump() == before
    assert OLD not in said
    assert NEW not in said


def test_every_sealed_column_of_the_models_is_walked() -> None:
    found = {each.name for each in rekey.sealed_columns()}
    assert {"ballot.why", "checkin.note", "session.answers", "outbox.params"} <= found
    assert all(each.label == each.name for each in rekey.sealed_columns())
    assert isinstance(ballot_words().column.type, Private)
