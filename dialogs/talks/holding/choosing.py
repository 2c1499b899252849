"""HR chooses what conversations are held after, for everybody or for one area (HER-02, HER-03)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.people import Who
from dialogs.core.steps import Answers, Day, Facts, Option, Pick, Problem, Text
from dialogs.rounds.opening.teams import day_in
from dialogs.rules.implementing import Hindrance, Wanted, hindrance
from storage import audit, concepts
from storage.tables import ConceptUse, RoleName
from storage.unit_of_work import Unit

EVERYBODY = "everybody"
LONGEST = 100
AT_FIELD: Mapping[Hindrance, str] = {
    Hindrance.NO_COMMITTEE: "committee",
    Hindrance.NOT_PUT_BEFORE: "put_before_on",
    Hindrance.PUT_BEFORE_LATE: "put_before_on",
    Hindrance.NOT_TOLD: "informed_on",
    Hindrance.TOLD_EARLY: "informed_on",
    Hindrance.TOLD_LATE: "informed_on",
}
"""Where a hindrance is said; its phrase stands in words/errors."""


def may_choose(who: Who) -> bool:
    return who.has(RoleName.HR)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """Its subject is nothing: it is about the organisation of whoever opens it."""
    if not may_choose(visit.who) or visit.subject:
        return Refusal("not_for_you")
    return {
        "today": visit.today,
        "in_language": visit.who.language,
        "packs": visit.house.packs.talks(),
        "areas": {_key(each): each for each in await _areas(unit, visit)},
    }


async def _areas(unit: Unit, visit: Visit) -> list[str]:
    return await concepts.areas(unit, visit.who.organisation_id)


def _key(area: str) -> str:
    """An area is called what the file calls it; an option needs a plain key."""
    return f"a{hashlib.sha256(area.encode()).hexdigest()[:12]}"


def where(facts: Facts) -> tuple[Option, ...]:
    areas = (Option(key, label=area) for key, area in facts["areas"].items())
    return (Option(EVERYBODY), *areas)


def which(facts: Facts) -> tuple[Option, ...]:
    packs: Mapping[str, TalkConcept] = facts["packs"]
    return tuple(
        Option(name, label=f"{pack.about.name.in_(facts['in_language'])} ({name})")
        for name, pack in packs.items()
    )


def for_an_area(_facts: Facts, answers: Answers) -> bool:
    return answers.get("area", EVERYBODY) != EVERYBODY


def is_an_area(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """A concept that names areas has one common way for each of those, and for no others."""
    pack: TalkConcept | None = facts["packs"].get(answers.get("concept", ""))
    area = facts["areas"].get(answers.get("area", ""), "")
    named = tuple(each.da for each in pack.areas) if pack else ()
    if not area or not named or area in named:
        return {}
    return {"concept": Problem("concept_not_an_area", {"area": area, "areas": ", ".join(named)})}


def been_through(facts: Facts, answers: Answers) -> dict[str, Problem]:
    if not for_an_area(facts, answers):
        return {}
    found = hindrance(_wanted(facts, answers), areas=())
    return {AT_FIELD[found]: Problem(f"concept_{found.value}")} if found else {}


def _wanted(facts: Facts, answers: Answers) -> Wanted:
    area = facts["areas"].get(answers.get("area", ""), "")
    return Wanted(
        holds_from=day_in(answers, "holds_from") or facts["today"],
        area=area,
        committee=answers.get("committee", "") if area else "",
        put_before_on=_of_area(area, answers, "put_before_on"),
        informed_on=_of_area(area, answers, "informed_on"),
    )


def _of_area(area: str, answers: Answers, name: str) -> date | None:
    return day_in(answers, name) if area else None


async def save(unit: Unit, sent: Completion) -> Card:
    wanted = _wanted(sent.facts, sent.answers)
    concepts.choose(
        unit,
        ConceptUse(
            organisation_id=sent.who.organisation_id,
            area=wanted.area,
            concept=sent.answers["concept"],
            holds_from=wanted.holds_from,
            committee=wanted.committee or None,
            put_before_on=wanted.put_before_on,
            informed_on=wanted.informed_on,
            set_by=sent.who.id,
        ),
    )
    audit.record(unit, at=sent.now, actor_id=sent.who.id, what="concept-chosen")
    say = sent.say
    pack = sent.facts["packs"][sent.answers["concept"]]
    done = say(
        "concept_use/done_area" if wanted.area else "concept_use/done",
        area=wanted.area,
        concept=pack.about.name.in_(sent.who.language),
        day=wanted.holds_from,
    )
    see = Button(label=say("concept_use/see"), value=write(Do("concept")))
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (done, say("concept_use/goes_on"))
    return Card(title=say("concept_use/done_title"), body=body, buttons=(see, home))


CONCEPT_USE = Dialog(
    name="concept_use",
    pages=(
        Page("where", (Pick("area", options=where),)),
        Page("which", (Pick("concept", options=which), Day("holds_from")), check=is_an_area),
        Page(
            "committee",
            (
                Text("committee", max_length=LONGEST, multiline=False, personal=False),
                Day("put_before_on", future=False),
                Day("informed_on", future=False),
            ),
            when=for_an_area,
            check=been_through,
        ),
    ),
    load=load,
    done=save,
)
