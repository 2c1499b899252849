"""What a pack says about the plan for the work: the criteria, HR's tools, and when it is due."""

from datetime import date
from pathlib import Path

import pytest

from dialogs import concepts
from dialogs.concepts import load_round
from dialogs.core.calendar import WorkCalendar
from dialogs.rounds.plan.work_plan import tool_buttons
from dialogs.rounds.timetable import propose
from tests.packs import Bad, altered

TOOL = """[[work_plan.tools]]
name = { da = "Skabelon til handleplan", en = "Template for an action plan" }
url = "https://intranet.example.dk/handleplan"

[[work_plan.criteria]]"""


def test_hrs_tools_are_links_that_the_municipality_sets_and_none_by_default(tmp_path: Path) -> None:
    """TAL-68."""  # TAL-68
    assert load_round("talsammen").work_plan.tools == ()
    pack = concepts.read(altered(tmp_path, "talsammen", "[[work_plan.criteria]]", TOOL))
    assert isinstance(pack, concepts.RoundConcept)
    (button,) = tool_buttons(pack.work_plan.tools, "da", back="do:plan:r")
    assert button.label == "Skabelon til handleplan"
    assert button.url == "https://intranet.example.dk/handleplan"


def test_a_tool_that_is_no_safe_address_is_refused(tmp_path: Path) -> None:
    unsafe = TOOL.replace("https://", "http://")
    path = altered(tmp_path, "talsammen", "[[work_plan.criteria]]", unsafe)
    with pytest.raises(concepts.ConceptError, match="url"):
        concepts.read(path)


def test_a_criterion_that_stands_twice_is_refused(tmp_path: Path) -> None:
    twice = 'key = "cooperation"\npart = "wellbeing"'
    Bad(
        old='key = "engagement"\npart = "wellbeing"',
        new=twice,
        at=twice,
        problem='another entry of the list has the key "cooperation"',
    ).check(tmp_path)


def test_both_lists_are_weighed_by_the_core_task_and_each_by_its_own() -> None:
    plan = load_round("talsammen").work_plan
    keys = {
        part: [each.key for each in plan.criteria_of(part)] for part in ("wellbeing", "leadership")
    }
    assert keys["wellbeing"] == ["cooperation", "engagement", "conditions"]  # TAL-54, TAL-55
    assert keys["leadership"] == ["cooperation", "quality", "conditions"]  # TAL-56


def test_the_plan_is_proposed_ten_working_days_after_the_dialogue() -> None:  # TAL-53
    dialogue, calendar = date(2026, 9, 9), WorkCalendar("Europe/Copenhagen")
    days = propose(dialogue, today=date(2026, 8, 3), calendar=calendar)
    assert days["action_plan"] == date(2026, 9, 23)
