"""A bad pack is refused with file, line, place and what to do, everything at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs import concepts
from tests.packs import FOLDER, Bad, altered, problems_in, written

BAD = {
    "an unknown key": Bad(
        old='version = "2025.1"',
        new='version = "2025.1"\nversoin = "2025.1"',
        at="versoin",
        problem="about.versoin: is not known here: take it out, or use one of name, version,",
    ),
    "an unknown key in a list": Bad(
        old='key = "influence"',
        new='key = "influence"\ncolour = "red"',
        at="colour",
        problem='wellbeing.themes["influence"].colour: is not known here: take it out,'
        " or use one of key, name, description",
    ),
    "an unknown table": Bad(
        old="[limits]",
        new="[extra]\n[limits]",
        at="[extra]",
        problem="extra: is not known here: take it out, or use one of kind, about, counts,",
    ),
    "a list for the kind": Bad(
        old='kind = "round"',
        new='kind = ["round"]',
        at='kind = ["round"]',
        problem='kind: say kind = "round" or kind = "talk" or kind = "learning"',
    ),
    "no English": Bad(
        old='name = { da = "Mening og retning", en = "Meaning and direction" }',
        new='name = { da = "Mening og retning" }',
        at="Mening og retning",
        problem='wellbeing.themes["meaning"].name.en: the English text is missing: add it',
    ),
    "no Danish": Bad(
        name="nyborg_kom",
        old='[plan.fields.example]\nda = "Mette siger ja, før jeg går i gang."\n',
        new="[plan.fields.example] # here\n",
        at="# here",
        problem='plan.fields["approval"].example.da: the Danish text is missing: add it',
    ),
    "no table": Bad(
        old="[limits]",
        new="[extra]",
        at="# TalSammen",
        problem="limits: is missing: add it",
    ),
    "an empty text": Bad(
        old='da = "Hvad taler folk mest om i det daglige?"',
        new='da = "  "',
        at='da = "  "',
        problem='selection.criteria["daily"].text.da: is empty: write the text',
    ),
    "a number for a text": Bad(
        name="nyborg_kom",
        old='da = "Hvad vil du gøre på en ny måde?"',
        new="da = 3",
        at="da = 3",
        problem='goal_questions["differently"].text.da: must be text in quotes',
    ),
    "a text for a table": Bad(
        old='name = { da = "Balance og overskud", en = "Balance and energy" }',
        new='name = "Balance og overskud"',
        at="Balance og overskud",
        problem='wellbeing.themes["balance"].name: must be a table with da, en, whose',
    ),
    "a number for a list": Bad(
        old="follow_up_months = [3, 6]",
        new="follow_up_months = 3",
        at="follow_up_months",
        problem="timetable.follow_up_months: must be a list of entries",
    ),
    "a number in quotes": Bad(
        old="votes_per_list = 1",
        new='votes_per_list = "1"',
        at="votes_per_list",
        problem="limits.votes_per_list: input should be a valid integer (it is '1')",
    ),
    "a secrecy limit that is lowered": Bad(
        old="minimum_ballots = 5",
        new="minimum_ballots = 4",
        at="minimum_ballots",
        problem="limits.minimum_ballots: input should be greater than or equal to 5 (it is 4)",
    ),
    "an unknown audience": Bad(
        old='audience = "leaders"',
        new='audience = "bosses"',
        at="bosses",
        problem="audience: input should be 'all' or 'leaders' (it is 'bosses')",
    ),
    "an odd key": Bad(
        old='key = "results"',
        new='key = "Results!"',
        at="Results!",
        problem='leadership.themes["Results!"].key: must be small letters',
    ),
    "a key that the file's name is": Bad(
        old='kind = "round"',
        new='kind = "round"\nkey = "talsammen"',
        at='key = "talsammen"',
        problem="key: take it out, since the file's name is the pack's key",
    ),
    "an unknown kind": Bad(
        old='kind = "round"',
        new='kind = "dance"',
        at='kind = "dance"',
        problem='kind: say kind = "round" or kind = "talk" or kind = "learning"',
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_pack_says_line_place_and_mend(tmp_path: Path, bad: Bad) -> None:
    bad.check(tmp_path)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    path = altered(tmp_path, "talsammen", 'source = "', 'sauce = "')
    altered_twice = path.read_text("utf-8").replace("minimum_ballots = 5", "minimum_ballots = 0")
    assert [problem.split(": ")[0] for problem in problems_in(written(path, altered_twice))] == [
        "line 9, about.source",
        "line 13, about.sauce",
        "line 26, limits.minimum_ballots",
    ]


def test_a_file_that_is_no_toml_names_the_line(tmp_path: Path) -> None:
    path = written(tmp_path / "herning.toml", 'kind = "talk"\nkind = "talk"\n')
    (found,) = problems_in(path)
    assert found.startswith("not valid TOML: ")
    assert "line 2" in found


def test_a_pack_without_a_kind_is_asked_for_one(tmp_path: Path) -> None:
    (found,) = problems_in(written(tmp_path / "herning.toml", 'name = "MUS"\n'))
    assert found.startswith('line 1, kind: say kind = "round" or kind = "talk" or ')
    assert found.endswith(" at the top of the file")


def test_a_municipality_may_put_its_own_wording_in(tmp_path: Path) -> None:
    #
    path = altered(
        tmp_path,
        "nyborg_kom",
        'text = { da = "Land, og sig, hvad I gerne vil nå.", en = "',
        'text = { whose = "municipality", da = "Kaffe først.", en = "',
    )
    concept = concepts.read(path)
    assert isinstance(concept, concepts.TalkConcept)
    first = concept.mini.agenda[0].text
    assert (first.da, first.whose) == ("Kaffe først.", "municipality")


def test_a_pack_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    text = (FOLDER / "nyborg_kom.toml").read_text("utf-8")
    path = written(tmp_path / "nyborg_kom.toml", "\ufeff" + text)
    assert concepts.read(path) == concepts.load("nyborg_kom")


def test_a_pack_in_another_encoding_is_asked_to_be_saved_anew(tmp_path: Path) -> None:
    path = tmp_path / "herning.toml"
    path.write_bytes('kind = "talk" # Kør'.encode("latin-1"))
    assert problems_in(path) == ("is not UTF-8: save it with that encoding",)
