"""What is kept of conversations: by whose rule, and what somebody who leaves leaves behind."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, update

from dialogs.core.actions import Do, Open, write
from storage import lasting, unfiled
from storage.erase import is_erased
from storage.tables import (
    Activity,
    Cycle,
    Goal,
    Minutes,
    Person,
    Preparation,
    Scope,
    TalkEvaluation,
    TalkPlan,
)
from tests import town as plot
from tests.keeping import HANNE, JONAS, METTE, a_kept_town, held_last_week, minutes, plan, talk
from tests.kom import keep, kept
from tests.talk import Talker, Town


def _heard(person: Talker, words: str) -> list[str]:
    return [each for each in person.messages if words in each]


async def test_everybody_sees_by_whose_rule_what_is_kept_and_how_long(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path, concept="herlev") as town:
        await held_last_week(town)
        jonas = town["Jonas"]
        await jonas.writes("privatliv")
        jonas.sees("Referater: 1. Planer: 0.")
        jonas.sees("Referatet destrueres, når I har holdt næste års samtale. (Jeres egen regel)")
        jonas.sees("Et check-in slettes efter to år. (Kombots forslag)")
        jonas.sees("Mette Holm kan se det, du har delt fra 1 af dem.")
        await jonas.clicks("Det, der slettes")
        jonas.sees("Der er ikke noget fra dine samtaler")


@pytest.mark.parametrize("concept", ["norddjurs_mus", "herlev", "nyborg_kom"])
async def test_each_rule_that_holds_for_somebody_stands_in_one_list(
    tmp_path: Path, concept: str
) -> None:
    """Those of a concept that they talked after before, too; and how long a leaver's plan waits."""
    async with a_kept_town(tmp_path, concept=concept) as town:  # X-02, NOR-29
        await held_last_week(town, concept="herlev")
        await town["Jonas"].writes("privatliv")
        said = town["Jonas"].text.partition("Alle regler for, hvor længe")[2]
        packs = town.app.inbox.house.packs.talks()
        for name in {concept, "herlev"}:
            for each in packs[name].keeping:
                assert each.says.in_("da") in said
        assert ("Referat (Udviklingssamtale)" in said) == (concept != "herlev")
        filed = any(each.until == "filed" for each in packs[concept].keeping)
        assert (f"i højst {unfiled.HELD.days} dage" in said) == filed
        assert f"{lasting.MESSAGES.days} dage efter, at de er sendt" in said


async def test_it_names_the_leader_whom_something_was_shared_with(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:
        await keep(
            town,
            talk("talk-1", town.now - timedelta(days=7), held=True, leader=HANNE),
            Preparation(conversation_id="talk-1", person_id=JONAS, shared=Scope.ALL.value),
        )
        await town["Jonas"].writes("privatliv")
        town["Jonas"].sees("Hanne Riis kan se det, du har delt fra 1 af dem.")


async def test_nameless_answers_go_two_years_after_their_year(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:
        for year in (2023, 2025):
            cycle = Cycle(
                id=f"y-{year}",
                workplace_id=plot.WORKPLACE,
                year=year,
                set_by=METTE,
                concept="nyborg_kom",
            )
            answers = TalkEvaluation(cycle_id=cycle.id, part="talk", answers={"way": "Godt"})
            await keep(town, cycle, answers)
        await town.passes(days=1)
        assert [each.cycle_id for each in await kept(town, TalkEvaluation)] == ["y-2025"]


async def _leaves(town: Town) -> None:
    async with town.store.unit() as unit:
        here = update(Person).where(col(Person.id) == JONAS)
        unit.update(here.values(left_on=town.now.date()))
        await unit.commit()


@pytest.mark.parametrize(("concept", "told"), [("norddjurs_mus", 1), ("nyborg_kom", 0)])
async def test_the_plan_of_somebody_who_leaves_is_filed_where_the_concept_wants_it(
    tmp_path: Path, concept: str, told: int
) -> None:
    async with a_kept_town(tmp_path) as town:  # NOR-29, X-02
        agreed = plan("talk-1", concept=concept)
        agreed.person_ok_at = agreed.leader_ok_at = town.now
        await keep(town, talk("talk-1", town.now, held=True, concept=concept), agreed)
        await _leaves(town)
        await town.passes(days=3)
        mette = town["Mette"]
        assert len(_heard(mette, "Jonas Friis er stoppet, og planen ligger her endnu")) == told
        if told:
            mette.sees("Den 9. februar 2027 sletter jeg planen")
            await mette.clicks("Se planen")
            assert "stoppet" not in mette.text
            mette.sees("Jonas Friis")
            # It is filed as both agreed to it: one of the two is not there to say yes any more.
            assert "Ret planen" not in mette.text
            await mette.presses(write(Open("plan", "talk-1")))
            mette.sees("Medarbejderen er her ikke længere")
        await town.passes(days=30)
        assert len(await kept(town, TalkPlan)) == told
        assert len(_heard(mette, "planen ligger her endnu")) == told
        town.clock.move(timedelta(days=152))
        await town.passes(days=2)
        assert not await kept(town, TalkPlan)


async def _agreed_and_gone(town: Town, **values: object) -> None:
    """Jonas leaves with a plan that both agreed to; somebody else leads him since, or nobody."""
    agreed = plan("talk-1", concept="norddjurs_mus")
    agreed.person_ok_at = agreed.leader_ok_at = town.now
    beforehand = Preparation(conversation_id="talk-1", person_id=JONAS, answers={"own": "Mit"})
    held = talk("talk-1", town.now, held=True, concept="norddjurs_mus")
    await keep(town, held, agreed, minutes("talk-1"), beforehand)
    async with town.store.unit() as unit:
        here = update(Person).where(col(Person.id) == JONAS)
        unit.update(here.values(left_on=town.now.date(), **values))
        await unit.commit()
    await town.passes(days=3)


@pytest.mark.parametrize(
    ("leader_id", "name"), [(plot.id_of(plot.CONTACT), "Kirsten"), (None, "Hanne")]
)
async def test_a_leavers_plan_waits_for_whoever_leads_now_or_hr_to_file_it_and_then_goes(
    tmp_path: Path, leader_id: str | None, name: str
) -> None:  # NOR-29
    async with a_kept_town(tmp_path) as town:
        await _agreed_and_gone(town, leader_id=leader_id)
        assert not _heard(town["Mette"], "planen ligger her endnu")
        files = town[name]
        assert len(_heard(files, "planen ligger her endnu")) == 1
        await town.passes(days=32)
        assert len(await kept(town, TalkPlan)) == 1
        assert not await kept(town, Minutes)
        assert not await kept(town, Preparation)
        await files.presses(write(Do("talk_plan", "talk-1")))
        files.sees("Jonas Friis")
        assert "Ret planen" not in files.text
        await files.clicks("Lagt i personalemappen")
        (filed,) = await kept(town, TalkPlan)
        assert filed.filed_by == (leader_id or HANNE)
        await town.passes(days=2)
        assert not await kept(town, TalkPlan)
        (jonas,) = [each for each in await kept(town, Person) if each.id == JONAS]
        assert is_erased(jonas)


async def test_nobody_else_reads_the_plan_of_somebody_who_has_left(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:  # NOR-29, X-03
        await _agreed_and_gone(town, leader_id=plot.id_of(plot.CONTACT))
        for name in ("Mette", "Hanne", "Sofie"):
            await town[name].presses(write(Do("talk_plan", "talk-1")))
            assert "At lede et møde" not in town[name].text


@pytest.mark.parametrize(
    ("concept", "left"),
    [("norddjurs_mus", {"fresh", "open"}), ("herlev", {"old", "fresh", "open"})],
)
async def test_a_goal_that_outlived_its_plan_goes_so_long_after_it_is_closed_as_the_plan_would(
    tmp_path: Path, concept: str, left: set[str]
) -> None:  # NOR-29, X-02
    async with a_kept_town(tmp_path, concept=concept) as town:
        today = town.now.date()
        for name, days in (("old", 370), ("fresh", 300), ("open", None)):
            goal = Goal(
                id=name,
                person_id=JONAS,
                leader_id=METTE,
                title="At lede et møde",
                agreed_on=today - timedelta(days=900),
                open=days is None,
                closed_on=None if days is None else today - timedelta(days=days),
            )
            await keep(town, goal)
            await keep(town, Activity(goal_id=name, person_id=JONAS, what="Et kursus"))
        await town.passes(days=1)
        assert {each.id for each in await kept(town, Goal)} == left
        assert {each.goal_id for each in await kept(town, Activity)} == left
