"""Things done or shown at once: help, language, quiet, support, and what is kept about me."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from babel import Locale, UnknownLocaleError

from dialogs.concepts import load_round
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import LANGUAGES
from dialogs.talks.checkin import series
from dialogs.talks.mini.button import own_mini_button
from dialogs.talks.mini.next_day import next_row
from dialogs.talks.packs import names_of, pack_at
from dialogs.talks.plans.state import plan_button
from storage import due, kom, people
from storage.tables import RoleName
from storage.unit_of_work import Unit

KINDS = ("vote", "preparation", "minikom", "effort", "deadline", "digest")
"""The kinds of nudge that can be turned off one by one."""


async def welcome(_unit: Unit, request: Request) -> Card:
    say = request.say
    home = Button(label=say("common/home"), value=write(Do("home")), style="primary")
    more = Button(label=say("home/help"), value=write(Do("help")))
    body = (say("help/welcome"), say("help/private"))
    return Card(
        title=say("help/hello", name=request.who.first_name), body=body, buttons=(home, more)
    )


async def checkin(_unit: Unit, _request: Request) -> Open:
    return Open("checkin")


async def language(unit: Unit, request: Request) -> Card:
    """Without an argument: which one? With one: from now on."""
    chosen, say = request.subject, request.say
    if chosen in LANGUAGES:
        people.set_language(unit, request.who.id, chosen)
        home = Button(label=say(f"language/home_{chosen}"), value=write(Do("home")))
        return Card(title=say(f"language/chosen_{chosen}"), buttons=(home,))
    known = _more_languages(request)
    if chosen in known:
        people.set_language(unit, request.who.id, chosen)
        say = replace(say, language=chosen)
        home = Button(label=say("common/home"), value=write(Do("home")))
        title = say("language/chosen_more", name=own_name(chosen))
        return Card(title=title, body=(say("language/more"),), buttons=(home,))
    buttons = tuple(
        Button(label=label, value=write(Do("language", each)))
        for each, label in (
            *((each, say(f"language/{each}")) for each in LANGUAGES),
            *((each, own_name(each)) for each in known),
        )
    )
    return Card(title=say("language/title"), buttons=buttons)


def _more_languages(request: Request) -> tuple[str, ...]:
    """Those that the house has words in, or a concept has, beside the product's."""
    found = {*request.say.texts.languages, *request.house.packs.languages}
    return tuple(sorted(found - set(LANGUAGES)))


def own_name(language: str) -> str:
    """What a language calls itself; its code where nobody has written that down."""
    try:
        return (Locale.parse(language).get_language_name() or language).capitalize()
    except UnknownLocaleError:
        return language


async def goals(unit: Unit, request: Request) -> Card:
    say = request.say
    found = await kom.open_goals(unit, request.who.id)
    made = await kom.checkins(unit, request.who.id)
    check = Button(label=say("home/checkin"), value=write(Open("checkin")), style="primary")
    home = Button(label=say("common/home"), value=write(Do("home")))
    own = (series(made, say),) if made else ()
    mini = await own_mini_button(unit, request)
    if not found:
        at = request.who.workplace_id
        pack = await pack_at(unit, request.house, at, today=request.today)
        names = names_of(pack, request.who.language)
        return Card(title=say("goals/none", **names), body=own, buttons=(*mini, home))
    rows = tuple((goal.title, say("goals/agreed", day=goal.agreed_on)) for goal in found)
    me = await people.person(unit, request.who.id)
    following = await next_row(unit, request, me) if me else ()
    plan = await plan_button(unit, request.who.id, say)
    buttons = (check, *mini, *plan, home)
    return Card(title=say("goals/mine"), body=(Facts((*rows, *following)), *own), buttons=buttons)


async def support(_unit: Unit, request: Request) -> Card:
    """Who can help: shown to the one who asks. Nobody is told that it was opened (TAL-15)."""
    say, pack = request.say, load_round("talsammen")
    leads = request.who.has(RoleName.LEADER)
    shown = [each for each in pack.support if leads or each.audience == "all"]
    in_ = request.who.language
    body: list[Part] = [pack.safety.zero_tolerance.in_(in_), pack.safety.stop.in_(in_)]
    for each in shown:
        body += [Heading(each.name.in_(in_)), each.text.in_(in_)]
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("support/title"), body=(*body, say("support/alone")), buttons=(home,))


async def pause(unit: Unit, request: Request) -> Card:
    """What is quiet now, and for how long it could be."""
    say = request.say
    muted = await due.mutes(unit, [request.who.id])
    quiet = {each.kind for each in muted if each.until is None or each.until >= request.today}
    rows = [
        (say(f"pause/kind_{each.kind}"), _until(request, each.until))
        for each in muted
        if each.kind in quiet
    ]
    buttons = [
        Button(label=say(f"pause/{length}"), value=write(Do("quiet", f"all|{length}")))
        for length in ("week", "month")
    ]
    for kind in KINDS:
        verb = "on" if kind in quiet else "off"
        label = say(f"pause/{verb}", kind=say(f"pause/kind_{kind}"))
        buttons.append(Button(label=label, value=write(Do("quiet", f"{kind}|{verb}"))))
    if "all" in quiet:
        buttons.insert(
            0, Button(label=say("pause/end"), value=write(Do("quiet", "all|on")), style="primary")
        )
    body: tuple[Part, ...] = (say("pause/intro"), *((Facts(tuple(rows)),) if rows else ()))
    return Card(title=say("pause/title"), body=body, buttons=tuple(buttons))


LENGTHS = {"week": timedelta(days=7), "month": timedelta(days=30)}


async def quiet(unit: Unit, request: Request) -> Card | Refusal:
    """`kind|off`, `kind|on`, or `all|week` and `all|month`: a pause always has an end."""
    kind, _, length = request.subject.partition("|")
    if kind not in {*KINDS, "all"} or (kind == "all" and length == "off"):
        return Refusal("not_there")
    home = Button(label=request.say("common/home"), value=write(Do("home")))
    again = Button(label=request.say("pause/see"), value=write(Do("pause")))
    if length == "on":
        due.unmute(unit, person_id=request.who.id, kind=kind)
        return Card(title=request.say("pause/is_on"), buttons=(again, home))
    if length not in {*LENGTHS, "off"}:
        return Refusal("not_there")
    last = request.today + LENGTHS[length] if length in LENGTHS else None
    due.mute(unit, person_id=request.who.id, kind=kind, until=last)
    words = (
        request.say("pause/until", day=last)
        if last
        else request.say("pause/is_off", kind=request.say(f"pause/kind_{kind}"))
    )
    return Card(title=words, buttons=(again, home))


def _until(request: Request, last: object) -> str:
    return request.say("pause/till", day=last) if last else request.say("pause/for_good")


SNOOZES = {"tomorrow": timedelta(days=1), "week": timedelta(days=7)}


async def snooze(unit: Unit, request: Request) -> Card | Refusal:
    """`rule|subject|tomorrow`: the same nudge again then, within working hours (the planner)."""
    rule, _, rest = request.subject.partition("|")
    subject, _, length = rest.rpartition("|")
    known = await due.concerns(unit, person_id=request.who.id, rule=rule, subject=subject)
    if length not in SNOOZES or not known:
        return Refusal("not_there")
    again: datetime = request.now + SNOOZES[length]
    await due.put_off(unit, rule=rule, person_id=request.who.id, subject=subject, due_at=again)
    home = Button(label=request.say("common/home"), value=write(Do("home")))
    return Card(title=request.say(f"pause/snoozed_{length}"), buttons=(home,))
