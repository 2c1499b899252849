"""The day of a round as it is lived on each channel, and what comes straight after it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from storage.tables import Note, Seat
from tests import town as plot
from tests.scenario.drivers import Life, sees
from tests.scenario.living import person
from tests.scenario.round_before import LEAVES, NEW, SECRET, overview

BEGINS = datetime(2026, 9, 16, 7, 30, tzinfo=UTC)
"""Half past nine in Copenhagen."""
CALM, PHONE, LISTEN = "Mere ro om morgenen", "Telefonen væk til ni", "Lederen lytter først"
WRITTEN = {"wellbeing": (("point", CALM), ("action", PHONE)), "leadership": (("point", LISTEN),)}
SMALL = "Jeg siger godmorgen til alle"


async def the_leader_begins_the_day(life: Life) -> None:
    await life.until(BEGINS)
    mette = life["Mette"]
    await overview(mette)
    await mette.clicks("Udviklingsdialogens dag")
    sees(mette, "Udviklingsdialogen onsdag den 16. september", "Eksempler på trivsel")
    await mette.clicks("Begynd dagen")
    sees(mette, "Velkomst", "Slutter", "kl. 9.45", "15 minutter", "Fem råd til god dialog")


async def groups_talk_and_write(life: Life, part: str) -> None:
    """The writer of each group puts down what it said, and marks what matters most."""
    await goes_on(life)
    name = "trivsel" if part == "wellbeing" else "ledelse"
    sees(life["Mette"], f"Eksempler på {name}", "Store ører, lille mund")
    await life.settles()
    seats = [each for each in await life.rows(Seat) if each.part == part]
    assert len({each.person_id for each in seats}) == 11
    for seat in seats:
        sees(life[first_name(seat.person_id)], f"Nu: Eksempler på {name}", "Du er i gruppe")
    for seat in seats:
        if seat.writes:
            await writes(life, seat)
    await life.passes(minutes=25)
    for seat in seats:
        sees(life[first_name(seat.person_id)], "Fem minutter endnu")
    for _ in ("sort", "together"):
        await goes_on(life)


async def writes(life: Life, seat: Seat) -> None:
    writer = life[first_name(seat.person_id)]
    await writer.clicks("Gruppens sedler")
    for kind, text in WRITTEN[seat.part]:
        await writer.clicks("Skriv en seddel")
        await writer.answers(kind=kind, note=f"{text} ({seat.number})")
        sees(writer, "Sedlen er gemt.", text)
    await writer.clicks("Vælg de vigtigste")
    chosen = {
        f"{kind}_1": writer.options(f"{kind}_1")[f"{text} ({seat.number})"]
        for kind, text in WRITTEN[seat.part]
    }
    await writer.answers(**chosen)
    sees(writer, "(vigtigst)")


async def goes_on(life: Life) -> None:
    """By the button that stands there, whatever comes next."""
    mette = life["Mette"]
    await mette.clicks("Se, hvor vi er")
    (label,) = re.findall(r"Gå til: [^\]\n]+", mette.text)
    await mette.clicks(label)


async def there_is_a_break(life: Life) -> None:
    await goes_on(life)
    sees(life["Mette"], "Pause")


async def the_day_ends(life: Life) -> None:
    await goes_on(life)
    mette = life["Mette"]
    sees(mette, "Afslutning")
    await mette.clicks("Slut dagen")
    sees(mette, "Tak for i dag")
    await life.settles()
    await mette.clicks("Se, hvad grupperne skrev")
    sees(mette, "Det skrev grupperne onsdag den 16. september", CALM, PHONE, LISTEN)
    assert len(await life.rows(Note)) == 9
    for name in (plot.LEADER, plot.CONTACT, "Ali", "Sofie", "Hanne"):
        assert SECRET not in person(life, name).seen, name


async def five_say_how_it_was(life: Life) -> None:
    for number, name in enumerate(("Jonas", "Sofie", "Peter", "Emil", "Lars")):
        who = life[name]
        await who.clicks("Sig, hvordan det gik")
        await who.answers(good=f"God {number}", adjust="", soon="no")
        sees(who, "Tak. Dit svar er gemt uden navn.")
    await life.until(datetime(2026, 9, 17, 12, 0, tzinfo=UTC))


async def each_finds_something_small(life: Life) -> None:
    """The one who has left is not asked."""
    sofie, jonas = life["Sofie"], life["Jonas"]
    for who, shared in ((sofie, "all"), (jonas, "me")):
        sees(who, "Hvad kan hver af os gøre allerede nu?")
        await who.clicks("Skriv, hvad du vil gøre")
        await who.answers(text=f"{SMALL}, {shared}", shared=shared)
        sees(who, "Gemt. Godt begyndt.")
    await life.passes(minutes=1)
    (card,) = [text for text in life.room.place("everyone") if "Det gør vi allerede nu" in text]
    assert f"{SMALL}, all" in card
    assert f"{SMALL}, me" not in card
    assert "Hvad kan hver af os gøre allerede nu?" not in life[LEAVES].seen
    assert "Hvad kan hver af os gøre allerede nu?" in person(life, NEW).seen


async def the_leader_takes_it_to_a_meeting_and_thinks(life: Life) -> None:
    mette = life["Mette"]
    await overview(mette)
    await mette.clicks("Plan for det første møde")
    sees(mette, "Ti minutter på det første møde")
    await mette.clicks("Mødet er holdt")
    sees(mette, "Godt, at I kom i gang")
    await overview(mette)
    await mette.clicks("Tænk over dialogen")
    sees(mette, LISTEN)
    await mette.answers(heard="Jeg afbryder for tit", surprise="")
    await mette.answers(keep="", change="Vente ti sekunder")
    await mette.clicks("Gem mine tanker")
    sees(mette, "Dine tanker er gemt.")
    await overview(mette)
    await mette.clicks("Lav min egen plan")
    await mette.answers(area_1="At lytte", measures_1="Vente ti sekunder", success_1="")
    await mette.clicks("Spring over")
    await mette.clicks("Spring over")
    await mette.clicks("Gem min plan")
    sees(mette, "Din plan er gemt.")


async def the_group_reads_how_it_was(life: Life) -> None:
    await life.until(datetime(2026, 9, 21, 7, 0, tzinfo=UTC))
    kirsten = life["Kirsten"]
    await overview(kirsten)
    await kirsten.clicks("Se evalueringen")
    sees(kirsten, "5 har svaret.", "God 0", "God 4")


def first_name(person_id: str) -> str:
    return person_id.removeprefix("p-").capitalize()
