"""What a leader and twenty-five employees do around one conversation, each step in its dialog."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Form
from storage.tables import Consent, Conversation, TalkPlan
from tests import town as plot
from tests.talk import Talker
from tests.talk_plans import GOAL, STEP

HERE = ZoneInfo("Europe/Copenhagen")
PAGES = 12


async def opens_the_year(mette: Talker, first: date, last: date) -> None:
    await mette.presses(write(Open("year")))
    await mette.answers(year=str(first.year))
    await mette.answers(purpose="Borgerne skal møde færre ansigter", theme_1="Trygge overgange")
    await mette.answers(form="individual", first_day=str(first), last_day=str(last))
    await mette.clicks("Spring over")
    await mette.clicks("Gem og giv besked")


async def shares(person: Talker, talk: Conversation) -> None:
    """Prepares with a word or two, and shares all of it."""
    await person.presses(write(Open("preparation", talk.id)))
    for _ in range(PAGES):
        form = person.screen[-1]
        if not isinstance(form, Form):
            break
        if any(each.name == "sharing" for each in form.fields):
            await person.answers(sharing="all")
        else:
            await person.clicks("Spring over")
    await person.clicks("Gem forberedelsen")


async def cannot_come(person: Talker, mette: Talker, talk: Conversation, later: timedelta) -> None:
    """The employee asks for another day, and the leader finds one."""
    await person.presses(write(Do("other_time", talk.id)))
    await person.town.settles()
    at = (talk.at + later).astimezone(HERE)
    await mette.presses(write(Open("conversation", talk.person_id)))
    await mette.clicks(next(each.label for each in mette.screen[-1].buttons if "Ret" in each.label))
    await mette.answers(kind="kom", day=f"{at:%Y-%m-%d}", clock=f"{at:%H:%M}")
    await mette.clicks("Gem og giv besked")


async def minutes(person: Talker, talk: Conversation) -> None:
    """The employee writes them; the leader says yes when they hear of it."""
    await person.presses(write(Open("minutes", talk.id)))
    for _ in range(PAGES):
        form = person.screen[-1]
        if not isinstance(form, Form):
            break
        words = {each.name.replace(".", "__"): "" for each in form.fields}
        await person.answers(**words | ({"agreed": "Vi øver os"} if "agreed" in words else {}))
    await person.clicks("Gem referatet")


async def plans(writer: Talker, other: Talker, talk: Conversation, *, ready: str) -> None:
    """One of the two writes it down; where it is ready the other says yes on the same day."""
    await writer.presses(write(Open("plan", talk.id)))
    await writer.answers(**GOAL)
    await writer.answers(**{key: value for key, value in STEP.items() if "-1-1" not in value})
    for _ in range(PAGES):
        form = writer.screen[-1]
        assert isinstance(form, Form), writer.text
        if any(each.name == "ready" for each in form.fields):
            break
        await writer.clicks("Spring over")
    caller = "person" if int(talk.at.day) % 3 == 0 else "leader"
    day = _working_day(writer.town.now + timedelta(days=91))
    await writer.answers(follow_up_on=f"{day}", how="Vi spørger", caller=caller, ready=ready)
    await writer.clicks("Gem og giv besked")
    if ready == "yes":
        await says_yes(other, talk)


async def finishes(writer: Talker, other: Talker, talk: Conversation) -> None:
    """The other's draft, which they both say yes to."""
    await writer.presses(write(Open("plan", talk.id)))
    await writer.clicks("Ret: Opfølgning")
    await writer.answers(ready="yes")
    await writer.clicks("Gem og giv besked")
    await says_yes(other, talk)


def _working_day(moment: datetime) -> date:
    day = moment.astimezone(HERE).date()
    while day.weekday() > 4 or (day.month, day.day) in {(12, 24), (12, 25), (12, 31), (1, 1)}:
        day += timedelta(days=1)
    return day


async def says_yes(talker: Talker, talk: Conversation) -> None:
    async with talker.town.store.snapshot() as reads:
        plan = await reads.first(select(TalkPlan).where(TalkPlan.conversation_id == talk.id))
    assert plan is not None
    await talker.presses(write(Do("plan_yes", f"{talk.id}:{plan.turn}")))


async def lets_somebody_read(person: Talker, mette: Talker, talk: Conversation) -> None:
    """The employee asks that HR may read the plan, and the leader says yes."""
    await person.presses(write(Open("wider", talk.id)))
    await person.answers(what="plan", reader=plot.id_of(plot.HR))
    async with person.town.store.snapshot() as reads:
        asked = await reads.first(select(Consent).where(Consent.conversation_id == talk.id))
    assert asked is not None
    await mette.town.settles()
    await mette.presses(write(Do("consent_yes", asked.id)))
