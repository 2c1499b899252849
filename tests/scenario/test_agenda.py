"""The agenda that Jonas and Mette share: what it begins with, what stands on it, and the hour."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import update

from bot.papers.printing import as_json, print_pdf
from dialogs import PAPERS
from dialogs.core.actions import Do, Open, write
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Paper
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from storage import people
from storage.tables import Audit, Consent, Goal, Minutes
from tests import town as plot
from tests.kom import TALK, TALK_AT, a_year, keep, kept, prepares
from tests.talk import Talker, Town, a_town
from tests.talks_held import FIXED, JONAS, LAST, METTE, a_talk_after, last_year, named


async def test_it_says_when_and_where_and_what_the_year_is_about(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_year(town)
        jonas = await a_talk_after(town, "nyborg_kom")
        await jonas.writes("dagsorden")
        jonas.sees("Dagsorden: KOM med Mette")
        jonas.sees("mandag den 24. august kl. 10 (mødelokale 2)")
        jonas.sees("Trygge overgange og Fælles faglighed")
        jonas.sees("I mødes mandag")
        town.clock.move(TALK_AT + timedelta(hours=1) - town.now)
        await town["Mette"].presses(write(Do("held", f"{TALK}|yes")))
        await jonas.presses(write(Do("agenda", TALK)))
        jonas.sees("I mødtes mandag den 24. august")


async def test_it_begins_with_what_was_agreed_last_time(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-11, HER-19, NYB-KOM-47
        await last_year(town)
        await a_talk_after(town, "herlev")
        for name in ("Jonas", "Mette"):
            talker = town[name]
            await talker.presses(write(Do("agenda", TALK)))
            for said in ("Lede et møde: i gang", "Lære systemet: nået", "Er oplæringen i gang?"):
                talker.sees(said)
            assert "Vi talte om vagterne" not in talker.text
            assert talker.text.index("Fra sidst") < talker.text.index("Det håber I på")
        assert {(each.what, each.actor_id) for each in await kept(town, Audit)} == {
            ("minutes", JONAS),
            ("minutes", METTE),
        }


async def test_what_another_leader_wrote_down_the_new_one_does_not_read(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await last_year(town, leader_id=plot.id_of("Kirsten"))
        jonas = await a_talk_after(town, "herlev")
        await jonas.writes("dagsorden")
        jonas.sees("Er oplæringen i gang?")
        await town["Mette"].presses(write(Do("agenda", TALK)))
        town["Mette"].sees("Lede et møde")
        assert "oplæringen" not in town["Mette"].text


@pytest.mark.parametrize("both", [True, False])
async def test_the_new_leader_reads_what_was_agreed_on_and_the_employee_let_them_read(
    tmp_path: Path, *, both: bool
) -> None:
    async with a_town(tmp_path) as town:  # X-02, HER-09
        await last_year(town, leader_id=plot.id_of("Kirsten"))
        async with town.store.unit() as unit:
            yes = town.now if both else None
            unit.update(update(Minutes).values(person_ok_at=town.now, leader_ok_at=yes))
            await unit.commit()
        await a_talk_after(town, "herlev")
        given = Consent(
            conversation_id=LAST,
            what="minutes",
            reader_id=METTE,
            asked_by=METTE,
            person_ok_at=town.now,
            leader_ok_at=town.now,
        )
        await keep(town, given)
        await town["Mette"].presses(write(Do("agenda", TALK)))
        assert ("Er oplæringen i gang?" in town["Mette"].text) is both


async def test_goals_agreed_on_with_another_leader_are_not_the_new_ones_to_see(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        another, day = plot.id_of("Kirsten"), date(2026, 2, 1)
        title = "Et mål fra før"
        await keep(town, Goal(person_id=JONAS, leader_id=another, title=title, agreed_on=day))
        jonas = await a_talk_after(town, "herlev")
        await jonas.writes("dagsorden")
        jonas.sees("Et mål fra før")
        await town["Mette"].presses(write(Do("agenda", TALK)))
        assert "Et mål fra før" not in town["Mette"].text


async def test_each_writes_what_they_hope_for_and_the_other_reads_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # NOR-24
        jonas = await a_talk_after(town, "norddjurs_mus")
        await jonas.writes("dagsorden")
        await jonas.clicks("Skriv, hvad du håber på")
        await town["Mette"].presses(write(Do("agenda", TALK)))
        assert "Mere ro" not in town["Mette"].text
        await jonas.answers(line="Mere ro til oplæring")
        await town["Mette"].presses(write(Do("agenda", TALK)))
        town["Mette"].sees("Jonas: Mere ro til oplæring")
        town["Mette"].sees("Mette: ikke skrevet endnu")
        await town["Mette"].clicks("Skriv, hvad du håber på")
        await town["Mette"].answers(line="At vi finder et mål")
        await jonas.writes("dagsorden")
        jonas.sees("Mette: At vi finder et mål")
        jonas.sees("Jonas: Mere ro til oplæring")


async def test_what_both_have_shared_stands_together_and_nothing_else(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # NYB-KOM-47, X-03
        await a_year(town)
        jonas = await a_talk_after(town, "nyborg_kom")
        await prepares(jonas, "topics")
        mette = town["Mette"]
        await mette.presses(write(Open("leader_preparation", TALK)))
        await mette.answers(work__feedback="Du er rolig i de svære samtaler")
        await mette.answers(sharing="all")
        await mette.clicks("Gem mine noter")
        for talker in (jonas, mette):
            await talker.presses(write(Do("agenda", TALK)))
            await talker.clicks("Læs, hvad I har delt")
            talker.sees("Mine vagter i efteråret")
            talker.sees("Du er rolig i de svære samtaler")
            assert "Hemmelighed om kerneopgaven" not in talker.text
        reads = [each for each in await kept(town, Audit) if each.what == "read"]
        assert {each.actor_id for each in reads} == {JONAS, METTE}


@pytest.mark.parametrize(
    ("concept", "says"),
    [
        ("herlev", "Men her forhandler I den ikke."),  # HER-14
        ("herlev", "Vent ikke med det, I bør tale om i hverdagen."),  # HER-08
        ("herlev", "I er to lige parter."),  # HER-04
        ("herlev", "Se fremad"),  # HER-05
        ("nyborg_kom", "Se mest fremad."),  # NYB-KOM-14
        ("nyborg_kom", "Tiden er jeres."),  # NYB-KOM-53
        ("norddjurs_mus", "hvor ingen forstyrrer jer"),  # NOR-03
        ("norddjurs_mus", "tillid, ordentlighed, udvikling og fællesskab"),  # NOR-04
        ("norddjurs_mus", "Sig konkret, hvad du har set i arbejdet"),  # NOR-35
    ],
)
async def test_what_holds_for_every_talk_stands_on_it(
    tmp_path: Path, concept: str, says: str
) -> None:
    async with a_town(tmp_path) as town:
        jonas = await a_talk_after(town, concept)
        await jonas.writes("dagsorden")
        jonas.sees(says)


async def test_the_hour_is_a_quarter_on_why_and_three_on_how(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # NYB-KOM-30
        jonas = await a_talk_after(town, "nyborg_kom")
        await jonas.writes("dagsorden")
        jonas.sees("Forslag til tiden: 60 minutter")
        jonas.sees("Først cirka 15 minutter")
        jonas.sees("Så cirka 45 minutter")


async def test_whoever_has_no_talk_is_told_what_to_do(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        for word in ("dagsorden", "referat"):
            await town["Mette"].writes(word)
            town["Mette"].sees("skriv “samtaler”")


async def _paper(town: Town, name: str) -> Paper | Refusal:
    house, now = town.app.inbox.house, town.now
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of(name))
        assert person is not None
        who = await who_is(reads, person, house)
        say = Speaker(texts=town.app.inbox.texts, language="da", zone=who.zone, now=now)
        request = Request(who=who, subject=TALK, now=now, house=house, say=say)
        made = await PAPERS["agenda"](reads, request)
    assert isinstance(made, Paper | Refusal)
    return made


async def test_on_paper_it_has_room_to_write_and_none_of_what_was_shared(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await last_year(town)
        jonas = await a_talk_after(town, "herlev")
        await prepares_all(jonas)
        paper = await _paper(town, plot.LEADER)
        assert isinstance(paper, Paper)
        assert print_pdf(paper, "da").startswith(b"%PDF")
        topics_named = [named("herlev", key) for key in FIXED]
        read = json.dumps(as_json(paper, "da"), ensure_ascii=False)
        for said in (*topics_named, "Lede et møde", "Hvornår oplevede du det sidst?"):
            assert said in read
        assert "Noget fortroligt" not in read
        assert isinstance(await _paper(town, "Sofie Krag"), Refusal)


async def prepares_all(jonas: Talker) -> None:
    await jonas.writes("forbered")
    await jonas.clicks("Spring over")
    await jonas.answers(must__tasks="Noget fortroligt")
    for _ in range(20):
        if any(each.name == "sharing" for each in jonas.form.fields):
            break
        await jonas.clicks("Spring over")
    await jonas.answers(sharing="all")
    await jonas.clicks("Gem forberedelsen")
