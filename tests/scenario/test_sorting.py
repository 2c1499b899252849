"""All groups' notes are sorted under headings that the planning group makes (TAL-53)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import Note, NoteKind, PlanChange, Topic
from tests.talk import Talker, Town
from tests.voting import rows
from tests.working import CAKE, CALM, ROUND, after_the_dialogue, heading, rates


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with after_the_dialogue(tmp_path) as town:
        yield town


async def notes(town: Town) -> dict[str, str | None]:
    """Each note's heading by its text."""
    titles = {each.id: each.title for each in await rows(town, Topic)}
    found = await rows(town, Note)
    return {each.text: titles[each.topic_id] if each.topic_id else None for each in found}


def field_of(talker: Talker, text: str) -> str:
    """The field of the note that says this."""
    return next(each.name for each in talker.form.fields if text in each.label)


async def sorts(town: Town, name: str, text: str, *, under: str) -> None:
    await town[name].presses(f"open:sorting:{ROUND}:wellbeing")
    await town[name].answers(heading_1=under, **{field_of(town[name], text): "heading_1"})


async def test_several_notes_are_put_under_headings_that_the_group_makes(town: Town) -> None:
    """TAL-53."""  # TAL-53
    kirsten = town["Kirsten"]
    await kirsten.presses(f"do:sort:{ROUND}")
    kirsten.sees(f"Valgt pointe: {CALM}")
    kirsten.sees("Valgt handling: Telefonen væk til ni")
    kirsten.sees(f"Pointe: {CAKE}")
    labels = [each.label for each in kirsten.form.fields][2:]
    assert [each.startswith("Valgt") for each in labels] == [True, True, True, False, False]
    await kirsten.answers(
        heading_1="Ro",
        heading_2="Fællesskab",
        **{
            field_of(kirsten, CALM): "heading_1",
            field_of(kirsten, "garderoben"): "heading_1",
            field_of(kirsten, CAKE): "heading_2",
        },
    )
    kirsten.sees("Der er 2 sedler tilbage.")
    await kirsten.clicks("Se overskrifter om trivsel")
    kirsten.sees("Ro (2)")
    kirsten.sees(f"• Valgt af en gruppe: {CALM}")
    kirsten.sees("Endnu uden overskrift")
    assert (await notes(town))[CAKE] == "Fællesskab"


async def test_what_one_began_another_goes_on_with(town: Town) -> None:
    await sorts(town, "Kirsten", CALM, under="Ro")
    await town["Mette"].presses(f"do:sort:{ROUND}")
    assert CALM not in town["Mette"].text
    town["Mette"].sees("( ) Ro")
    await sorts(town, "Mette", CAKE, under="ro")
    assert [each.title for each in await rows(town, Topic)] == ["Ro"]
    who = {each.person_id for each in await rows(town, PlanChange)}
    assert who == {"p-kirsten", "p-mette"}


async def test_two_who_sort_the_same_note_lose_nothing_in_silence(town: Town) -> None:
    kirsten, ali = town["Kirsten"], town["Ali"]
    for member in (kirsten, ali):
        await member.presses(f"open:sorting:{ROUND}:wellbeing")
    field = field_of(ali, CALM)
    await kirsten.answers(heading_1="Ro", **{field: "heading_1"})
    await ali.answers(heading_1="Hverdag", **{field: "heading_1"})
    ali.sees("Nogen har rettet det samme")
    ali.sees("Kirsten Dahl rettede det torsdag den 10. september kl. 9.")
    ali.sees("Det står der nu:\nRo")
    assert (await notes(town))[CALM] == "Ro"
    await ali.answers(**{ali.form.fields[0].name: "mine"})
    assert (await notes(town))[CALM] == "Hverdag"


async def test_two_at_once_put_every_note_where_somebody_put_it(town: Town) -> None:
    kirsten, ali = town["Kirsten"], town["Ali"]
    for member in (kirsten, ali):
        await member.presses(f"open:sorting:{ROUND}:wellbeing")
    await asyncio.gather(
        kirsten.answers(heading_1="Ro", **{field_of(kirsten, CALM): "heading_1"}),
        ali.answers(heading_1="Fest", **{field_of(ali, CAKE): "heading_1"}),
    )
    found = await notes(town)
    assert (found[CALM], found[CAKE]) == ("Ro", "Fest")


async def test_two_who_put_one_note_in_two_places_at_once_are_not_both_right(town: Town) -> None:
    kirsten, ali = town["Kirsten"], town["Ali"]
    for member in (kirsten, ali):
        await member.presses(f"open:sorting:{ROUND}:wellbeing")
    field = field_of(ali, CALM)
    await asyncio.gather(
        kirsten.answers(heading_1="Ro", **{field: "heading_1"}),
        ali.answers(heading_1="Hverdag", **{field: "heading_1"}),
    )
    kept = (await notes(town))[CALM]
    second = ali if kept == "Ro" else kirsten
    second.sees("Nogen har rettet det samme")
    second.sees(f"Det står der nu:\n{kept}")


async def test_a_new_heading_needs_a_name(town: Town) -> None:
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:sorting:{ROUND}:wellbeing")
    await kirsten.answers(**{field_of(kirsten, CALM): "heading_2"})
    kirsten.sees("Skriv overskriftens navn her, eller læg sedlen et andet sted.")
    assert (await notes(town))[CALM] is None


async def test_a_heading_gets_another_name_and_two_become_one_with_all_their_notes(
    town: Town,
) -> None:
    await sorts(town, "Kirsten", CALM, under="Ro")
    await sorts(town, "Kirsten", "garderoben", under="Støj")
    noise = next(each for each in await rows(town, Topic) if each.title == "Støj")
    calm = next(each for each in await rows(town, Topic) if each.title == "Ro")
    await rates(town, "Ali", noise, 1, 2, 3)
    ali = town["Ali"]
    await ali.presses(f"open:topic:{calm.id}")
    await ali.answers(title="Ro på stuen", merge="stay", note="none")
    ali.sees("Overskriften er gemt.")
    await ali.presses(f"open:topic:{noise.id}")
    await ali.answers(title="Støj", merge=calm.id, note="none")
    ali.sees("Sedlerne ligger nu under Ro på stuen.")
    found = await notes(town)
    assert (found[CALM], found["Der er uro i garderoben"]) == ("Ro på stuen", "Ro på stuen")
    assert len(found) == 6
    await town["Kirsten"].presses(f"open:topic:{noise.id}")
    town["Kirsten"].sees("Den overskrift er lagt sammen med en anden.")


async def test_a_note_is_moved_to_where_it_belongs(town: Town) -> None:
    await sorts(town, "Kirsten", CAKE, under="Ro")
    other = await heading(town, "Fest")
    calm = next(each for each in await rows(town, Topic) if each.title == "Ro")
    cake = next(each.id for each in await rows(town, Note) if each.text == CAKE)
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:topic:{calm.id}")
    await kirsten.answers(title="Ro", merge="stay", note=cake)
    kirsten.sees("Hvor skal sedlen hen?")
    await kirsten.answers(title="Ro", merge="stay", note=cake, to=other.id)
    assert (await notes(town))[CAKE] == "Fest"


async def test_who_renames_what_another_renamed_sees_both_names(town: Town) -> None:
    calm = await heading(town, "Ro")
    for name in ("Kirsten", "Mette"):
        await town[name].presses(f"open:topic:{calm.id}")
    await town["Kirsten"].answers(title="Ro om morgenen", note="none")
    mette = town["Mette"]
    await mette.answers(title="Stille morgener", note="none")
    mette.sees("Det står der nu:\nRo om morgenen")
    mette.sees("Det skrev du:\nStille morgener")
    await mette.answers(**{mette.form.fields[0].name: "theirs"})
    assert [each.title for each in await rows(town, Topic)] == ["Ro om morgenen"]


@pytest.mark.parametrize("name", ["Jonas", "Oliver", "Hanne"])
async def test_only_the_group_sorts_and_reads_the_notes(town: Town, name: str) -> None:
    calm = await heading(town, "Ro")
    for value in (
        f"do:sort:{ROUND}",
        f"do:topics:{ROUND}:wellbeing",
        f"open:sorting:{ROUND}:wellbeing",
        f"open:topic:{calm.id}",
        f"open:rating:{calm.id}",
        f"do:ratings:{ROUND}",
        f"open:efforts:{ROUND}",
        f"open:development_plan:{ROUND}",
        f"open:report_back:{ROUND}",
        f"open:dissent:{ROUND}",
        f"do:dissents:{ROUND}",
        f"do:history:{ROUND}",
    ):
        await town[name].presses(value)
        town[name].sees("Det kan din rolle ikke åbne.")


async def test_a_groups_points_stand_together_and_then_what_it_wishes_to_do(tmp_path: Path) -> None:
    kinds = (NoteKind.ACTION, NoteKind.POINT) * 4
    written = [("wellbeing", 1, kind, f"Seddel {n}", False) for n, kind in enumerate(kinds)]
    async with after_the_dialogue(tmp_path, notes=written) as town:
        await town["Ali"].presses(f"open:sorting:{ROUND}:wellbeing")
        labels = [each.label.split(":")[0] for each in town["Ali"].form.fields]
        first = [each for each in labels if each in ("Pointe", "Handling")]
        assert first == sorted(first, reverse=True)
        assert first[:4] == ["Pointe"] * 4
