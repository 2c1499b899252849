"""What all others get of the plan: the message to everybody, the papers, and views not shared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Paper
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from storage import due, people
from storage.tables import Dissent, Due, PlanChange, ReportBack, RoundStep, Session
from tests import town as plot
from tests.talk import Town
from tests.voting import queued, rows
from tests.working import ROUND, after_the_dialogue, effort, plans

HOW = "Vi så på alle sedler og valgte det, flest nævnte. Vi går i gang på mandag."


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with after_the_dialogue(tmp_path) as town:
        yield town


async def tells(town: Town, name: str, process: str = HOW) -> None:
    await town[name].presses(f"open:report_back:{ROUND}")
    await town[name].answers(process=process)
    await town[name].clicks("Send til alle")


async def test_everybody_is_told_the_efforts_with_reasons_plan_and_process(town: Town) -> None:
    """TAL-64."""  # TAL-64
    ro = await effort(town, "Ro")
    await effort(town, "Fest")
    await plans(town, "Kirsten", ro.id, quick="Telefonen slukket til ni", driver="p-jonas")
    told = ("Ro", "Fordi: Ro", "Tovholder: Jonas Friis", "Telefonen slukket til ni", "Fest", HOW)
    mette = town["Mette"]
    await mette.presses(f"open:report_back:{ROUND}")
    await mette.answers(process=HOW)
    mette.sees("Det her får alle")
    for text in told:
        mette.sees(text)
    assert await queued(town, "report_back") == []
    await mette.clicks("Send til alle")
    await town.settles()
    for name in plot.EVERYONE:
        assert all(text in town[name].messages[-1] for text in told)
    assert all(text in town.place("everyone")[-1] for text in told)
    steps = {each.step: each for each in await rows(town, RoundStep)}
    assert steps["report_back"].done_by == plot.id_of("Mette")
    due = [each.rule for each in await rows(town, Due) if each.subject == ROUND]
    assert "step.report_back" not in due


async def test_it_is_told_once_and_again_when_the_plan_has_changed(town: Town) -> None:
    ro = await effort(town, "Ro")
    await tells(town, "Mette")
    await town["Ali"].presses(f"open:report_back:{ROUND}")
    town["Ali"].sees("Mette Holm fortalte det til alle torsdag den 10. september kl. 9")
    await town.passes(minutes=5)
    await plans(town, "Ali", ro.id, driver="p-jonas")
    await tells(town, "Ali", "Nu er der en tovholder.")
    await town.settles()
    assert "Nu er der en tovholder." in town["Sofie"].messages[-1]
    assert [each.version for each in await rows(town, ReportBack)] == [2]


async def test_two_who_tell_at_once_tell_once(town: Town) -> None:
    await effort(town, "Ro")
    for name in ("Mette", "Ali"):
        await town[name].presses(f"open:report_back:{ROUND}")
        await town[name].answers(process=f"{name} fortæller")
    await asyncio.gather(*(town[name].clicks("Send til alle") for name in ("Mette", "Ali")))
    kept = (await rows(town, ReportBack))[0]
    second = "Ali" if kept.sent_by == plot.id_of("Mette") else "Mette"
    town[second].sees("fortalte det til alle")
    assert len(await queued(town, "report_back")) == len(plot.EVERYONE) + 1


async def test_nothing_is_told_without_an_effort(town: Town) -> None:
    await town["Mette"].presses(f"open:report_back:{ROUND}")
    town["Mette"].sees("I har ikke valgt en indsats endnu.")


async def test_a_view_that_others_do_not_share_stays_nameless_and_comes_before_med(
    town: Town,
) -> None:
    """TAL-109."""  # TAL-109
    ali = town["Ali"]
    await ali.presses(f"open:dissent:{ROUND}")
    ali.sees("Uenighed er velkommen.")
    ali.sees("Når I er få, kan andre måske gætte, hvem der skrev.")
    await ali.answers(view="Vi bør begynde med vagtplanen.")
    for name in ("Mette", "Birgit"):
        await town[name].presses(f"do:dissents:{ROUND}")
        town[name].sees("Vi bør begynde med vagtplanen.")
        assert "Ali" not in town[name].text
    assert [each.text for each in await rows(town, Dissent)] == ["Vi bør begynde med vagtplanen."]
    assert await rows(town, PlanChange) == []
    assert await rows(town, Session) == []
    await town["Jonas"].presses(f"do:dissents:{ROUND}")
    town["Jonas"].sees("Det kan din rolle ikke åbne.")


async def paper(town: Town, name: str, maker: str, subject: str) -> Paper | Refusal:
    make = town.app.courier.registry.papers[maker]
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of(name))
        assert person is not None
        who = await who_is(reads, person, town.app.courier.house)
        say = Speaker(texts=town.app.courier.texts, language="da", zone=who.zone)
        asked = Request(
            who=who, subject=subject, now=town.now, house=town.app.courier.house, say=say
        )
        made = await make(reads, asked)
    assert isinstance(made, Paper | Refusal)
    return made


async def test_the_plan_and_its_parts_are_printed_for_the_workplace_alone(town: Town) -> None:
    ro = await effort(town, "Ro")
    await plans(town, "Kirsten", ro.id, action="Del holdet i to", driver="p-jonas")
    await town["Ali"].presses(f"open:dissent:{ROUND}")
    await town["Ali"].answers(view="Vi bør begynde med vagtplanen.")
    wanted = {
        ("plan", ROUND): "Fordi: Ro",  # TAL-57
        ("action_plan", ro.id): "Del holdet i to",  # TAL-58
        ("iglo", ro.id): "Organisation",  # TAL-61
        ("dissents", ROUND): "Vi bør begynde med vagtplanen.",  # TAL-109
    }
    for (maker, subject), text in wanted.items():
        made = await paper(town, "Birgit", maker, subject)
        assert text in repr(made)
        assert isinstance(await paper(town, "Hanne", maker, subject), Refusal)
    assert isinstance(await paper(town, "Jonas", "dissents", ROUND), Refusal)
    await town["Jonas"].presses(f"do:plan:{ROUND}")
    opens = {each.label: each.url for each in town["Jonas"].screen[-1].buttons}
    assert "/papers/" in opens["Åbn planen til print"]
    assert isinstance(await paper(town, "Jonas", "plan", ROUND), Paper)


async def test_the_group_is_reminded_of_the_plan_until_it_is_made(town: Town) -> None:
    async with town.store.unit() as unit:
        due.plan(unit, rule="round.plan", subject=ROUND, due_at=town.now)
        await unit.commit()
    await town.passes(days=12)
    assert any("Lav en plan sammen" in text for text in town["Ali"].messages)
    for title in ("Ro", "Fest"):
        found = await effort(town, title)
        await plans(town, "Kirsten", found.id, action="Prøv det", driver="p-jonas")
    before = len(town["Ali"].messages)
    await town.passes(days=6)
    assert not [t for t in town["Ali"].messages[before:] if "Lav en plan sammen" in t]
