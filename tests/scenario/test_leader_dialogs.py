"""Mette sets the year's themes, a date for Jonas and the goals that they agree on."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import col, update

from dialogs.core.actions import Do, Open, write
from dialogs.talks.people_views import ON_A_PAGE
from storage.tables import Conversation, Cycle, Due, Kind, Person, Round, Selection
from tests import town as plot
from tests.kom import a_talk, a_year, keep, kept, skips_the_rest
from tests.talk import Talker, Town, a_town

JONAS = plot.id_of("Jonas Friis")


async def _arranges(mette: Talker, **fields: str) -> None:
    await mette.presses(write(Open("conversation", JONAS)))
    await mette.answers(**fields)
    await mette.clicks("Gem og giv besked")


async def test_a_leader_sets_the_years_themes_and_changes_them(
    tmp_path: Path,
) -> None:  # NYB-KOM-07, 08
    async with a_town(tmp_path) as town:
        mette = town["Mette"]
        await mette.presses(write(Open("year")))
        await mette.answers(year="2026")
        await mette.answers(purpose="Rolige skift", theme_1="Overgange", theme_2="Faglighed")
        await skips_the_rest(mette)
        mette.sees("Årets KOM i 2026 er åbnet.")
        await mette.presses(write(Open("year")))
        await mette.clicks("Ret: Formål og temaer")
        mette.sees("For 2026 står der nu: Overgange og Faglighed.")
        await mette.answers(theme_2="overgange")
        await mette.clicks("Gem og giv besked")
        (cycle,) = await kept(town, Cycle)
        assert (cycle.year, cycle.purpose, cycle.themes) == (2026, "Rolige skift", ["Overgange"])


async def test_next_year_has_its_own_themes(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_year(town)
        mette = town["Mette"]
        await mette.presses(write(Open("year")))
        await mette.clicks("Ret: Året")
        await mette.answers(year="2027")
        await mette.clicks("Ret: Formål og temaer")
        await mette.answers(theme_1="Natur", theme_2="")
        await mette.clicks("Gem og giv besked")
        years = {each.year: each.themes for each in await kept(town, Cycle)}
        assert years == {2026: ["Trygge overgange", "Fælles faglighed"], 2027: ["Natur"]}


async def test_the_themes_of_the_dialogue_are_suggested(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        held = Round(
            workplace_id=plot.WORKPLACE,
            opened_by=plot.id_of(plot.CONTACT),
            contact_id=plot.id_of(plot.CONTACT),
            phase="announced",
            deadline=town.now - timedelta(days=30),
            dialogue_on=date(2026, 6, 1),
            opened_at=town.now - timedelta(days=60),
            announced_at=town.now - timedelta(days=29),
        )
        chosen = Selection(
            round_id=held.id,
            list="leadership",
            theme="free",
            wording="Nærvær i hverdagen",
            reason="Det betyder mest",
            selected_by=plot.id_of(plot.CONTACT),
        )
        await keep(town, held, chosen)
        mette = town["Mette"]
        await mette.presses(write(Open("year")))
        await mette.answers(year="2026")
        mette.sees("I jeres Udviklingsdialog valgte I: Nærvær i hverdagen.")


async def test_a_date_is_set_in_the_leaders_zone_and_the_employee_is_told(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await mette.writes("samtaler")
        await mette.clicks("Jonas Friis")
        await mette.clicks("Aftal samtale")
        await mette.answers(kind="kom", day="2026-11-12", clock="09:30")
        await mette.clicks("Gem og giv besked")
        mette.sees("KOM torsdag den 12. november kl. 9.30.")
        (talk,) = await kept(town, Conversation)
        assert (talk.at, talk.person_id) == (datetime(2026, 11, 12, 8, 30, tzinfo=UTC), JONAS)
        await town.settles()
        jonas.sees("Din KOM med Mette er torsdag den 12. november kl. 9.30")
        await jonas.clicks("Forbered samtalen")
        assert jonas.form.title == "Forbered din KOM"


async def test_a_planned_conversation_is_moved_and_not_doubled(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await _arranges(mette, kind="kom", day="2026-08-24", clock="10:00")
        await mette.presses(write(Open("conversation", JONAS)))
        await mette.clicks("Ret: Samtale med Jonas")
        mette.sees("I har en samtale mandag den 24. august kl. 10.")
        await mette.answers(kind="kom", day="2026-08-25", clock="13:00")
        await mette.clicks("Gem og giv besked")
        mette.sees("Samtalen med Jonas er flyttet.")
        (talk,) = await kept(town, Conversation)
        assert talk.at == datetime(2026, 8, 25, 11, 0, tzinfo=UTC)
        await town.settles()
        assert [text.splitlines()[0] for text in jonas.messages] == [
            "Din KOM med Mette er tirsdag den 25. august kl. 13"
        ]


async def test_the_same_date_again_tells_nobody(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette = town["Mette"]
        await _arranges(mette, kind="kom", day="2026-08-24", clock="10:00")
        await town.settles()
        await mette.presses(write(Open("conversation", JONAS)))
        await mette.clicks("Gem og giv besked")
        mette.sees("Samtalen med Jonas står, som den gjorde.")
        await town.settles()
        assert len(town["Jonas"].messages) == 1


async def test_a_mini_kom_asks_for_a_check_in_and_no_preparation(
    tmp_path: Path,
) -> None:  # NYB-KOM-24, 25
    async with a_town(tmp_path) as town:
        await _arranges(town["Mette"], kind="mini", day="2026-08-24", clock="10:00")
        await town.settles()
        jonas = town["Jonas"]
        jonas.sees("Den tager højst 20 minutter.")
        await jonas.clicks("Lav et check-in")
        assert jonas.form.title == "Hvordan trives du?"
        await jonas.writes("forbered")
        assert jonas.form.title == "Hvordan trives du?"


async def test_a_time_that_has_passed_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette = town["Mette"]
        await mette.presses(write(Open("conversation", JONAS)))
        await mette.answers(kind="kom", day="2026-08-07", clock="10:00")
        mette.sees("Den dag er gået.")
        await mette.answers(kind="kom", day="2026-08-10", clock="08:00")
        mette.sees("Den tid er gået.")
        assert [each.value for each in mette.form.fields] == ["kom", "2026-08-10", "08:00", ""]
        assert not await kept(town, Conversation)


async def test_a_row_for_the_planner_is_written_with_a_date(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        mette = town["Mette"]
        await _arranges(mette, kind=Kind.KOM.value, day="2026-08-24", clock="10:00")
        (talk,) = await kept(town, Conversation)
        rows = {(row.rule, row.subject) for row in await kept(town, Due)}
        assert ("conversation.plan", talk.id) in rows


async def test_only_the_own_leader_arranges_and_agrees(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        for name in ("Sofie", "Hanne", "Kirsten", "Jonas"):
            other = town[name]
            for action in (Open("conversation", JONAS), Open("plan", JONAS), Do("people", JONAS)):
                await other.presses(write(action))
                other.sees("Det kan kun medarbejderens egen leder åbne.")
            await other.presses(write(Open("year")))
            other.sees("Det er lederen, der vælger årets temaer.")
        await town["Sofie"].writes("samtaler")
        town["Sofie"].sees("Jeg kan ikke se, at du har medarbejdere.")


async def test_someone_who_has_left_is_told_of_kindly(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _leaves(town)
        mette = town["Mette"]
        await mette.presses(write(Open("plan", JONAS)))
        mette.sees("Medarbejderen er her ikke længere")


async def _leaves(town: Town) -> None:
    async with town.store.unit() as unit:
        gone = update(Person).where(col(Person.id) == JONAS).values(left_on=town.now.date())
        unit.update(gone)
        await unit.commit()


async def test_a_long_list_of_people_goes_on_over_more_cards(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await keep(town, *(_employee(number) for number in range(20)))
        mette = town["Mette"]
        await mette.writes("medarbejdere")
        people = [each for each in mette.screen[-1].buttons if "do:people:p-" in each.value]
        others = [each.label for each in mette.screen[-1].buttons if "Dorthe" in each.label]
        assert len(people) + len(others) == ON_A_PAGE
        await mette.clicks("Vis flere")
        assert "Sofie Krag" in mette.text


def _employee(number: int) -> Person:
    return Person(
        organisation_id=plot.ORGANISATION,
        workplace_id=plot.WORKPLACE,
        leader_id=plot.id_of(plot.LEADER),
        name=f"Dorthe {number:02}",
        email=f"d{number}@solsikken.example",
    )
