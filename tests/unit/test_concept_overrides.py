"""A municipality's own file says what differs from a pack, and is told where it does not fit."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest

from dialogs.concepts import ConceptError, Packs, TalkConcept, load_talk, packs_in
from tests.packs import written

CONCEPTS = Path(__file__).parents[1] / "concepts"
HEAD = """
extends = "herlev"
[about]
version = "1"
adopted = 2026-11-22
source = "Skoleområdet"
"""


def own(folder: Path, text: str, *, name: str = "skoler") -> TalkConcept:
    written(folder / f"{name}.toml", HEAD + text)
    return packs_in(folder).talk(name)


def problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConceptError) as caught:
        own(folder, text)
    assert caught.value.file == "skoler.toml"
    return caught.value.problems


def test_what_the_file_does_not_mention_is_as_in_the_pack(tmp_path: Path) -> None:
    base, mine = load_talk("herlev"), own(tmp_path, "[mini]\nmax_minutes = 45\n")
    assert mine.mini.max_minutes == 45
    assert mine.mini.agenda == base.mini.agenda
    assert (mine.tracks, mine.obligatory) == (base.tracks, base.obligatory)
    assert (mine.key, mine.about.source) == ("skoler", "Skoleområdet")


LEARNING = HEAD.replace("herlev", "learning_forms")


def test_the_links_beside_the_ways_to_learn_are_the_municipalitys_to_change(
    tmp_path: Path,
) -> None:  # KL-31
    assert [each.key for each in packs_in(tmp_path).learning().links] == ["lederweb"]
    own_links = """
[[links]]
key = "lederweb"
removed = true
[[links]]
key = "intranet"
name = { da = "Intranettet", en = "The intranet" }
url = "https://intra.example.dk/læring"
"""
    written(tmp_path / "laering.toml", LEARNING + own_links)
    mine = packs_in(tmp_path).learning()
    assert [(each.key, each.url) for each in mine.links] == [
        ("intranet", "https://intra.example.dk/læring")
    ]
    assert mine.forms == Packs().learning().forms
    for bad in ("http://intra.example.dk", "intra.example.dk", "https://", "https://intra x.dk"):
        text = LEARNING + own_links.replace("https://intra.example.dk/læring", bad)
        written(tmp_path / "laering.toml", text)
        line = text.splitlines().index(f'url = "{bad}"') + 1
        with pytest.raises(ConceptError) as caught:
            packs_in(tmp_path)
        (told,) = caught.value.problems
        assert told.startswith(f'line {line}, links["intranet"].url: is no address to open')
        assert told.endswith("beginning with https://")
    for name in ("laering", "mere"):
        written(tmp_path / f"{name}.toml", LEARNING)
    with pytest.raises(ConceptError, match="bring them together in one"):
        packs_in(tmp_path)


def test_entries_are_found_by_their_keys(tmp_path: Path) -> None:
    # HER-25
    mine = own(
        tmp_path,
        """
[[tracks]]
key = "personal"
about = { da = "Om dig.", en = "About you." }
[[tracks.questions]]
key = "creativity"
removed = true
[[tracks.questions]]
key = "garden"
text = { da = "Skolehaven", en = "The school garden" }
""",
    )
    track = mine.track("personal")
    assert track.about.da == "Om dig."
    assert [each.key for each in track.questions] == [
        "future",
        "attitudes",
        "senior",
        "pay",
        "garden",
    ]
    assert [each.key for each in mine.tracks] == ["professional", "social", "personal"]


def test_a_topic_that_must_be_talked_about_cannot_be_taken_out(tmp_path: Path) -> None:
    # HER-19..24
    text = '[[obligatory]]\nkey = "leader"\nremoved = true # here\n'
    (found,) = problems(tmp_path, text)
    line = (HEAD + text)[: (HEAD + text).index("# here")].count("\n") + 1
    assert found.startswith(f'line {line}, obligatory["leader"].removed: this must always be')


def test_the_topics_wording_may_be_the_areas_own(tmp_path: Path) -> None:
    text = '[[obligatory]]\nkey = "leader"\nabout = { da = "Sig det ærligt.", en = "Be honest." }\n'
    mine = own(tmp_path, text)
    assert mine.obligatory[-1].about.da == "Sig det ærligt."
    assert len(mine.obligatory) == 6


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[mini]\nmax_minutes = 5\n", "in herlev, mini.agenda: the items take 30 minutes"),
        ("[mini]\nmax_minutes = 0\n", "line 8, mini.max_minutes: input should be greater"),
        (
            '[[tracks]]\nkey = "social"\nremoved = true\n',
            "line 7, tracks: has 2 entries and [counts] says 3",
        ),
        ('[[prompts]]\nkey = "no"\nremoved = true\n', 'there is no "no" to take out'),
        ("colour = 3\n", "colour: is not known here"),
        ('[[tracks]]\nkey = "x"\n', 'tracks["x"].name: is missing: add it'),
    ],
)
def test_what_does_not_fit_is_named_with_line_and_mend(
    tmp_path: Path, text: str, says: str
) -> None:
    found = problems(tmp_path, text)
    assert any(says in each for each in found), found
    assert all(each.startswith("line ") for each in found)


def test_the_file_says_its_own_version_day_and_source(tmp_path: Path) -> None:
    # HER-27, X-15
    written(tmp_path / "skoler.toml", 'extends = "herlev"\n')
    with pytest.raises(ConceptError) as caught:
        packs_in(tmp_path)
    missing = [each.split(": ")[0] for each in caught.value.problems]
    assert missing == [f"line 1, about.{each}" for each in ("version", "adopted", "source")]


def test_an_own_file_may_build_on_another_own_file(tmp_path: Path) -> None:
    own(tmp_path, "[mini]\nmax_minutes = 45\n")
    text = HEAD.replace("herlev", "skoler") + "[mini.every]\nmonths = 2\n"
    written(tmp_path / "sfo.toml", text)
    mini = packs_in(tmp_path).talk("sfo").mini
    assert (mini.max_minutes, mini.every.months) == (45, 2)


@pytest.mark.parametrize("base", ["skoler", "aarhus", "sfo"])
def test_nothing_builds_on_itself_or_on_nothing(tmp_path: Path, base: str) -> None:
    written(tmp_path / "skoler.toml", HEAD.replace("herlev", base))
    written(tmp_path / "sfo.toml", HEAD.replace("herlev", "skoler"))
    with pytest.raises(ConceptError, match="extends: there is no pack"):
        packs_in(tmp_path)


def test_a_file_does_not_take_the_name_of_a_pack(tmp_path: Path) -> None:
    written(tmp_path / "herlev.toml", HEAD)
    with pytest.raises(ConceptError, match="the product has a pack of that name: rename"):
        packs_in(tmp_path)


def test_a_municipality_has_its_own_ways_to_learn(tmp_path: Path) -> None:  # KL-10
    ours = packs_in(CONCEPTS).learning()
    assert ours.form("at_sea").name.in_("de") == "Eine Fahrt aufs Meer"
    assert ours.form("side_by_side").needs == Packs().learning().form("side_by_side").needs
    assert "supervision" not in {each.key for each in ours.forms}
    for name in ("one", "two"):
        copy(CONCEPTS / "fjordby_learning.toml", tmp_path / f"{name}.toml")
    with pytest.raises(ConceptError, match=r'another file has kind = "learning": bring them'):
        packs_in(tmp_path)


def test_a_third_language_is_spoken_where_a_text_has_it(tmp_path: Path) -> None:
    mine = own(tmp_path, '[names]\ntalk = { da = "samtale", en = "talk", de = "Gespräch" }\n')
    assert mine.names.talk.in_("de") == "Gespräch"
    assert mine.names.plan.in_("de") == mine.names.plan.da


def test_the_product_has_three_municipalities_talks() -> None:
    assert set(Packs().talks()) == {"nyborg_kom", "herlev", "norddjurs_mus"}
