"""The packs hold what the guides list, in both languages, and are read once."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from dialogs import concepts
from dialogs.concepts import (
    FREE,
    NAMES,
    ConceptError,
    RoundConcept,
    TalkConcept,
    Text,
    load,
    load_round,
    load_talk,
)
from tests.reading import texts

FOLDER = Path(concepts.__file__).parent


@pytest.fixture(scope="module")
def talsammen() -> RoundConcept:
    return load_round("talsammen")


@pytest.fixture(scope="module")
def kom() -> TalkConcept:
    return load_talk("nyborg_kom")


# --- what the guides list -----------------------------------------------------------------------


def test_the_nine_wellbeing_themes_stand_in_the_order_of_the_guide(
    talsammen: RoundConcept,
) -> None:
    # TAL-75..83, X-06
    assert [(theme.key, theme.name.da) for theme in talsammen.wellbeing.themes] == [
        ("social_support", "Social støtte og tillid"),
        ("influence", "Indflydelse og involvering"),
        ("meaning", "Mening og retning"),
        ("variation", "Variation og udvikling"),
        ("mastery", "Mestring, kvalitet og præstationer"),
        ("motivation", "Motivation og engagement"),
        ("reward", "Belønning og anerkendelse"),
        ("predictability", "Forudsigelighed, tydelighed og kommunikation"),
        ("balance", "Balance og overskud"),
    ]


def test_the_six_leadership_themes_stand_in_the_order_of_the_guide(
    talsammen: RoundConcept,
) -> None:
    # TAL-85..90, X-06
    assert [(theme.key, theme.name.da) for theme in talsammen.leadership.themes] == [
        ("politics", "Politik og kerneopgave"),
        ("citizen", "Borgeren i centrum"),
        ("whole", "Helhed og tværgående samarbejde"),
        ("direction", "Fælles retning og mål"),
        ("results", "Resultater, optimering og udvikling"),
        ("culture", "Kommunikation og samarbejdskultur"),
    ]


def test_a_theme_of_ones_own_is_the_last_choice_in_both_lists(talsammen: RoundConcept) -> None:
    # TAL-84, TAL-91
    for themes, count in ((talsammen.wellbeing, 10), (talsammen.leadership, 7)):
        assert len(themes.options) == count
        assert themes.options[-1].key == FREE
        assert themes.theme(FREE).name.da == "Valgfrit tema"


def test_a_theme_is_found_by_its_key(talsammen: RoundConcept) -> None:
    assert talsammen.leadership.theme("citizen").name.da == "Borgeren i centrum"
    with pytest.raises(KeyError):
        talsammen.leadership.theme("balance")


def test_there_are_five_criteria_for_selecting(talsammen: RoundConcept) -> None:
    # TAL-31
    assert [criterion.key for criterion in talsammen.selection.criteria] == [
        "inputs",
        "daily",
        "elsewhere",
        "start",
        "leader",
    ]


def test_the_support_list_has_eight_entries_and_two_are_for_leaders(
    talsammen: RoundConcept,
) -> None:
    # TAL-95..102
    assert [(entry.name.da, entry.audience) for entry in talsammen.support] == [
        ("Lokale retningslinjer", "all"),
        ("Trivselskonsulent", "all"),
        ("Ledelsen", "all"),
        ("TR/AMR", "all"),
        ("Whistleblowerordning", "all"),
        ("Psykologordning", "all"),
        ("Ledercoaching", "leaders"),
        ("AT-hotline for ledere", "leaders"),
    ]


def test_offensive_behaviour_meets_zero_tolerance_and_a_duty_to_say_stop(
    talsammen: RoundConcept,
) -> None:
    # TAL-15, TAL-112
    assert "nultolerance" in talsammen.safety.zero_tolerance.da
    assert "STOP" in talsammen.safety.stop.da
    assert "pligt" in talsammen.safety.stop.da


def test_before_choosing_one_reads_values_and_the_leadership_foundation(
    talsammen: RoundConcept,
) -> None:
    # TAL-25, TAL-93
    assert "værdier" in talsammen.wellbeing.reading.da
    assert "ledelsesgrundlaget" in talsammen.leadership.reading.da


def test_one_vote_a_list_and_no_counts_under_five_ballots(talsammen: RoundConcept) -> None:
    # TAL-28, X-01
    assert talsammen.limits.votes_per_list == 1
    assert talsammen.limits.minimum_ballots == 5


def test_the_round_has_the_twelve_steps_of_the_guide_in_order(talsammen: RoundConcept) -> None:
    # TAL-22..65
    steps = [phase.step for phase in talsammen.timetable.phases if phase.step]
    assert steps == list(range(1, 13))


@pytest.mark.parametrize(
    ("key", "first", "last_day"),
    [
        ("opening_workshop", date(2025, 5, 5), date(2025, 5, 12)),  # TAL-16
        ("representatives_workshop", date(2025, 5, 21), date(2025, 5, 21)),  # TAL-17
        ("leader_training", date(2025, 9, 8), date(2025, 9, 8)),  # TAL-18
        ("dialogue", date(2025, 8, 1), date(2025, 10, 31)),  # TAL-19
        ("plans_up", None, date(2025, 11, 30)),  # TAL-20
        ("follow_up_workshop", date(2025, 12, 2), date(2025, 12, 2)),  # TAL-21
        ("plan", None, None),
    ],
)
def test_the_phases_of_2025_have_the_days_of_the_guide(
    talsammen: RoundConcept, key: str, first: date | None, last_day: date | None
) -> None:
    phase = talsammen.timetable.phase(key)
    assert (phase.first, phase.last_day) == (first, last_day)


def test_plans_go_up_before_december_and_are_followed_up_twice(talsammen: RoundConcept) -> None:
    # TAL-20, TAL-59
    assert talsammen.timetable.phase("plans_up").before == date(2025, 12, 1)
    assert talsammen.timetable.follow_up_months == (3, 6)


def test_the_four_main_tracks_have_their_exact_names(kom: TalkConcept) -> None:
    # NYB-KOM-12
    assert [(track.key, track.name.da) for track in kom.tracks] == [
        ("core_task", "Kerneopgaven"),
        ("collaboration", "Samarbejde/arbejdsfællesskaber"),
        ("wellbeing", "Arbejdstrivsel og motivation"),
        ("competences", "Kompetencer og potentiale"),
    ]


def test_each_track_asks_three_or_four_questions(kom: TalkConcept) -> None:
    # NYB-KOM-15..22
    assert {len(track.questions) for track in kom.tracks} <= {3, 4}
    assert kom.track("core_task").questions[1].key == "signs"


def test_a_mini_kom_takes_twenty_minutes_and_so_does_its_agenda(kom: TalkConcept) -> None:
    # NYB-KOM-24
    assert kom.mini.max_minutes == 20
    assert sum(item.minutes for item in kom.mini.agenda) == 20
    assert [item.key for item in kom.mini.agenda] == ["land", "wellbeing", "goals", "help", "next"]


def test_three_months_between_mini_koms_is_the_products_own_proposal(kom: TalkConcept) -> None:
    #
    assert (kom.mini.every.months, kom.mini.every.whose) == (3, "product")


def test_one_or_two_themes_and_goals_and_one_theme_of_ones_own(kom: TalkConcept) -> None:
    # NYB-KOM-08, 11, 28
    for span in (kom.limits.themes, kom.limits.goals):
        assert [number for number in range(5) if span.holds(number)] == [1, 2]
    assert kom.limits.own_themes == 1


def test_most_of_the_hour_is_for_how_it_will_happen(kom: TalkConcept) -> None:
    # NYB-KOM-30
    assert (kom.time_split.where_why_minutes, kom.time_split.how_minutes) == (15, 45)


def test_the_development_plan_has_its_fields_and_the_goal_questions(kom: TalkConcept) -> None:
    # NYB-KOM-32, 33, 55
    assert [field.key for field in kom.plan.fields] == [
        "goal",
        "actions",
        "who",
        "help",
        "follow_up",
        "approval",
    ]
    assert [question.key for question in kom.goal_questions] == [
        "learn",
        "more",
        "less",
        "differently",
        "effect",
    ]


# --- both languages, and whose wording ----------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_english_is_a_translation_and_not_a_copy(name: str) -> None:
    same = {text.da for _, text in texts(load(name)) if text.da == text.en}
    assert same <= {"KOM", "Mini-KOM", "KOM-Team", "KOM-Leder", "MUS", "Feedback", "Supervision"}


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_says_its_version_source_and_whose_words_it_has(name: str) -> None:
    #
    about = load(name).about
    assert about.version
    assert about.source
    # HER-27: a guide that a committee adopted has that day
    adopted = {"herlev": date(2007, 2, 19)}
    assert about.adopted == adopted.get(name, date(2026, 11, 22))
    assert (about.names, about.wording) == ("municipality", "product")


def test_a_text_is_danish_unless_english_is_asked_for() -> None:
    text = Text("Hej", "Hello")
    assert [text.in_(language) for language in ("da", "en", "de")] == ["Hej", "Hello", "Hej"]


def test_line_breaks_in_the_file_are_no_part_of_the_text(talsammen: RoundConcept) -> None:
    for place, text in texts(talsammen):
        assert "\n" not in text.da + text.en, place
        assert text.da == text.da.strip(), place


# --- loading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_is_read_once(name: str) -> None:
    assert load(name) is load(name)
    assert load(name).key == name


def test_every_pack_in_the_folder_can_be_loaded() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(NAMES)


def test_a_pack_cannot_be_changed_by_who_reads_it(kom: TalkConcept) -> None:
    with pytest.raises(FrozenInstanceError):
        kom.mini.max_minutes = 60  # type: ignore[misc]


@pytest.mark.parametrize("name", ["mus", "../talsammen", ""])
def test_an_unknown_pack_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(ConceptError, match="use one of herlev, learning_forms, norddjurs_mus"):
        load(name)


def test_a_talk_is_not_taken_for_a_round() -> None:
    with pytest.raises(ConceptError, match=r'nyborg_kom\.toml .*\n.* kind = "round"'):
        load_round("nyborg_kom")
    with pytest.raises(ConceptError, match=r'talsammen\.toml .*\n.* kind = "talk"'):
        load_talk("talsammen")
