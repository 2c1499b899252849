"""A leader's people and what they have shared, and an employee's way to the next conversation."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.talks.during.standing import is_of_today
from dialogs.talks.during.with_person import with_person
from dialogs.talks.kom_access import first_name, own_person
from dialogs.talks.kom_reading import shared_parts
from dialogs.talks.mini.button import mini_button
from dialogs.talks.mini.next_day import next_row
from dialogs.talks.packs import pack_at, sections_of
from dialogs.talks.plans.state import plan_button
from dialogs.unreachable import team_lines
from storage import audit, kom, overview, talk_states
from storage import people as store
from storage.tables import Conversation, Kind, Person, Preparation, Scope
from storage.talk_states import TalkState
from storage.unit_of_work import Unit

ON_A_PAGE = 20
"""People on one card: more buttons than that fit no phone."""
TAKE_BACK = 5


async def people(unit: Unit, request: Request) -> Card | Refusal:
    """Without an argument all of a leader's people, `from-20` the next of them; else one person."""
    if request.subject and not request.subject.startswith("from-"):
        return await _one(unit, request)
    team = await store.of_leader(unit, request.who.id, request.today)
    if not team:
        return Refusal("leads_nobody")
    say = request.say
    coming = await overview.next_conversations(unit, request.who.id, request.now)
    before = talk_states.latest_by_person(
        await talk_states.of_leader(unit, request.who.id, request.now), request.now
    )
    start = _start(request.subject)
    page = team[start : start + ON_A_PAGE]
    rows = tuple(
        (each.name, _when(request, coming.get(each.id), before.get(each.id))) for each in page
    )
    buttons = [Button(label=each.name, value=write(Do("people", each.id))) for each in page]
    if len(team) > start + ON_A_PAGE:
        more = write(Do("people", f"from-{start + ON_A_PAGE}"))
        buttons.append(Button(label=say("people/more"), value=more))
    buttons.append(Button(label=say("owed/see"), value=write(Do("owed"))))
    buttons += await _call_team(unit, request)
    if any(each.id not in coming for each in team):
        buttons.append(Button(label=say("team_dates/begin"), value=write(Open("team_dates"))))
    unreached = await team_lines(unit, page, say)
    body: tuple[Part, ...] = (say("people/choose"), Facts(rows), *unreached)
    return Card(title=say("people/title"), body=body, buttons=(*buttons, _home(request)))


async def _call_team(unit: Unit, request: Request) -> tuple[Button, ...]:
    """Where the concept has a talk for a whole team."""
    where = request.who.workplace_id
    pack = await pack_at(unit, request.house, where, today=request.today)
    if pack.team is None:
        return ()
    return (Button(label=request.say("team_talk/call"), value=write(Open("team_call"))),)


def _start(subject: str) -> int:
    number = subject.removeprefix("from-")
    return int(number[:5]) if number.isascii() and number.isdigit() else 0


def _when(request: Request, coming: Conversation | None, before: TalkState | None = None) -> str:
    """The next one; where there is none, how it went with the last."""
    if coming:
        return request.say.moment(coming.at)
    if before is None:
        return request.say("people/no_date")
    key = "held" if before.held else "passed"
    if not before.held and is_of_today(before, request.who.zone, request.today):
        key = "today"
    return request.say(f"people/last_{key}", at=before.at)


async def _one(unit: Unit, request: Request) -> Card | Refusal:
    person = await own_person(unit, request)
    if isinstance(person, Refusal):
        return person
    say = request.say
    coming = await kom.planned(unit, person.id, request.now)
    goals = await kom.goals_with(unit, person.id, request.who.id)
    titles = "\n".join(goal.title for goal in goals)
    standing, ways = await with_person(unit, request, person)
    rows = (
        (say("people/next"), _when(request, coming)),
        (say("people/goals"), titles or say("people/no_goals")),
        *await next_row(unit, request, person),
        *standing,
    )
    date = write(Open("conversation", person.id))
    buttons = [
        Button(label=say("people/move" if coming else "people/set"), value=date),
        Button(label=say("people/agree"), value=write(Open("plan", person.id))),
        *await plan_button(unit, person.id, say),
        *ways,
        *_around(coming, say),
        await mini_button(unit, request, person),
        *await _readable(unit, request, person, coming),
        *_sheets(request, coming),
        Button(label=say("people/all"), value=write(Do("people"))),
        _home(request),
    ]
    return Card(title=person.name, body=(Facts(rows),), buttons=tuple(buttons))


def _around(coming: Conversation | None, say: Speaker) -> tuple[Button, ...]:
    """What there is to do about a conversation that has a date."""
    if coming is None:
        return ()
    dialog = "mini_off" if coming.kind == Kind.MINI.value else "talk_off"
    off = Button(label=say("talk_off/begin"), value=write(Open(dialog, coming.id)))
    if coming.kind != Kind.KOM.value:
        return (off,)
    return (Button(label=say("guide/begin"), value=write(Open("guide", coming.id))), off)


def _sheets(request: Request, coming: Conversation | None) -> tuple[Button, ...]:
    """For somebody who has no chat, or would rather write by hand (X-13)."""
    if coming is None:
        return ()
    label = request.say("talk_papers/offer")
    return (Button(label=label, value=write(Do("sheets", coming.id))),)


async def _readable(
    unit: Unit, request: Request, person: Person, coming: Conversation | None
) -> tuple[Button, ...]:
    made = await kom.preparation(unit, coming.id) if coming else None
    if coming is None or made is None or not _may_read(request, coming, made):
        return ()
    label = request.say("people/read", name=person.name.split()[0])
    return (Button(label=label, value=write(Do("read", coming.id)), style="primary"),)


async def shared(unit: Unit, request: Request) -> Card:
    """What employees have chosen to show: whose and for when. The words are a click further on."""
    say = request.say
    found = await overview.shared_preparations(unit, request.who.id)
    if not found:
        return Card(title=say("people/nothing_shared"), buttons=(_home(request),))
    names = await store.people(unit, [made.person_id for made, _ in found])
    newest = found[::-1][:ON_A_PAGE]
    rows = tuple((names[made.person_id].name, say.moment(talk.at)) for made, talk in newest)
    buttons = tuple(
        Button(
            label=say("people/read_on", name=names[made.person_id].name, at=talk.at),
            value=write(Do("read", talk.id)),
        )
        for made, talk in newest
    )
    return Card(title=say("people/shared"), body=(Facts(rows),), buttons=(*buttons, _home(request)))


async def read(unit: Unit, request: Request) -> Card | Refusal:
    """The leader reads what is shared now. That it was read is kept; what was read is not."""
    talk = await kom.conversation(unit, request.subject)
    made = await kom.preparation(unit, talk.id) if talk else None
    if talk is None or not await _leads(unit, request, talk):
        return Refusal("not_your_reading")
    name = await first_name(unit, talk.person_id)
    if made is None or not _may_read(request, talk, made):
        return Refusal("not_shared", {"name": name})
    kom.expect_shared(unit, made, leader_id=request.who.id)
    audit.record(
        unit,
        at=request.now,
        actor_id=request.who.id,
        about_id=made.person_id,
        what="read",
        subject=talk.id,
    )
    asked = await sections_of(unit, request.house, talk, request.who.language)
    return _reading(request, talk, shared_parts(made, asked, request.say), (name, made.shared))


async def _leads(unit: Unit, request: Request, talk: Conversation) -> bool:
    """The talk's own leader, while they lead the one it was with."""
    person = await store.person(unit, talk.person_id)
    leads = person is not None and person.leader_id == request.who.id
    return leads and talk.leader_id == request.who.id


def _may_read(request: Request, talk: Conversation, made: Preparation) -> bool:
    return talk.leader_id == request.who.id and made.shared != Scope.NOTHING.value


def _reading(
    request: Request, talk: Conversation, parts: tuple[Part, ...], whose_and_what: tuple[str, str]
) -> Card:
    say = request.say
    name, scope = whose_and_what
    whose = say(f"people/whose_{scope}", name=name, at=talk.at)
    body = (whose, *(parts or (say("people/nothing_written", name=name),)))
    more = Button(label=say("people/all_shared"), value=write(Do("shared")))
    title = say("people/reading", name=name)
    return Card(title=title, body=body, buttons=(more, _home(request)))


async def prepare(unit: Unit, request: Request) -> Card | Open:
    """The employee's next conversation. A Mini-KOM is prepared with a check-in (NYB-KOM-25)."""
    coming = await kom.planned(unit, request.who.id, request.now)
    if coming is not None:
        mini = coming.kind == Kind.MINI.value
        return Open("checkin") if mini else Open("preparation", coming.id)
    leader = await first_name(unit, request.who.leader_id)
    key = "people/leader_sets" if leader else "people/no_leader"
    buttons = tuple(
        Button(
            label=request.say("people/take_back", at=talk.at),
            value=write(Open("sharing", talk.id)),
        )
        for _, talk in (await kom.own_shared(unit, request.who.id))[:TAKE_BACK]
    )
    return Card(
        title=request.say("people/no_talk"),
        body=(request.say(key, leader=leader),),
        buttons=(*buttons, _home(request)),
    )


def _home(request: Request) -> Button:
    return Button(label=request.say("common/home"), value=write(Do("home")))
