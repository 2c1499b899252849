"""`privatliv`: in plain words what is kept about the one who asks, who sees it, and until when."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.rights import rules
from storage import due, kept, kept_between, people
from storage.tables import Person
from storage.unit_of_work import Unit

SECTIONS = (
    "profile",
    "dialogs",
    "checkins",
    "preparations",
    "goals",
    "between",
    "examples",
    "promises",
    "afterwards",
    "votes",
    "sent_up",
    "nudges",
)


async def privacy(unit: Unit, request: Request) -> Card:
    say, who = request.say, request.who
    person = await people.person(unit, who.id)
    leader = await people.person(unit, who.leader_id) if who.leader_id else None
    place = await people.workplace(unit, who.workplace_id)
    concepts = await rules.concepts_of(unit, request.house, who, request.now)
    facts = {
        **vars(await kept.about(unit, who.id)),
        "name": who.name,
        "email": person.email if isinstance(person, Person) else "",
        "workplace": place.name if place else "",
        "leader": leader.name if leader else say("privacy/no_leader"),
        **vars(await kept_between.about(unit, who.id)),
        **rules.facts_of(request.house, concepts, say),
    }
    body: list[Part] = [say("privacy/intro")]
    for section in SECTIONS:
        body.append(Heading(say(f"privacy/{section}_title")))
        rows = tuple(
            (say(f"privacy/{row}"), say(f"privacy/{section}_{row}", **facts))
            for row in ("what", "who", "until")
        )
        body.append(Facts(rows))
    body += [Heading(say("privacy/rules_title")), Facts(rules.rows_of(concepts, facts, say))]
    body.append(say("privacy/key"))
    return Card(title=say("privacy/title"), body=tuple(body), buttons=_buttons(say))


def _buttons(say: Speaker) -> tuple[Button, ...]:
    ways = (
        ("privacy/going_button", "going"),
        ("consent/see", "consents"),
        ("privacy/all_button", "all_mine"),
        ("privacy/trail_button", "trail"),
        ("privacy/erase_button", "erase_me"),
        ("privacy/why_button", "why"),
        ("common/home", "home"),
    )
    return tuple(Button(label=say(label), value=write(Do(command))) for label, command in ways)


async def why(unit: Unit, request: Request) -> Card:
    """Why nudges were sent to the one who asks, and why they were not."""
    say = request.say
    found = await due.why(unit, request.who.id, limit=15)
    rows = tuple(
        (
            say.day(each.local_date),
            say(
                f"nudges/{each.verdict}",
                what=say(f"nudges/rule_{each.rule.replace('.', '_')}"),
                because=say.maybe(f"nudges/reason_{each.reason.replace('-', '_')}"),
            ),
        )
        for each in found
    )
    body: tuple[Part, ...] = (Facts(rows),) if rows else (say("nudges/none"),)
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("nudges/title"), body=body, buttons=(home,))
