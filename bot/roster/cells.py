"""One cell at a time: what may stand in it, and what is said when it may not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

from babel.localedata import locale_identifiers

from dialogs.core.steps import has_cpr
from storage.tables import RoleName

LONGEST_NAME = 100
LONGEST_EMAIL = 254
LONGEST_SHOWN = 40
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 1, 1)
FORMULA = ("=", "+", "-", "@")
DATE_FORMS = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
EMAIL = re.compile(r"[\w][\w.+'&-]*@(?:[\w](?:[\w-]*[\w])?\.)+[^\W\d_]{2,}")
SPREAD_CPR = re.compile(
    r"(?<!\d)(\d{2})[ .\-]?(\d{2})[ .\-]?(\d{2})\s*[-\u2010-\u2013\u2212]?\s*(\d{4})(?!\d)"
)
SHORN_CPR = re.compile(r"(?<!\d)(\d{9})(?!\d)")
HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}

YES = frozenset({"ja", "j", "yes", "y", "x", "1", "true", "sand", "sandt"})
NO = frozenset({"nej", "n", "no", "0", "false", "falsk", ""})
LANGUAGES: Mapping[str, str] = {
    "da": "da",
    "dansk": "da",
    "danish": "da",
    "en": "en",
    "engelsk": "en",
    "english": "en",
    "": "",
}
TWO_LETTERS = 2
"""Of a language's code: https://www.loc.gov/standards/iso639-2."""
ROLES: Mapping[str, RoleName] = {
    "leder": RoleName.LEADER,
    "leader": RoleName.LEADER,
    "planlægningsgruppe": RoleName.PLANNING,
    "planlægningsgruppen": RoleName.PLANNING,
    "planning": RoleName.PLANNING,
    "planning group": RoleName.PLANNING,
    "kontaktperson": RoleName.CONTACT,
    "contact": RoleName.CONTACT,
    "contact person": RoleName.CONTACT,
    "medarbejderrepræsentant": RoleName.REPRESENTATIVE,
    "representative": RoleName.REPRESENTATIVE,
    "employee representative": RoleName.REPRESENTATIVE,
    "tr": RoleName.TR,
    "tillidsrepræsentant": RoleName.TR,
    "amr": RoleName.AMR,
    "arbejdsmiljørepræsentant": RoleName.AMR,
    "hr": RoleName.HR,
    "med-koordinationsgruppe": RoleName.COORDINATION,
    "med-koordinationsgruppen": RoleName.COORDINATION,
    "koordinationsgruppe": RoleName.COORDINATION,
    "med coordination group": RoleName.COORDINATION,
    "coordination": RoleName.COORDINATION,
    "hovedudvalg": RoleName.COMMITTEE,
    "hovedudvalget": RoleName.COMMITTEE,
    "main committee": RoleName.COMMITTEE,
    "committee": RoleName.COMMITTEE,
    "admin": RoleName.ADMIN,
    "administrator": RoleName.ADMIN,
}


class Bad(ValueError):
    """What is wrong with a cell and what to do, as the end of a sentence about its column."""


def plain(text: str) -> str:
    """Without the spaces and the split letters (a + ring) that programs add."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def shown(text: str) -> str:
    """A cell in a message: short, and with nothing that a terminal would obey."""
    safe = "".join(letter if letter.isprintable() else "?" for letter in text)
    return f'"{safe}"' if len(safe) <= LONGEST_SHOWN else f'"{safe[:LONGEST_SHOWN]}…"'


def holds_cpr(text: str) -> bool:
    """Also where it is spread out, or where Excel has taken its first zero."""
    spread = (found.group(0) for found in SPREAD_CPR.finditer(text))
    shorn = ("0" + found.group(1) for found in SHORN_CPR.finditer(text))
    return any(has_cpr(re.sub(r"\D", "", each)) for each in (*spread, *shorn))


def name(raw: str) -> str:
    """A person's, a workplace's or an area's."""
    if raw.lstrip().startswith(FORMULA):
        raise Bad("begins with =, +, - or @, which spreadsheets take for a formula: write the name")
    text = plain(raw)
    if len(text) > LONGEST_NAME:
        raise Bad(f"has {len(text)} characters: write it with at most {LONGEST_NAME}")
    if any(unicodedata.category(letter) in HIDDEN for letter in text):
        raise Bad("holds characters that cannot be seen: write it anew by hand")
    if text and not any(letter.isalpha() for letter in text):
        raise Bad(f"is {shown(text)}, which has no letters: write the name")
    return text


def email(raw: str) -> str:
    text = plain(raw).lower()
    if len(text) > LONGEST_EMAIL:
        raise Bad(f"has {len(text)} characters, and an email has at most {LONGEST_EMAIL}")
    if text and (text.endswith(".invalid") or not EMAIL.fullmatch(text)):
        raise Bad(f"is {shown(text)}, which is no email address")
    return text


def roles(raw: str) -> frozenset[RoleName]:
    words = [plain(word).casefold() for word in re.split(r"[,|;/]", raw)]
    unknown = [word for word in words if word and word not in ROLES]
    if unknown:
        raise Bad(f"names {shown(unknown[0])}, which is no role: use {', '.join(_role_words())}")
    return frozenset(ROLES[word] for word in words if word)


def _role_words() -> list[str]:
    """The first, Danish word of each role."""
    words: dict[RoleName, str] = {}
    for word, role in ROLES.items():
        words.setdefault(role, word)
    return list(words.values())


def yes_or_no(raw: str) -> bool:
    word = plain(raw).casefold()
    if word not in YES | NO:
        raise Bad(f"is {shown(word)}: write ja or nej, or leave it empty for nej")
    return word in YES


def day(raw: str) -> date | None:
    text = plain(raw)
    if not text:
        return None
    for form in DATE_FORMS:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if EARLIEST <= found < LATEST:
            return found
        raise Bad(f"is {shown(text)}: write a day from {EARLIEST.year} to {LATEST.year}")
    raise Bad(f"is {shown(text)}: write the day as 2026-05-31 or 31-05-2026")


def language(raw: str) -> str:
    """A house may have more than Danish and English; who has another yet is spoken to in Danish."""
    word = plain(raw).casefold()
    if word in LANGUAGES:
        return LANGUAGES[word]
    if len(word) == TWO_LETTERS and word in locale_identifiers():
        return word
    raise Bad(f"is {shown(word)}: write da or en, or leave it empty")
