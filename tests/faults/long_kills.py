"""kill -9 at any moment: what was acknowledged is there, and nothing is there twice.

Each kill is seeded and named in the log; ROUNDS makes a longer run of them.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from storage.tables import Ballot, Checkin, Outbox, Participation, Round, Session
from tests.faults.figures import ROUNDS, SEED
from tests.faults.process import Demo, Page, Visitor, a_demo, may_be_gone

log = logging.getLogger("tests.kills")

KILLS = max(3, ROUNDS // 10)
LATEST, REQUEST = 0.2, 0.03
"""Seconds after an acknowledgement, or into a request, within which the process is killed."""
INVITED = "Hvad skal vi tale om i år?"
VOTERS = (
    "kirsten-dahl",
    "ali-hassan",
    "birgit-lund",
    "jonas-friis",
    "sofie-krag",
    "peter-nygaard",
    "fatima-yilmaz",
    "lars-bech",
    "camilla-toft",
    "henrik-skov",
    "nadia-karimi",
    "anne-vestergaard",
)
OTHERS = ("mette-holm", "oliver-storm", "hanne-riis")
WORDS = "Stille og roligt"


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    async with a_demo(tmp_path) as demo:
        yield demo


async def after(seconds: float) -> None:
    """The moment of a kill, on the loop's own clock."""
    reached = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, reached.set)
    await reached.wait()


async def dies_and_comes_back(demo: Demo) -> None:
    await demo.kill()
    await demo.start()


async def test_a_dialog_goes_on_where_it_was_acknowledged(demo: Demo) -> None:  # faults 2, 20
    jonas = Visitor(demo, "jonas-friis")
    first = await jonas.writes("check-in")
    second = await jonas.answers(first, trivsel="7", why=WORDS)
    await dies_and_comes_back(demo)
    (shown,) = [page for page in await jonas.looks() if page.fields]
    assert shown.fields == ["visible_to"]
    again = await jonas.presses(first, first.sends, trivsel="1", why="Noget andet")
    assert again.fields == ["visible_to"]
    assert "overhalet" in again.text
    done = await jonas.answers(second, visible_to="me")
    assert "Kun du kan se det." in done.text
    await demo.kill()
    async with demo.store() as store, store.snapshot() as reads:
        kept = [each for each in await reads.all(select(Checkin)) if each.note == WORDS]
        assert [(each.trivsel, each.visible_to) for each in kept] == [(7, "me")]
        assert await reads.all(select(Session)) == []


async def test_a_page_that_was_cut_off_counts_once(demo: Demo) -> None:  # faults 1, 2
    for number in range(KILLS):
        moment = Random(SEED + number).uniform(0, REQUEST)
        log.warning("seed %s: killed %.1f ms into a request", SEED + number, 1000 * moment)
        await is_cut_off(Visitor(demo, VOTERS[5 - number % 3]), moment, words=f"{WORDS} {number}")
    await demo.kill()
    async with demo.store() as store, store.snapshot() as reads:
        kept = Counter(each.note for each in await reads.all(select(Checkin)))
    assert [kept[f"{WORDS} {number}"] for number in range(KILLS)] == [1] * KILLS


async def is_cut_off(someone: Visitor, moment: float, *, words: str) -> None:
    """The same page is sent again after the restart, whether or not it got through before."""
    page = await someone.writes("check-in")
    sending = asyncio.create_task(someone.answers(page, trivsel="7", why=words))
    await after(moment)
    await someone.demo.kill()
    with may_be_gone():
        await sending
    await someone.demo.start()
    page = await someone.answers(page, trivsel="7", why=words)
    while page.fields != ["visible_to"]:
        assert all(name.startswith(("progress.", "note.")) for name in page.fields), page.text
        page = await someone.answers(page, **dict.fromkeys(page.fields, "3"))
    page = await someone.answers(page, visible_to="me")
    assert "Kun du kan se det." in page.text


async def up_to_the_review(demo: Demo) -> Page:
    """Kirsten has said everything about the round, and has only to open it."""
    state = await demo.get("state", person="kirsten-dahl")
    today = date.fromisoformat(state["clock"]["iso"][:10])
    kirsten = Visitor(demo, "kirsten-dahl")
    page = await kirsten.clicks(await kirsten.writes("runde"), "Ja, vi er klar")
    page = await kirsten.answers(page, dialogue_on=str(today + timedelta(days=40)))
    last = {"deadline_on": str(today + timedelta(days=20)), "deadline_at": "12:00"}
    page = await kirsten.answers(page, **last)
    page = await kirsten.answers(page, plan_due=str(today + timedelta(days=90)))
    page = await kirsten.answers(page, mode="secret")
    return page if not page.fields else await kirsten.answers(page, contact="kirsten-dahl")


async def test_every_invitation_of_an_acknowledged_round_arrives_once(
    demo: Demo, tmp_path: Path
) -> None:  # fault 3
    page = await up_to_the_review(demo)
    await demo.kill()
    for number in range(KILLS):
        chance = Random(SEED + number)
        moment = 0.0 if number == 0 else chance.uniform(0, LATEST)
        copy = shutil.copytree(tmp_path / "var", tmp_path / f"{number}" / "var").parent
        log.warning("seed %s: killed %.0f ms after opening", SEED + number, 1000 * moment)
        async with a_demo(copy) as one:
            await opens_and_is_killed(one, page, moment)


async def opens_and_is_killed(demo: Demo, page: Page, moment: float) -> None:
    kirsten = Visitor(demo, "kirsten-dahl")
    opened = await kirsten.clicks(page, "Åbn afstemningen")
    assert "12" in opened.text
    await after(moment)
    await demo.kill()
    log.warning("by then the invitations were %s", dict(await sent(demo)))
    await demo.start()
    await demo.passes_an_hour()
    counted = {who: await invitations(demo, who) for who in (*VOTERS, *OTHERS)}
    assert counted == {**dict.fromkeys(VOTERS, 1), **dict.fromkeys(OTHERS, 0)}
    assert await votes(Visitor(demo, "jonas-friis"))
    await demo.kill()
    async with demo.store() as store, store.snapshot() as reads:
        assert await reads.count(select(Round)) == 1
    assert await sent(demo) == {"sent": 12}


async def sent(demo: Demo) -> Counter[str]:
    """The invitations by what became of them."""
    async with demo.store() as store, store.snapshot() as reads:
        rows = await reads.all(select(Outbox).where(Outbox.message == "vote_invitation"))
    return Counter(each.state for each in rows)


async def invitations(demo: Demo, who: str) -> int:
    return sum(INVITED in page.text for page in await Visitor(demo, who).looks())


ANSWERS = {"wellbeing": "balance", "leadership": "citizen"}
PAGES = [
    *(["next", page] for page in ("who", *ANSWERS, "wellbeing_why", "leadership_why")),
    ["send", ""],
]


async def votes(voter: Visitor) -> bool:
    """From wherever the voter is to the thanks, as someone does who finds the page again."""
    page = await voter.writes("tema")
    for _ in range(12):
        if "Tak, din stemme er gemt." in page.text:
            return True
        move = page.sends.split(":")[3:]
        assert move in PAGES, page.text
        fields = {name: ANSWERS.get(name, "") for name in page.fields}
        page = await voter.answers(page, **fields)
    raise AssertionError(page.text)


@dataclass
class Hall:
    """The voters, and who was thanked: their votes are kept. The kill comes after `left` more."""

    demo: Demo
    left: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    thanked: set[str] = field(default_factory=set)

    async def all_vote(self) -> None:
        async with asyncio.TaskGroup() as group:
            for who in VOTERS:
                if who not in self.thanked:
                    group.create_task(self.goes(who))

    async def goes(self, who: str) -> None:
        with may_be_gone():
            if await votes(Visitor(self.demo, who)):
                self.thanked.add(who)
                self.left -= 1
                if self.left <= 0:
                    self.reached.set()


async def test_every_acknowledged_vote_outlives_the_kill_and_none_counts_twice(
    demo: Demo,
) -> None:  # faults 2, 7
    page = await up_to_the_review(demo)
    await Visitor(demo, "kirsten-dahl").clicks(page, "Åbn afstemningen")
    hall = Hall(demo)
    for number in range(KILLS):
        chance = Random(SEED + number)
        hall.left, hall.reached = chance.randint(1, 3), asyncio.Event()
        moment = chance.uniform(0, LATEST / 4)
        voting = asyncio.create_task(hall.all_vote())
        await asyncio.wait({voting, asyncio.ensure_future(hall.reached.wait())},
                           return_when=asyncio.FIRST_COMPLETED)  # fmt: skip
        await after(moment)
        log.warning("seed %s: killed with %s thanked", SEED + number, len(hall.thanked))
        await demo.kill()
        await voting
        await nothing_is_lost_or_doubled(hall)
        await demo.start()
    await hall.all_vote()
    assert hall.thanked == set(VOTERS)
    await demo.kill()
    assert await nothing_is_lost_or_doubled(hall) == set(VOTERS)


async def nothing_is_lost_or_doubled(hall: Hall) -> set[str]:
    async with hall.demo.store() as store, store.snapshot() as reads:
        rows = await reads.all(select(Participation))
        ballots = await reads.all(select(Ballot))
    answered = {each.person_id for each in rows if each.answered}
    assert hall.thanked <= answered
    assert len(rows) == len({each.person_id for each in rows}) == len(VOTERS)
    assert Counter(each.list for each in ballots) == (
        {"wellbeing": len(answered), "leadership": len(answered)} if answered else {}
    )
    return answered
