"""A municipality is a file: Python knows none of them, and reads whatever lies in the folder."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

from bot.settings import Settings
from dialogs import concepts
from dialogs.concepts import STANDARD, Packs
from dialogs.core.house import House
from storage.keys import new_key
from tests.unit.test_house import HISTORY, PRODUCT, ROOT, files, found_in

FOLDER = Path(concepts.__file__).parent
FOURTH = ROOT / "tests" / "concepts" / "fjordby.toml"


def test_a_file_more_in_the_folder_is_a_municipality_more(tmp_path: Path) -> None:
    for path in (*FOLDER.glob("*.toml"), FOURTH):
        copy(path, tmp_path)
    packs = Packs(product=tmp_path)
    assert set(packs.talks()) == {*Packs().talks(), "fjordby"}
    assert packs.talk("fjordby").about.name.da == "Fjordsamtale"


def test_no_code_and_no_words_name_a_municipality() -> None:
    names = [name.partition("_")[0] for name in (*Packs().talks(), FOURTH.stem)]
    known = [*files(".py"), *files(".j2")]
    ours = [each for each in known if each.relative_to(ROOT).parts[0] in PRODUCT]
    # What was written into the store once is history
    named = found_in(
        [each for each in ours if HISTORY.parent not in each.parents], rf"(?i){'|'.join(names)}"
    )
    assert not named


def test_no_sentence_calls_a_talk_what_one_municipality_calls_it() -> None:
    words = [each for each in files(".j2") if each.relative_to(ROOT).parts[0] in PRODUCT]
    assert not found_in(words, r"\b(KOM|MUS)\b")


def test_where_nobody_has_chosen_it_is_one_of_the_packs_for_conversations() -> None:
    assert STANDARD in Packs().talks()
    assert House().concept == Settings.from_env({"KOMBOT_KEYS": new_key()}).concept == STANDARD
