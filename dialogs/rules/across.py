"""What cuts across: words that stand in several titles, and names that should stand in none.

The match is a simple one and says so where it is shown: the same word, with and without its
endings. It knows no synonyms, and a compound is another word than its parts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ENDINGS = (
    "ernes", "erne", "enes", "ene", "ens", "ets", "ers", "rne",
    "en", "et", "er", "es", "ne", "ts", "ns", "n", "t", "r", "s", "e",
)  # fmt: skip
STEM = 4
"""Letters that stay at least when an ending is taken off."""
_STOP = """
    ad af alle alt altid anden andet andre at bedre bare begge blev blive bliver da de dem den
    denne der deres det dette dig din dine disse dit dog du efter egen eget egne eller en end
    ene ens er et feks flere flest for fordi fra få får først før gang god gode godt gør gøre
    ham han hans har have hele helt hen her hinanden hjem hos hun hvad hvem hver hverdag hvis
    hvor hvordan hvorfor hvornår i ift igen ikke imellem imod ind indsats indsatser ingen
    inden ja jeg jer jeres jo kan komme kommer kun kunne lad langt lave lidt lige man mange
    med mellem men mere mest mig min mindre mindst mit mod må måde måske ned nej noget nogen
    nogle nok nu ny nye nyt når nær og også om omkring op os over på sammen samt samme selv
    ses sig sin sine sit skal skulle som stadig styrke styrket store stor stort større så
    sådan taget tage til tiden tit ud udvikle uden under var ved vi via vil ville vores være
    været a about all also an and are as be been better between but by can do each every from
    get good his how if in into is it its let make many may me more most my new no not of on
    one or our out own people same so some strengthen than that the their them then there they
    this to together up us use very was way we well what when where which who why will with
    work you your
"""
STOP = frozenset(_STOP.split())
"""Words that say nothing of what a title is about."""


def words_of(title: str) -> dict[str, str]:
    """Each word of a title that says something, by its stem."""
    found = (word.casefold() for word in WORD.findall(title))
    return {stem(word): word for word in found if word not in STOP}


def stem(word: str) -> str:
    """A word without the longest of its endings, where enough of it stays."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= STEM:
            return word.removesuffix(ending)
    return word


def common(titles: Mapping[str, Iterable[str]]) -> list[tuple[str, tuple[str, ...]]]:
    """Words in the titles of two or more, with whose they are; what most have comes first.

    A word is shown in the shortest form in which it was met.
    """
    whose: defaultdict[str, set[str]] = defaultdict(set)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for source, theirs in titles.items():
        for title in theirs:
            for root, word in words_of(title).items():
                whose[root].add(source)
                forms[root].add(word)
    shared = [(_shown(forms[root]), tuple(sorted(whose[root]))) for root in whose]
    several = [(word, sources) for word, sources in shared if len(sources) > 1]
    return sorted(several, key=lambda each: (-len(each[1]), each[0]))


def _shown(forms: Iterable[str]) -> str:
    return min(forms, key=lambda form: (len(form), form))


def leading(counted: Sequence[tuple[str, str, int]], number: int) -> list[tuple[str, str, int]]:
    """The first so many of (list, theme, count), most first, with all that are tied for the last.

    Which of them to leave out would otherwise be decided by the alphabet.
    """
    if len(counted) <= number:
        return list(counted)
    least = counted[number - 1][2]
    return [each for each in counted if each[2] >= least]


def names_in(texts: Iterable[str], names: Sequence[str]) -> list[str]:
    """Whose name, whole or the first of it, stands in one of the texts, with or without an s.

    A first name that is also a word ("Bo", "Vi") counts only where it has a capital.
    """
    written = {word for text in texts for word in WORD.findall(text) if word[:1].isupper()}
    met = {form for word in written for form in (word.casefold(), word.casefold().rstrip("s"))}
    return sorted({name for name in names if name and name.split()[0].casefold() in met})


def name_like(text: str) -> set[str]:
    """Two, three or four words with capitals in a row: what may be somebody's whole name."""
    words = text.split()
    clean = [word.strip(".,;:!?()»«\"'”“") for word in words]
    found: set[str] = set()
    for start in range(len(clean)):
        for length in (2, 3, 4):
            some = clean[start : start + length]
            if len(some) == length and all(word[:1].isupper() for word in some):
                found.add(" ".join(some))
    return found
