"""A conversation held by its agenda and written down together, lived on each channel."""

from __future__ import annotations

from pathlib import Path

from storage.tables import Conversation, Minutes
from tests.kom import TALK, TALK_AT
from tests.scenario.drivers import Life, Living, sees
from tests.scenario.living import on_each_channel
from tests.talks_held import a_conversation


@on_each_channel
async def test_two_hold_their_talk_and_agree_on_its_minutes(
    tmp_path: Path, living: Living
) -> None:  # HER-11, NYB-KOM-47
    async with living(tmp_path) as life:
        async with life.app.store.unit() as unit:
            unit.insert(a_conversation(TALK, concept="herlev"))
            await unit.commit()
        await life.until(TALK_AT)
        await jonas_goes_through_it(life)
        await mette_says_yes(life)
        (minutes,) = await life.rows(Minutes)
        assert minutes.ticked == ["tasks"]
        assert minutes.person_ok_at is not None
        assert minutes.leader_ok_at is not None
        assert (await life.rows(Conversation))[0].held


async def jonas_goes_through_it(life: Life) -> None:
    jonas = life["Jonas"]
    await jonas.writes("dagsorden")
    sees(jonas, "Der er 6 faste emner. De skal alle med.")
    await jonas.clicks("Begynd samtalen")
    sees(jonas, "til kl. 10.10")
    for _ in range(2):
        await jonas.clicks("Næste punkt")
    await jonas.clicks("Sæt kryds: Nuværende og fremtidige arbejdsopgaver")
    sees(jonas, "1 af 6 faste emner er krydset af")
    await jonas.clicks("Skriv i referatet")
    await jonas.answers(topic__tasks="Flere aftenvagter")
    await jonas.answers(agreed="Vi prøver tre")
    await jonas.clicks("Gem referatet")
    await jonas.clicks("Læs referatet")
    await jonas.clicks("Ja, det passer")
    sees(jonas, "Nu mangler kun Mette.")
    await life.settles()


async def mette_says_yes(life: Life) -> None:
    mette = life["Mette"]
    sees(mette, "Jonas har skrevet i jeres referat")
    await mette.clicks("Læs referatet")
    sees(mette, "Flere aftenvagter", "Vi prøver tre", "Sidst rettet af Jonas")
    await mette.clicks("Ja, det passer")
    sees(mette, "Nu har I begge sagt ja.")
    await mette.clicks("Se dagsordenen")
    await mette.clicks("Vi har holdt samtalen")
    await mette.clicks("Ja, den er holdt")
    sees(mette, "Samtalen er holdt")
