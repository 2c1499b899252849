"""`privatliv` further on: everything about me in one file, who has seen it, and to be erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from markupsafe import escape
from sqlmodel import select

from dialogs.core.paper import Paper
from schedules import ensure_jobs
from storage import audit, wishes
from storage.tables import Audit, Checkin, Preparation, Role, Wish
from storage.unit_of_work import Unit
from tests import town as plot
from tests.kom import TALK, a_talk, keep, kept, prepares
from tests.nudged import does
from tests.opened_papers import link_on, reading, sealed
from tests.talk import Town, a_town

SECRET = "Jeg sover dårligt for tiden"
JONAS = plot.id_of("Jonas")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await keep(
            town,
            Checkin(person_id=JONAS, made_on=town.now.date(), trivsel=4, note=SECRET),
            Role(person_id=plot.id_of("Ali"), workplace_id=plot.WORKPLACE, name="admin"),
        )
        yield town


async def test_everything_about_me_is_one_file_that_i_can_read(town: Town) -> None:
    # KL-22, KL-23: what is kept, for what and for whom lies open to the one it is about.
    jonas = town["Jonas"]
    await jonas.writes("privatliv")
    await jonas.clicks("Få alt om mig")
    jonas.sees("Linket er kun til dig og virker i en time.")
    async with reading(town) as reader:
        opened = await reader.opens(link_on(jonas, "Hent filen"))
        assert (opened.status, opened.kind) == (200, "text/html")
        assert opened.headers["Content-Disposition"].endswith('.html"')
        for words in ("Alt om Jonas Friis", "Dine check-ins", SECRET, "kun dig", "Mette Holm"):
            assert words in opened.text
        assert "Dine stemmer. De er hemmelige" in opened.text
        assert "Lavet mandag den 10. august 2026" in opened.text


async def test_what_i_prepared_and_who_read_it_are_in_the_file(town: Town) -> None:
    jonas, mette = town["Jonas"], town["Mette"]
    await a_talk(town)
    await prepares(jonas, "all")
    await mette.presses(f"do:read:{TALK}")
    (made,) = await kept(town, Preparation)
    await jonas.presses("do:all_mine:")
    async with reading(town) as reader:
        opened = await reader.opens(link_on(jonas, "Hent filen"))
    for words in made.answers.values():
        assert escape(words) in opened.text
    assert "core task" not in opened.text
    assert "Mette Holm har læst det, du delte fra din forberedelse." in opened.text
    assert "<dt>Arbejdsplads</dt><dd>" in opened.text


async def test_the_link_is_for_an_hour_and_for_me(town: Town) -> None:
    jonas = town["Jonas"]
    await jonas.writes("privatliv")
    await jonas.clicks("Få alt om mig")
    link = link_on(jonas, "Hent filen")
    async with reading(town) as reader:
        await town.passes(minutes=59)
        assert (await reader.opens(link)).status == 200
        await town.passes(minutes=2)
        late = await reader.opens(link)
        assert late.status == 404
        assert SECRET not in late.text


async def test_what_others_write_is_text_and_never_markup(town: Town) -> None:  # fault 33
    await keep(
        town,
        Checkin(person_id=JONAS, made_on=town.now.date(), trivsel=4, note="<script>x</script>"),
    )
    jonas = town["Jonas"]
    await jonas.writes("privatliv")
    await jonas.clicks("Få alt om mig")
    async with reading(town) as reader:
        opened = await reader.opens(link_on(jonas, "Hent filen"))
    assert "&lt;script&gt;x" in opened.text
    assert "<script" not in opened.text


async def test_erasing_is_asked_for_and_whoever_runs_kombot_hears_of_it(town: Town) -> None:
    jonas, ali = town["Jonas"], town["Ali"]
    await jonas.writes("privatliv")
    await jonas.clicks("Bed om sletning")
    jonas.sees("Du kan ikke få det igen.")
    # What is kept all the same, why and until when, is said before (GDPR, articles 12 (4) and 17).
    jonas.sees("Planer: I er to om dem, og du kan have ret til dem på skrift. Planen har")
    jonas.sees("Uden det ved jeg ikke, hvem du er")
    jonas.sees("Det bliver slettet 30 dage efter, at du er stoppet")
    jonas.sees("Du kan også klage til Datatilsynet.")
    assert await kept(town, Wish) == []
    await jonas.clicks("Ja, bed om sletning")
    jonas.sees("Du får svar senest onsdag den 9. september.")
    await town.settles()
    ali.sees("Jonas Friis bad mandag den 10. august om at få sit eget slettet.")
    ali.sees("Svar senest onsdag den 9. september.")
    assert len(await kept(town, Checkin)) == 1


async def test_asked_twice_is_asked_once_and_it_can_be_taken_back(town: Town) -> None:
    jonas, ali = town["Jonas"], town["Ali"]
    for _ in range(2):
        await jonas.presses("do:erase_me:yes")
    assert len(await kept(town, Wish)) == 1
    await jonas.clicks("Fortryd ønsket")
    jonas.sees("Ønsket er taget tilbage. Intet er slettet.")
    assert await kept(town, Wish) == []
    await town.settles()
    assert not ali.has_seen("Jonas Friis bad")


async def test_a_wish_that_waits_is_told_of_again_and_one_that_is_met_is_not(town: Town) -> None:
    jonas, ali = town["Jonas"], town["Ali"]
    await jonas.presses("do:erase_me:yes")
    await town.settles()
    assert _told(ali.messages) == 1
    await town.passes(days=15)
    assert _told(ali.messages) == 2

    async def meets(unit: Unit) -> None:
        wishes.meet(unit, person_id=JONAS, what=wishes.ERASE, now=town.now, by="operator")

    await town.store.run(meets)
    await town.passes(days=15)
    assert _told(ali.messages) == 2


def _told(messages: list[str]) -> int:
    return sum("sit eget slettet" in each for each in messages)


async def test_i_can_read_who_has_seen_what_of_mine(town: Town) -> None:
    # X-03, KL-22, KL-23
    jonas, mette = town["Jonas"], town["Mette"]
    await jonas.writes("spor")
    jonas.sees("Der er ikke noget endnu.")
    await a_talk(town)
    await prepares(jonas, "all")
    await mette.presses(f"do:read:{TALK}")
    await jonas.writes("hvem har set")
    jonas.sees("Mette Holm har læst det, du delte fra din forberedelse.")
    jonas.sees("Du har delt hele forberedelsen med lederen.")
    await mette.writes("spor")
    assert "har læst" not in mette.text


async def test_the_trail_is_turned_page_by_page(town: Town) -> None:
    rows = (
        Audit(
            at=town.now - timedelta(days=each),
            actor_id=plot.id_of("Mette"),
            about_id=JONAS,
            what="read",
        )
        for each in range(20)
    )
    await does(town, *rows)
    jonas = town["Jonas"]
    await jonas.writes("spor")
    assert jonas.text.count("har læst") == 15
    await jonas.clicks("Vis ældre")
    assert jonas.text.count("har læst") == 5


async def test_somebody_else_s_file_cannot_be_asked_for(town: Town) -> None:
    """The file is always the asker's own: what a button carries says only when it was made."""
    mette = town["Mette"]
    await mette.presses(f"do:all_mine:{JONAS}")
    async with reading(town) as reader:
        opened = await reader.opens(link_on(mette, "Hent filen"))
    assert "Alt om Mette Holm" in opened.text
    assert SECRET not in opened.text
    async with town.store.snapshot() as reads:
        assert await reads.first(select(Preparation)) is None


async def test_the_trail_and_wishes_that_were_met_are_forgotten_in_time(town: Town) -> None:
    long_ago = town.now - audit.KEPT - timedelta(days=1)
    for at, what in ((long_ago, "read"), (long_ago, "cleared"), (town.now, "read")):
        row = Audit(at=at, actor_id=plot.id_of("Mette"), about_id=JONAS, what=what)
        await keep(town, row)
    met = town.now - wishes.KEPT - timedelta(days=1)
    await keep(
        town,
        Wish(person_id=JONAS, what=wishes.ERASE, asked_at=met, done_at=met),
        Wish(person_id=JONAS, what=wishes.EXPORT, asked_at=met),
    )
    await ensure_jobs(town.store, town.now)
    await town.passes(days=1)
    assert sorted(each.what for each in await kept(town, Audit)) == ["cleared", "read"]
    assert [each.what for each in await kept(town, Wish)] == [wishes.EXPORT]


async def test_a_paper_with_my_words_that_somebody_else_opens_is_in_my_trail(town: Town) -> None:
    async def maker(_reads: object, _request: object) -> Paper:
        return Paper(name="plan", title="Plan", parts=("Vagter",), about_id=JONAS)

    registry = replace(town.app.inbox.registry, papers={"plan": maker})
    town.app.inbox = replace(town.app.inbox, registry=registry)
    async with reading(town) as reader:
        assert (await reader.opens(sealed(town, "plan", "x", JONAS))).status == 200
        assert await kept(town, Audit) == []
        opened = await reader.opens(sealed(town, "plan", "x", plot.id_of("Mette")))
        assert opened.status == 200
    await town["Jonas"].writes("spor")
    town["Jonas"].sees("Mette Holm har åbnet et papir fra en samtale med dig.")
