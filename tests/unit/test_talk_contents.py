"""What the guides to conversations list stands in the packs, in their order and number."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.concepts import ConceptError, LearningConcept, Packs, TalkConcept, packs_in
from dialogs.concepts.talks import Track
from tests.packs import written

PRODUCT = Packs()
TALKS = ("nyborg_kom", "herlev", "norddjurs_mus")


@pytest.fixture(scope="module")
def kom() -> TalkConcept:
    return PRODUCT.talk("nyborg_kom")


@pytest.fixture(scope="module")
def herlev() -> TalkConcept:
    return PRODUCT.talk("herlev")


@pytest.fixture(scope="module")
def mus() -> TalkConcept:
    return PRODUCT.talk("norddjurs_mus")


@pytest.fixture(scope="module")
def learning() -> LearningConcept:
    return PRODUCT.learning()


def said(track: Track) -> str:
    return " ".join(each.text.da for each in track.questions)


def test_nyborgs_tracks_ask_for_the_citizen_signs_of_effect_and_the_next_step(
    kom: TalkConcept,
) -> None:
    # NYB-KOM-15..20
    assert "karriere" not in said(kom.track("core_task"))
    assert "tegn hos borgeren" in said(kom.track("core_task"))
    assert "tryg" in said(kom.track("core_task"))
    assert "uden for teamet" in said(kom.track("collaboration"))
    assert "krop og hoved" in said(kom.track("wellbeing"))
    assert "næste skridt" in said(kom.track("competences"))
    assert "nået med dine mål" in said(kom.track("competences"))


def test_herlevs_banks_have_ten_twelve_and_five_topics(herlev: TalkConcept) -> None:
    # HER-15..17
    assert [len(track.questions) for track in herlev.tracks] == [10, 12, 5]


def test_pay_may_be_talked_of_and_is_no_negotiation(herlev: TalkConcept) -> None:
    # HER-14, HER-17, X-12
    (pay,) = (each for track in herlev.tracks for each in track.questions if "Løn" in each.text.da)
    assert "ikke en lønforhandling" in pay.text.da


def test_herlev_has_six_fixed_topics_in_the_guides_order(herlev: TalkConcept) -> None:
    # HER-19..24
    assert [each.key for each in herlev.obligatory] == [
        "follow_up",
        "competences",
        "tasks",
        "values",
        "wellbeing",
        "leader",
    ]


@pytest.mark.parametrize("key", [each.key for each in PRODUCT.talk("herlev").obligatory])
def test_a_principle_cannot_be_taken_out_locally(tmp_path: Path, key: str) -> None:  # HER-01
    with pytest.raises(ConceptError, match="must always be talked about"):
        _local(tmp_path, f'[[obligatory]]\nkey = "{key}"\nremoved = true\n')


def test_what_is_inspiration_is_chosen_locally(tmp_path: Path, herlev: TalkConcept) -> None:
    # HER-01, HER-25
    track = herlev.tracks[0]
    away = track.questions[0].key
    text = (
        f'[[tracks]]\nkey = "{track.key}"\n[[tracks.questions]]\nkey = "{away}"\nremoved = true\n'
    )
    mine = _local(tmp_path, text + "[counts]\nquestions = { least = 1, most = 20 }\n")
    assert [each.key for each in mine.track(track.key).questions] == [
        each.key for each in track.questions[1:]
    ]
    assert mine.obligatory == herlev.obligatory


def _local(folder: Path, text: str) -> TalkConcept:
    head = 'extends = "herlev"\n[about]\nversion = "1"\nadopted = 2026-11-22\nsource = "Skolerne"\n'
    written(folder / "skolerne.toml", head + text)
    return packs_in(folder).talk("skolerne")


def test_herlevs_plan_holds_competence_development(herlev: TalkConcept) -> None:
    # HER-18, HER-26
    names = [field.name.da for field in herlev.plan.fields]
    assert names[:2] == ["Handling", "Kompetenceudvikling"]
    assert "Hvornår?" in names
    assert any(item.shows == "plan" for item in herlev.agenda)


def test_norddjurs_wheel_has_its_four_themes_and_their_questions(mus: TalkConcept) -> None:
    # NOR-06..14
    assert [track.name.da for track in mus.tracks] == [
        "Relationer & samarbejde",
        "Kompetencer & trivsel",
        "Organisation & ledelse",
        "Fremtid & udvikling",
    ]
    assert [len(track.questions) for track in mus.tracks] == [4, 4, 4, 3]
    assert all(track.answers == "together" for track in mus.tracks)


def test_the_middle_of_the_wheel_has_three_tasks_a_scale_and_four_styles(mus: TalkConcept) -> None:
    # NOR-15..17
    (middle,) = (sheet for sheet in mus.sheets if sheet.place == "before")
    tasks, trivsel, style = middle.asks
    assert (tasks.kind, tasks.slots) == ("slots", 3)
    assert trivsel.kind == "scale"
    assert [each.name.da for each in style.choices] == [
        "Støttende",
        "Trænende",
        "Delegerende",
        "Instruerende",
    ]


def test_four_values_five_statements_of_safety_and_four_of_agency(mus: TalkConcept) -> None:
    # NOR-04, NOR-05, NOR-18..20, NOR-32
    sheets = {sheet.key: sheet for sheet in mus.sheets}
    for value in ("Tillid", "Ordentlighed", "Udvikling", "Fællesskab"):
        assert value in sheets["values"].about.da
    assert [len(sheets[key].statements) for key in ("safety", "agency")] == [5, 4]
    assert all(sheets[key].asks[-1].key == "barriers" for key in ("safety", "agency"))
    assert {ask.key for ask in sheets["notes"].asks} >= {"own", "contribution"}


def test_norddjurs_writes_its_plan_in_the_talk_and_has_time_for_it(mus: TalkConcept) -> None:
    # NOR-27, KL-06
    (writing,) = (item for item in mus.agenda if item.shows == "plan")
    assert writing.part == "how"
    assert writing.minutes == max(item.minutes for item in mus.agenda if item.part == "how")


def test_norddjurs_plan_has_the_guides_four_fields_for_the_whole_talk(mus: TalkConcept) -> None:
    # NOR-33
    assert mus.plan.per == "talk"
    assert [field.name.da for field in mus.plan.fields] == [
        "Hvad er vigtigt at fastholde?",
        "Hvad er vigtigst at arbejde videre med?",
        "Andre aftaler",
        "Hvornår og hvordan følger vi op?",
    ]


def test_the_catalogue_has_courses_and_learning_at_work(learning: LearningConcept) -> None:
    # KL-10, KL-12, NYB-KOM-34
    assert {form.key for form in learning.forms if form.course} == {
        "e_learning",
        "in_house",
        "amu",
        "education",
    }
    assert len(learning.forms) == 12
    assert all(form.needs for form in learning.forms)


@pytest.mark.parametrize(
    ("form", "needs"),
    [
        pytest.param("side_by_side", "kollega", id="KL-13"),
        pytest.param("projects", "Stop op med mellemrum", id="KL-14"),
        pytest.param("meetings", "deler noget nyt", id="KL-15"),
        pytest.param("user_feedback", "Hvad virker, og hvad kan vi gøre bedre?", id="KL-04"),
        pytest.param("user_feedback", "Tag også kritikken alvorligt", id="KL-32"),
        pytest.param("education", "hvad ingen kan love", id="KL-25"),
    ],
)
def test_each_way_to_learn_says_what_it_needs(
    learning: LearningConcept, form: str, needs: str
) -> None:
    # KL-04, KL-13..15, KL-25, KL-32
    assert needs in " ".join(each.da for each in learning.form(form).needs)


def test_there_are_three_zones_and_learning_is_in_the_middle_one(learning: LearningConcept) -> None:
    # KL-16
    assert [zone.key for zone in learning.zones] == ["comfort", "stretch", "alarm"]


@pytest.mark.parametrize("name", TALKS)
def test_every_concept_says_what_it_is_for_before_it_asks(name: str) -> None:
    # KL-22, KL-23
    pack = PRODUCT.talk(name)
    assert pack.purpose.da
    assert pack.confidentiality.both_agree
    assert "begge" in pack.confidentiality.says.da


@pytest.mark.parametrize("name", TALKS)
def test_the_hour_is_split_as_the_concept_says(name: str) -> None:  # NYB-KOM-30
    pack = PRODUCT.talk(name)
    for part, minutes in (
        ("where_why", pack.time_split.where_why_minutes),
        ("how", pack.time_split.how_minutes),
    ):
        assert sum(item.minutes for item in pack.agenda if item.part == part) == minutes
