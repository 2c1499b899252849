"""Whatever is refused, whoever asked is told what to do instead, or what will come."""

from __future__ import annotations

import pytest

from dialogs import WORDS_FOLDER
from dialogs.core.texts import LANGUAGES

TO_DO = {
    "da": (
        *(
            "Skriv",
            "skriv",
            "Spørg",
            "spørg",
            "Bed ",
            "bed ",
            "Ring",
            "Tal ",
            "tal ",
            "Sig ",
            "sig ",
        ),
        *("Prøv", "Vælg", "vælg", "Ret ", "Åbn", "Tag ", "Lav ", "Fjern", "Svar", "Meld", "Sortér"),
        *("Gør ", "Del jer", "Se ", "lytter", "Kom igen", "læse"),
    ),
    "en": (
        *(
            "Write",
            "write",
            "Ask",
            "ask ",
            "Call",
            "Talk",
            "talk ",
            "Tell",
            "tell ",
            "Try",
            "Choose",
        ),
        *("choose", "Change", "Correct", "Open", "Take", "Make", "Remove", "Answer", "Report"),
        *(
            "Sort",
            "Finish",
            "Divide",
            "See ",
            "listen",
            "Come back",
            "read",
            "Look",
            "Edit",
            "Split",
        ),
    ),
}
COMES = {
    "da": (
        *("Jeg skriver", "Jeg minder", "Du hører", "Du får", "når ", "Når ", "Den kommer"),
        *("Så åbner", "Vi venter"),
    ),
    "en": (
        *("I will", "I write", "I remind", "You hear", "You get", "when ", "When ", "nce "),
        *("It comes", "opens then", "up to ", "as soon", "Then", "wait", "Mend"),
    ),
}
"""What happens without them."""


def refusals(language: str) -> list[tuple[str, str]]:
    lines = (WORDS_FOLDER / f"refusals.{language}.j2").read_text().splitlines()
    named = (line.removeprefix("{% block ").partition(" %}") for line in lines if "block" in line)
    return [(name, rest.removesuffix("{% endblock %}")) for name, _, rest in named]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_says_what_to_do_or_what_will_come(language: str) -> None:
    cues = (*TO_DO[language], *COMES[language])
    found = refusals(language)
    assert found
    assert [name for name, said in found if not any(cue in said for cue in cues)] == []
