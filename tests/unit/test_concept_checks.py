"""What must hold between the parts of a pack: keys of their own, counts, days and minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packs import Bad, altered, problems_in

ANOTHER = "another entry of the list has the key"

BAD = {
    "two themes with one key": Bad(
        old='key = "influence"',
        new='key = "social_support" # twin',
        at="# twin",
        problem=f'wellbeing.themes["social_support"].key: {ANOTHER} "social_support"',
    ),
    "two criteria with one key": Bad(
        old='key = "daily"',
        new='key = "inputs" # twin',
        at="# twin",
        problem=f'selection.criteria["inputs"].key: {ANOTHER}',
    ),
    "two supports with one key": Bad(
        old='key = "psychologist"',
        new='key = "management" # twin',
        at="# twin",
        problem=f'support["management"].key: {ANOTHER}',
    ),
    "two phases with one key": Bad(
        old='key = "inform"\nstep = 2',
        new='key = "plan" # twin\nstep = 2',
        at="# twin",
        problem=f'timetable.phases["plan"].key: {ANOTHER}',
    ),
    "two steps with one key": Bad(
        old='key = "choose"\ndays',
        new='key = "inform" # twin\ndays',
        at="# twin",
        problem=f'timetable.steps["inform"].key: {ANOTHER}',
    ),
    "a step that nothing names": Bad(
        old='key = "inform"\ndays',
        new='key = "sing" # odd\ndays',
        at="# odd",
        problem='timetable.steps["sing"].key: no phase has the key "sing": take one of theirs, or '
        "give the step a name",
    ),
    "two tracks with one key": Bad(
        name="nyborg_kom",
        old='key = "competences"',
        new='key = "core_task" # twin',
        at="# twin",
        problem=f'tracks["core_task"].key: {ANOTHER}',
    ),
    "two questions with one key": Bad(
        name="nyborg_kom",
        old='key = "career"',
        new='key = "ahead" # twin',
        at="# twin",
        problem=f'tracks["competences"].questions["ahead"].key: {ANOTHER}',
    ),
    "two goal questions with one key": Bad(
        name="nyborg_kom",
        old='key = "more"',
        new='key = "learn" # twin',
        at="# twin",
        problem=f'goal_questions["learn"].key: {ANOTHER}',
    ),
    "two goal fields with one key": Bad(
        name="nyborg_kom",
        old='key = "who"',
        new='key = "goal" # twin',
        at="# twin",
        problem=f'plan.fields["goal"].key: {ANOTHER}',
    ),
    "a heading with the name of what every plan has": Bad(
        name="nyborg_kom",
        old='key = "actions"',
        new='key = "why" # taken',
        at="# taken",
        problem='plan.fields["why"].key: "why" is the name of something that every plan has',
    ),
    "two agenda items with one key": Bad(
        name="nyborg_kom",
        old='key = "help"',
        new='key = "land" # twin',
        at="# twin",
        problem=f'mini.agenda["land"].key: {ANOTHER}',
    ),
    "the free key among the themes": Bad(
        old='key = "culture"',
        new='key = "free" # not here',
        at="# not here",
        problem='leadership.themes["free"].key: "free" is the key of the voter\'s own theme',
    ),
    "the free theme under another key": Bad(
        old='[wellbeing.free]\nkey = "free"',
        new='[wellbeing.free]\nkey = "own"',
        at='key = "own"',
        problem='wellbeing.free.key: the voter\'s own theme must have the key "free"',
    ),
    "a theme too few": Bad(
        old="wellbeing = 9",
        new="wellbeing = 10",
        at="[[wellbeing.themes]]",
        problem="wellbeing.themes: has 9 entries and [counts] says 10",
    ),
    "a leadership theme too many": Bad(
        old="leadership = 6",
        new="leadership = 5",
        at="[[leadership.themes]]",
        problem="leadership.themes: has 6 entries and [counts] says 5",
    ),
    "a criterion too many": Bad(
        old="criteria = 5",
        new="criteria = 4",
        at="[[selection.criteria]]",
        problem="selection.criteria: has 5 entries and [counts] says 4",
    ),
    "a support too few": Bad(
        old="support = 8",
        new="support = 9",
        at="[[support]]",
        problem="support: has 8 entries and [counts] says 9",
    ),
    "a track too many": Bad(
        name="nyborg_kom",
        old="tracks = 4",
        new="tracks = 3",
        at="[[tracks]]",
        problem="tracks: has 4 entries and [counts] says 3",
    ),
    "days the wrong way round": Bad(
        old="first = 2025-08-01",
        new="first = 2025-11-01",
        at="first = 2025-11-01",
        problem='timetable.phases["dialogue"].first: is after the last day, 2025-10-31',
    ),
    "two last days": Bad(
        old="before = 2025-12-01",
        new="last = 2025-12-01\nbefore = 2025-12-02",
        at="before = 2025-12-02",
        problem='timetable.phases["plans_up"].before: has both "last" and "before"',
    ),
    "an agenda that is too long": Bad(
        name="nyborg_kom",
        old="minutes = 8",
        new="minutes = 9",
        at="[[mini.agenda]]",
        problem="mini.agenda: the items take 21 minutes and max_minutes is 20: shorten them",
    ),
    "a span the wrong way round": Bad(
        name="nyborg_kom",
        old="goals = { least = 1, most = 2 }",
        new="goals = { least = 2, most = 1 }",
        at="goals = ",
        problem="limits.goals: least is 2 and most is 1",
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_pack_says_line_place_and_mend(tmp_path: Path, bad: Bad) -> None:
    bad.check(tmp_path)


def test_every_track_with_too_few_questions_is_named(tmp_path: Path) -> None:
    path = altered(tmp_path, "nyborg_kom", "least = 3, most = 4", "least = 5, most = 6")
    found = problems_in(path)
    assert len(found) == 4
    assert 'tracks["wellbeing"].questions: has 4 entries and [counts] allows 5 to 6' in found[2]
