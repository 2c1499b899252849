"""A town whose dialogue is over: efforts that were chosen, and what the groups noted."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlmodel import col, update

from storage import steps
from storage.tables import (
    ActionPlan,
    Effort,
    EffortState,
    Note,
    NoteKind,
    Person,
    Phase,
    RoundStep,
    Sitting,
)
from storage.unit_of_work import Unit
from tests import town as plot
from tests.nudged import ROUND, a_round, does, replan
from tests.talk import Town

HELD_ON = date(2026, 9, 9)
AFTERWARDS = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)
"""The Monday after the dialogue, at nine in Copenhagen."""
MEETINGS, HANDOVERS, QUIET = "effort-meetings1", "effort-handover1", "effort-quiet-hr1"
TITLES = {MEETINGS: "Bedre møder", HANDOVERS: "Gode overleveringer", QUIET: "En rolig time"}
DRIVERS = {MEETINGS: "Sofie", HANDOVERS: "Ali"}
STEPS = {
    "reflection": date(2026, 9, 16),
    "report_back": date(2026, 9, 30),
    "leader_feedback": date(2026, 9, 30),
    "under_way": date(2026, 10, 7),
}
HEARD = "Sig det højt, når vi lykkes"
SECRET = "Jeg afbryder, naar jeg har travlt"


async def a_dialogue(town: Town, *, efforts: bool = True, told: bool = True) -> None:
    """It was held in September; the efforts are planned, and told of unless it says otherwise."""
    await a_round(town, phase=Phase.ANNOUNCED, dialogue_on=HELD_ON, voters=())
    sitting = Sitting(id="sitting-solsikken", round_id=ROUND, held_on=HELD_ON)
    note = Note(
        sitting_id=sitting.id,
        part="leadership",
        number=1,
        kind=NoteKind.POINT.value,
        text=HEARD,
        chosen=True,
    )
    days = [RoundStep(round_id=ROUND, step=each, due_on=day) for each, day in STEPS.items()]
    rows = [Effort(id=id_, round_id=ROUND, part="wellbeing", title=TITLES[id_]) for id_ in TITLES]
    drives = [ActionPlan(effort_id=id_, driver_id=plot.id_of(DRIVERS[id_])) for id_ in DRIVERS]

    def report_back(unit: Unit) -> None:
        if told:
            steps.finish(unit, ROUND, "report_back", person_id=None, now=AFTERWARDS)
        replan(unit, town)

    await does(town, sitting)
    await does(town, note, *days)
    await does(town, *(rows if efforts else []))
    await does(town, *(drives if efforts else []), then=report_back)
    await town.until(AFTERWARDS)


async def tells(town: Town, name: str, effort: str, state: EffortState, **more: str) -> None:
    """Say where an effort is; `more` is its progress and a line, while it runs."""
    await town[name].presses(f"open:progress:{effort}")
    await town[name].answers(state=state.value)
    if more:
        await town[name].answers(**{"note": "", **more})


async def reports_back(town: Town, name: str = "Mette", **more: str) -> None:
    """The five points, and a day that is promised; `more` answers what is shared of a plan."""
    leader = town[name]
    await leader.presses(f"open:leader_feedback:{ROUND}")
    await leader.answers(thanks="Tak for jeres åbenhed.")
    await leader.answers(noticed="I savner ros i hverdagen.")
    await leader.answers(plan="Jeg begynder med mandagsmødet.", **more)
    await leader.answers(help="Sig til, når jeg glemmer det.")
    await leader.answers(again_on="2026-11-09")
    await leader.clicks("Send til alle")


async def writes_a_plan(town: Town, name: str = "Mette") -> None:
    leader = town[name]
    await leader.presses(f"open:leader_plan:{ROUND}")
    await leader.answers(
        area_1="At rose", measures_1="Rose hver mandag", success_1="De roser hinanden"
    )
    await leader.answers(area_2="At lytte", measures_2="Vente ti sekunder", success_2="")
    await leader.clicks("Spring over")
    await leader.clicks("Gem min plan")


async def speaks_english(town: Town, name: str) -> None:
    english = update(Person).where(col(Person.id) == plot.id_of(name)).values(language="en")
    await does(town, then=lambda unit: unit.update(english))


async def reflects(town: Town) -> None:
    mette = town["Mette"]
    await mette.presses(f"open:reflection:{ROUND}")
    mette.sees(HEARD)
    await mette.answers(heard=SECRET, surprise="")
    await mette.answers(keep="", change="Vente ti sekunder")
    await mette.clicks("Gem mine tanker")


async def looks(town: Town, name: str) -> str:
    await town[name].writes("hjem")
    await town[name].clicks("Se hele forløbet")
    return town[name].text
