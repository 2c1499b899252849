"""The plain words that people write. `dialogs/help_card.py` names every one of them."""

from __future__ import annotations

from collections.abc import Mapping

SAID: Mapping[str, tuple[str, ...]] = {
    "home": ("hjem", "home", "start", "hej", "hello", "hi"),
    "help": ("hjælp", "hjaelp", "help"),
    "checkin": ("check-in", "checkin", "check in", "trivsel"),
    "vote": ("tema", "temaer", "stem", "vote", "theme", "themes"),
    "prepare": ("forbered", "forberedelse", "kom", "mus", "prepare", "preparation"),
    "agenda": ("dagsorden", "agenda"),
    "minutes": ("referat", "minutes"),
    "senior": ("senior", "seniorsamtale", "senior talk"),
    "learning": ("læring", "laering", "learning"),
    "goals": ("mål", "maal", "goals", "goal"),
    "own_year": ("mit år", "mit aar", "my year"),
    "sheets": ("print", "ark"),
    "start": ("i gang", "starting"),
    "year_wheel": ("årshjul", "aarshjul", "year wheel"),
    "talk_plan": ("min plan", "udviklingsplan", "my plan", "development plan"),
    "people": ("samtaler", "medarbejdere", "talks", "people"),
    "shared": ("delt", "shared"),
    "round": ("runde", "udviklingsdialog", "round"),
    "plan": ("plan", "handleplan", "indsatser", "efforts"),
    "frame": ("ramme", "rammen", "frame"),
    "themes": ("valgte temaer", "chosen themes"),
    "pause": ("pause", "påmindelser", "nudges"),
    "examples": ("eksempler", "mine eksempler", "examples", "my examples"),
    "language": ("sprog", "language"),
    "support": ("støtte", "stoette", "support"),
    "consents": ("samtykke", "consent"),
    "privacy": ("privatliv", "privacy"),
    "trail": ("spor", "hvem har set", "trail", "who has seen"),
    "why": ("hvorfor", "why"),
    "status": ("status",),
    "day": ("dagen", "the day"),
    "notes": ("sedler", "notes"),
    "level": ("planer", "plans"),
    "workplaces": ("arbejdspladser", "workplaces"),
    "concept": ("koncept", "koncepter", "concept", "concepts"),
    "channel": ("kanal", "kanaler", "channel", "channels"),
    "here": ("her", "here", "planlægningsgruppe", "planlægningsgruppen", "planning group"),
}
"""Plain words, Danish and English, by the command that they ask for."""
