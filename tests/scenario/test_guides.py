"""Mette adapts the questions: for Jonas, for everybody, and also after he has begun."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update
from sqlmodel import select

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Form
from storage import years
from storage.tables import Conversation, Cycle, Guide, Preparation
from tests import town as plot
from tests.kom import TALK, TALK_AT, THEMES, a_talk, a_year, fills, goes_to, keep, kept
from tests.talk import Talker, Town, a_town

OUT = {"ask__core_task-difference": "out", "ask__core_task-signs": "out"}
DIFFERENCE = "Hvad af det, du gør, hjælper borgeren mest, og hvordan får vi mere af det?"
TRUST = "Hvad vil du gerne prøve, så borgeren føler sig endnu mere tryg og hørt?"


async def goes_on(mette: Talker, **asked: str) -> list[str]:
    """Through the tracks to the leader's own questions; the names of the fields on the way."""
    seen: list[str] = []
    while not any(each.name == "own_1" for each in mette.form.fields):
        here = [each.name for each in mette.form.fields]
        seen += here
        page = {name: raw for name, raw in asked.items() if name.replace("__", ".") in here}
        await (mette.answers(**page) if page else mette.clicks("Gem og gå videre"))
    return seen


async def adapts(mette: Talker, subject: str, *own: str, **asked: str) -> None:
    await mette.presses(write(Open("guide", subject)))
    await goes_on(mette, **asked)
    await mette.answers(**{f"own_{at}": each for at, each in enumerate(own, 1)}, own_5="")
    await mette.clicks("Gem spørgsmålene")


async def changes(mette: Talker, page: str, **fields: str) -> None:
    await mette.presses(write(Open("guide", TALK)))
    await mette.clicks(f"Ret: {page}")
    await mette.answers(**fields)
    await mette.clicks("Gem spørgsmålene")


async def looks_at(jonas: Talker, page: str) -> list[str]:
    await jonas.writes("forbered")
    await goes_to(jonas, page)
    return [each.label for each in jonas.form.fields]


async def test_the_leader_takes_questions_out_and_puts_own_ones_in(tmp_path: Path) -> None:
    # KL-30, NYB-KOM-44, NYB-KOM-45
    async with a_town(tmp_path) as town:
        await a_talk(town)
        mette, jonas = town["Mette"], town["Jonas"]
        await adapts(mette, TALK, "Hvordan går det med natten?", **OUT)
        mette.sees("De gælder din KOM med Jonas.")
        (guide,) = await kept(town, Guide)
        assert guide.changes == {
            "out": ["core_task.difference", "core_task.signs"],
            "own": ["Hvordan går det med natten?"],
        }
        asked = await looks_at(jonas, "Kerneopgaven")
        assert TRUST in asked
        assert DIFFERENCE not in asked
        await goes_to(jonas, "Spørgsmål fra Mette")
        assert [each.label for each in jonas.form.fields] == ["Hvordan går det med natten?"]


async def test_a_question_that_was_taken_out_can_come_back(tmp_path: Path) -> None:  # KL-30
    async with a_town(tmp_path) as town:
        await a_talk(town)
        mette = town["Mette"]
        await adapts(mette, TALK, **OUT)
        await mette.presses(write(Open("guide", TALK)))
        mette.sees(f"{DIFFERENCE} Ude")
        await changes(mette, "Kerneopgaven", **{"ask__core_task-difference": "in"})
        (guide,) = await kept(town, Guide)
        assert (guide.changes["out"], guide.turn) == (["core_task.signs"], 2)
        assert DIFFERENCE in await looks_at(town["Jonas"], "Kerneopgaven")


async def test_what_is_fixed_is_shown_and_cannot_be_taken_out(tmp_path: Path) -> None:
    # HER-18..24, KL-06, KL-30
    async with a_town(tmp_path) as town:
        await _after_herlev(town)
        mette, jonas = town["Mette"], town["Jonas"]
        await mette.presses(write(Open("guide", TALK)))
        mette.sees("Det her er altid med")
        pack = town.app.inbox.house.packs.talks()["herlev"]
        for topic in pack.obligatory:
            mette.sees(topic.name.in_("da"))
        offered = await goes_on(mette)
        assert len(offered) == sum(len(track.questions) for track in pack.tracks)
        await jonas.writes("forbered")
        await goes_to(jonas, "Det skal I nå omkring")
        assert len(jonas.form.fields) == len(pack.obligatory)


async def _after_herlev(town: Town) -> None:
    talk = Conversation(
        id=TALK,
        person_id=plot.id_of("Jonas Friis"),
        leader_id=plot.id_of(plot.LEADER),
        at=TALK_AT,
        concept="herlev",
    )
    await keep(town, talk)


async def test_pay_is_no_matter_for_the_leaders_own_questions(tmp_path: Path) -> None:
    # HER-14, X-12
    async with a_town(tmp_path) as town:
        await a_talk(town)
        mette = town["Mette"]
        await mette.presses(write(Open("guide", TALK)))
        await goes_on(mette)
        mette.sees("Løn forhandles ikke her.")
        await mette.answers(own_1="Spørg 010190-1234 om det")
        mette.sees("Det ligner et CPR-nummer.")
        assert not await kept(town, Guide)


async def test_what_was_written_stays_and_whoever_has_begun_is_told(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        mette, jonas, sofie = town["Mette"], town["Jonas"], town["Sofie"]
        await adapts(mette, TALK, "Hvad vil du lære?", "Hvad driller?")
        await looks_at(jonas, "Kerneopgaven")
        await fills(jonas, "Mine tegn", "Andre tegn", "Om tryghed")
        await goes_to(jonas, "Spørgsmål fra Mette")
        await fills(jonas, "Jeg vil lære tegn", "Vagterne driller")
        await changes(mette, "Dine egne spørgsmål", own_1="Hvad driller?", own_2="")
        await town.settles()
        jonas.sees("Mette har ændret spørgsmålene til jeres KOM")
        await jonas.clicks("Se spørgsmålene")
        await jonas.clicks("Se overblik")
        jonas.sees("Om tryghed")
        await jonas.clicks("Ret: Spørgsmål fra Mette")
        assert [(each.label, each.value) for each in jonas.form.fields] == [
            ("Hvad driller?", "Vagterne driller")
        ]
        jonas.sees("Et spørgsmål er ændret, siden du skrev.")
        jonas.sees("Jeg vil lære tegn")
        assert not sofie.messages


async def test_an_answer_whose_question_is_taken_out_is_kept_with_it_and_can_be_shared(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        mette, jonas = town["Mette"], town["Jonas"]
        await adapts(mette, TALK, "Hvad driller?")
        await looks_at(jonas, "Kerneopgaven")
        await fills(jonas, "Om borgeren")
        await goes_to(jonas, "Spørgsmål fra Mette")
        await fills(jonas, "Vagterne driller")
        await changes(mette, "Dine egne spørgsmål", own_1="")
        await changes(mette, "Kerneopgaven", **{"ask__core_task-difference": "out"})
        await jonas.writes("forbered")
        await goes_to(jonas, "Hvad vil du dele?")
        await jonas.answers(sharing="all")
        for each in ("Spørgsmål, der er taget ud", "Hvad driller?", "Vagterne driller"):
            jonas.sees(each)
        jonas.sees(DIFFERENCE)
        await jonas.clicks("Gem forberedelsen")
        await mette.presses(write(Do("read", TALK)))
        mette.sees("Hvad driller?")
        mette.sees("Vagterne driller")
        mette.sees("Om borgeren")
        await jonas.writes("forbered")
        await jonas.clicks("Ret: Spørgsmål, der er taget ud")
        await jonas.clicks("Spring over")
        jonas.sees("Vagterne driller")
        await jonas.clicks("Ret: Spørgsmål, der er taget ud")
        await fills(jonas, "", "")
        await jonas.clicks("Gem forberedelsen")
        (made,) = await kept(town, Preparation)
        assert not {"Vagterne driller", "Om borgeren"} & set(made.answers.values())


async def test_what_was_written_on_a_theme_outlives_the_theme(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_year(town)
        await a_talk(town)
        mette, jonas = town["Mette"], town["Jonas"]
        await jonas.writes("forbered")
        await goes_to(jonas, "Årets temaer")
        await fills(jonas, "Om overgange", "Om faglighed")
        async with town.store.unit() as unit:
            (cycle,) = await unit.all(select(Cycle))
            years.set_guide(unit, cycle, {})
            unit.update(update(Cycle).values(themes=[THEMES[1]]))
            await unit.commit()
        await goes_to(jonas, "Hvad vil du dele?")
        await jonas.answers(sharing="all")
        await jonas.clicks("Gem forberedelsen")
        await mette.presses(write(Do("read", TALK)))
        mette.sees("Om overgange")
        mette.sees(THEMES[1])
        await jonas.writes("forbered")
        jonas.sees("Om overgange")


async def test_nobody_is_told_before_they_have_begun(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        await adapts(town["Mette"], TALK, "Hvad driller?")
        await town.settles()
        assert not town["Jonas"].messages


async def test_what_holds_for_all_gives_way_to_what_is_for_one(tmp_path: Path) -> None:
    # NYB-KOM-44, KL-30
    async with a_town(tmp_path) as town:
        await a_year(town)
        await a_talk(town)
        (cycle,) = await kept(town, Cycle)
        mette, jonas = town["Mette"], town["Jonas"]
        await adapts(mette, f"year:{cycle.id}", "Til alle?", **OUT)
        mette.sees("De gælder alle i år.")
        assert DIFFERENCE not in await looks_at(jonas, "Kerneopgaven")
        await changes(mette, "Dine egne spørgsmål", own_1="Til dig?")
        await goes_to(jonas, "Spørgsmål fra Mette")
        assert [each.label for each in jonas.form.fields] == ["Til dig?"]
        (again,) = await kept(town, Cycle)
        assert (again.guide or {})["own"] == ["Til alle?"]


async def test_a_guide_is_changed_from_what_it_was_read_as(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        mette = town["Mette"]
        await adapts(mette, TALK, "Første")
        for number, words in enumerate(("Anden", "Tredje"), 2):
            await changes(mette, "Dine egne spørgsmål", own_1=words)
            (guide,) = await kept(town, Guide)
            assert (guide.changes["own"], guide.turn) == ([words], number)


async def test_one_question_at_least_stays(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        pack = town.app.inbox.house.packs.talks()["nyborg_kom"]
        every = {
            f"ask__{track.key}-{each.key}": "out"
            for track in pack.tracks
            for each in track.questions
        }
        await adapts(town["Mette"], TALK, **every)
        town["Mette"].sees("Du har taget alle spørgsmål ud.")
        assert not await kept(town, Guide)


async def test_only_the_leader_of_the_conversation_adapts_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_year(town)
        await a_talk(town)
        (cycle,) = await kept(town, Cycle)
        for name in ("Jonas", "Sofie", "Hanne", "Kirsten"):
            for subject in (TALK, f"year:{cycle.id}", "year:nothing", "nothing"):
                await town[name].presses(write(Open("guide", subject)))
                assert not isinstance(town[name].screen[-1], Form)
