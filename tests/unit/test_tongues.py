"""A third language: a sentence is in it or in Danish, and never in both."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.concepts import Text
from dialogs.core.cards import Facts
from dialogs.core.texts import Speaker, Texts

TALK = Text("fjordsamtale", "fjord talk", more=(("de", "Fjordgespräch"),))
KOM = Text("KOM", "KOM")
AUGUST = datetime(2026, 8, 24, 8, 0, tzinfo=UTC)
DANISH = {
    "yours": "Din {{ kom }} er {{ at|day }}",
    "both": "Om {{ names|names }}",
    "bare": "{{ kom }}: {{ at|short_day }}",
    "inner": "i morgen",
    "outer": "Det er {{ when }}",
    "broken": "Hej {{ kom }}",
    "none": "Uden tysk om {{ kom }}",
}
GERMAN = {
    "yours": "Dein {{ kom }} ist am {{ at|day }}",
    "both": "Zu {{ names|names }}",
    "outer": "Es ist {{ when }}",
    "broken": "Hallo {{ nobody_fills_this_in }}",
}


def written(folder: Path, name: str, phrases: dict[str, str]) -> None:
    blocks = ("{% block " + key + " %}" + text + "{% endblock %}" for key, text in phrases.items())
    (folder / name).write_text("\n".join(blocks), "utf-8")


@pytest.fixture
def say(tmp_path: Path) -> Speaker:
    written(tmp_path, "talk.da.j2", DANISH)
    written(tmp_path, "talk.de.j2", GERMAN)
    return Speaker(texts=Texts((tmp_path,)), language="de", zone="Europe/Copenhagen", now=AUGUST)


@pytest.mark.parametrize(
    ("key", "concept", "said"),
    [
        ("yours", TALK, "Dein Fjordgespräch ist am Montag, 24. August"),
        ("none", TALK, "Uden tysk om fjordsamtale"),
        ("bare", TALK, "Fjordgespräch: 24. August"),
        ("broken", TALK, "Hej fjordsamtale"),
        # What a concept is called stays its name where it has no other
        ("yours", KOM, "Dein KOM ist am Montag, 24. August"),
    ],
)
def test_a_sentence_is_in_one_language_with_the_days_and_names_in_it(
    say: Speaker, key: str, concept: Text, said: str
) -> None:
    assert say(f"talk/{key}", kom=concept.in_("de"), at=AUGUST) == said


def test_a_list_of_names_is_in_the_language_of_its_sentence(say: Speaker) -> None:
    named = (TALK.in_("de"), "Jonas")
    assert say("talk/both", names=named) == "Zu Fjordgespräch und Jonas"
    (say.texts.folders[0] / "talk.de.j2").unlink()
    fresh = Speaker(texts=Texts(say.texts.folders), language="nl", zone=say.zone)
    assert fresh("talk/both", names=named) == "Om fjordsamtale og Jonas"


def test_a_danish_phrase_within_a_sentence_makes_all_of_it_danish(say: Speaker) -> None:
    assert say("talk/outer", when=say.day(AUGUST)) == "Es ist Montag, 24. August"
    assert say("talk/outer", when=say("talk/inner")) == "Det er i morgen"


def test_a_label_and_its_value_are_in_one_language(say: Speaker) -> None:
    row = (TALK.in_("de"), say("talk/inner"))
    assert Facts((row, row[::-1])).rows == (
        ("fjordsamtale", "i morgen"),
        ("i morgen", "fjordsamtale"),
    )
    assert Facts(((TALK.in_("de"), "Jonas skrev"),)).rows == (("Fjordgespräch", "Jonas skrev"),)


def test_days_are_danish_where_nothing_is_said_in_the_language(tmp_path: Path) -> None:
    written(tmp_path, "talk.da.j2", DANISH)
    say = Speaker(texts=Texts((tmp_path,)), language="de", zone="Europe/Copenhagen", now=AUGUST)
    assert say.day(AUGUST) == "mandag den 24. august"
    assert say.moment(AUGUST) == "mandag den 24. august kl. 10"


def test_a_copy_knows_the_same_in_danish(say: Speaker) -> None:
    copied = deepcopy({"kom": TALK.in_("de")})
    assert say("talk/none", **copied) == "Uden tysk om fjordsamtale"
