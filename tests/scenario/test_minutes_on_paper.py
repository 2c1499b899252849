"""The minutes on paper: for the two alone, and to keep before they are destroyed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogs.core.actions import Do, write
from storage.tables import Audit, Minutes, Person
from tests import town as plot
from tests.keeping import (
    JONAS,
    METTE,
    SECRET,
    a_kept_town,
    changes_leader,
    held_last_week,
    is_held,
    minutes,
    talk,
)
from tests.kom import keep, kept
from tests.on_sheets import paper_behind, words_on
from tests.opened_papers import link_on, reading, sealed
from tests.talk import Town

KEEP = "Gem eller print det"


def _offers(town: Town, name: str) -> list[str]:
    """The buttons under what they see last."""
    return [each.label for each in town[name].screen[-1].buttons]


async def _reads_on_paper(town: Town, name: str) -> str:
    await town[name].presses(write(Do("minutes", "talk-1")))
    return words_on(await paper_behind(town, name, KEEP))


async def test_the_two_print_their_minutes_and_nobody_else_does(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-09, HER-11
        await held_last_week(town)
        for name in ("Jonas", "Mette"):
            said = await _reads_on_paper(town, name)
            assert "Referat: Udviklingssamtale" in said
            assert "Mandag den 3. august 2026" in said
            assert "Jonas Friis" in said
            assert SECRET in said
            assert "Referatet destrueres" in said
            assert "ikke begge sagt ja" not in said
        async with reading(town) as reader:
            opened = await reader.opens(link_on(town["Jonas"], KEEP))
            assert (opened.status, opened.kind) == (200, "application/pdf")
            assert opened.headers["Content-Disposition"] == 'inline; filename="referat.pdf"'
            for name in ("Sofie", plot.HR, plot.CONTACT):
                link = sealed(town, "minutes", "talk-1", plot.id_of(name))
                assert (await reader.opens(link)).status == 404
            before = sealed(town, "minutes", "talk-1", METTE)
            await changes_leader(town, plot.id_of(plot.CONTACT))
            assert (await reader.opens(before)).status == 404
        trail = [each for each in await kept(town, Audit) if each.what == "paper-opened"]
        assert [(each.actor_id, each.about_id) for each in trail] == [(JONAS, METTE)]


async def test_the_paper_is_in_the_language_of_whoever_opens_it(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path, language="en") as town:
        await held_last_week(town)
        await town["Jonas"].presses(write(Do("minutes", "talk-1")))
        paper = await paper_behind(town, "Jonas", "Keep or print them")
        assert paper.subtitle == "Monday 3 August 2026"
        for words in ("Minutes: ", "Employee", "This is your own copy"):
            assert words in words_on(paper)


async def test_what_is_not_agreed_says_so_and_there_is_no_paper_without_a_word(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        made, bare = minutes("talk-1"), minutes("talk-2")
        made.person_ok_at, bare.points = None, {"expect.person": "Ro på"}
        await keep(town, *(talk(each, town.now, held=True) for each in ("talk-1", "talk-2")))
        await keep(town, made, bare)
        assert "ikke begge sagt ja" in await _reads_on_paper(town, "Jonas")
        await town["Jonas"].presses(write(Do("minutes", "talk-2")))
        assert "Se dagsordenen" in _offers(town, "Jonas")
        assert KEEP not in _offers(town, "Jonas")
        async with reading(town) as reader:
            link = sealed(town, "minutes", "talk-2", JONAS)
            assert (await reader.opens(link)).status == 404


async def test_a_copy_is_kept_before_they_are_destroyed_and_none_after(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-12
        at = await held_last_week(town)
        await keep(town, talk("talk-2", at + timedelta(days=364)))
        town.clock.move(timedelta(days=330))
        await town.passes(days=16)
        for name, label in (
            ("Jonas", "Gem en kopi – Referat fra 3. august 2026"),
            ("Mette", "Gem en kopi – Jonas: Referat fra 3. august 2026"),
        ):
            await town[name].clicks(label)
            assert SECRET in words_on(await paper_behind(town, name, KEEP))
        link = link_on(town["Mette"], KEEP)
        await is_held(town, "talk-2")
        async with reading(town) as reader:
            assert (await reader.opens(link)).status == 200
            await town.passes(days=14)
            assert not await kept(town, Minutes)
            late = sealed(town, "minutes", "talk-1", METTE)
            assert (await reader.opens(late)).status == 404
        await town["Jonas"].presses(write(Do("going")))
        assert not [each for each in _offers(town, "Jonas") if each.startswith("Gem")]


async def test_a_leader_of_many_comes_to_each_copy_a_few_at_a_time(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-12
        led = [each for each in await kept(town, Person) if each.leader_id == METTE][:7]
        for number, each in enumerate(led):
            at = town.now - timedelta(days=540 - number)
            await keep(town, talk(f"talk-{number}", at, held=True, person=each.id))
            await keep(town, minutes(f"talk-{number}"))
        await town.passes(days=12)
        mette, seen = town["Mette"], set[str]()
        await mette.presses(write(Do("going")))
        for more in ("Flere at gemme", ""):
            found = {each for each in _offers(town, "Mette") if each.startswith("Gem en kopi")}
            assert len(found) <= 5
            seen |= found
            if more:
                await mette.clicks(more)
        assert len(seen) == len(led) == 7
