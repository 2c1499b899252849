"""From the groups' notes to what everybody is told, lived on each channel."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.tables import Effort, Note, Topic
from tests import town as plot
from tests.scenario.drivers import Life, Living, sees
from tests.scenario.living import on_each_channel, person
from tests.working import CALM, LISTEN, held

HOW = "Vi så på alle sedler. Vi begynder på mandag."


@on_each_channel
async def test_a_plan_from_the_notes_to_what_everybody_is_told(
    tmp_path: Path, living: Living
) -> None:  # TAL-53..58, 60..64
    async with living(tmp_path) as life:
        await held(life.app.store, life.clock.now().date() - timedelta(days=1))
        await notes_get_headings(life)
        await headings_are_rated(life)
        await two_efforts_are_chosen(life)
        await one_gets_an_action_plan_and_its_driver_hears_it(life)
        await each_level_contributes(life)
        await everybody_is_told(life)


async def notes_get_headings(life: Life) -> None:
    kirsten = life["Kirsten"]
    await kirsten.writes("plan")
    sees(kirsten, "Der er ikke valgt indsatser endnu.")
    await kirsten.clicks("Sortér sedlerne")
    sees(kirsten, CALM)
    ids = {note.text: note.id for note in await life.rows(Note)}
    await kirsten.answers(heading_1="Ro", **{f"note__{ids[CALM]}": "heading_1"})
    sees(kirsten, "Der er 4 sedler tilbage.")
    await kirsten.clicks("Se overskrifter om trivsel")
    sees(kirsten, "Ro (1)", CALM)
    assert LISTEN not in kirsten.text


async def headings_are_rated(life: Life) -> None:
    for name in ("Kirsten", "Ali", "Mette"):
        member = life[name]
        await member.writes("plan")
        await member.clicks("Vurdér overskrifterne")
        value = "5" if name == "Mette" else "2"
        await member.answers(**{each.replace(".", "__"): value for each in member.fields})
    await life["Mette"].clicks("Se, hvad I har svaret")
    sees(life["Mette"], "Ro venter på tal. 3 af 4 i gruppen har givet alle deres.")
    await life["Mette"].clicks("Luk vurderingen")
    await life["Mette"].clicks("Ja, luk den")
    await life["Mette"].clicks("Se, hvad I har svaret")
    sees(life["Mette"], "Derfor ser I kun rækkefølgen.", "Plads")


async def two_efforts_are_chosen(life: Life) -> None:
    mette = life["Mette"]
    await mette.clicks("Vælg en indsats")
    ro = (await life.rows(Topic))[0].id
    await mette.answers(source=ro)
    await mette.answers(title="", why="Vi løber for stærkt.")
    sees(mette, "Ro er nu en af jeres indsatser.")
    await mette.clicks("Vælg en mere")
    await mette.answers(source="own_leadership")
    await mette.answers(title="Lederen på gulvet", why="Vi vil ses.")
    sees(mette, "Lederen på gulvet er nu en af jeres indsatser.")


async def one_gets_an_action_plan_and_its_driver_hears_it(life: Life) -> None:
    mette = life["Mette"]
    await mette.clicks("Lav handleplan")
    await mette.answers(quick="Mette åbner døren hver morgen")
    await mette.answers(action="En time på stuen om ugen")
    await mette.answers(driver=plot.id_of("Jonas"))
    for _ in ("milestones", "follow-up", "communication"):
        await mette.clicks("Spring over")
    await mette.clicks("Gem handleplanen")
    sees(mette, "Jonas Friis er tovholder.")
    await life.settles()
    assert "Du er tovholder" in life["Jonas"].seen


async def each_level_contributes(life: Life) -> None:
    mette = life["Mette"]
    await mette.clicks("Hvad bidrager hver med?")
    for field in ("individual", "group", "leadership", "organisation", "whom"):
        await mette.answers(**{field: f"Bidrag {field}"})
    await mette.clicks("Gem")
    sees(mette, "Indsatsen er mærket")
    assert [each.title for each in await life.rows(Effort) if each.shared_up] == [
        "Lederen på gulvet"
    ]


async def everybody_is_told(life: Life) -> None:
    ali = life["Ali"]
    await ali.writes("plan")
    await ali.clicks("Fortæl det til alle")
    await ali.answers(process=HOW)
    sees(ali, "Vi løber for stærkt.", "Mette åbner døren hver morgen", HOW)
    await ali.clicks("Send til alle")
    await life.settles()
    for name in plot.EVERYONE:
        assert HOW in person(life, name).seen
    jonas = life["Jonas"]
    await jonas.clicks("Se planen")
    sees(jonas, "Lederen på gulvet", "Tovholder")
