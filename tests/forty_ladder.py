"""Forty workplaces' plans on their way up: two are late, each level sums up, answers come back."""

from __future__ import annotations

from collections import Counter

from dialogs.rounds.upwards.reporting import theme_name
from storage.tables import ThemeList
from tests.forty import AREAS, COMMITTEE, COORDINATION, HR, NEEDS, PLACES, someone
from tests.talk import Town

CHILDREN = AREAS[0]
LATE_ONES = (PLACES[5], PLACES[17])


def the_day_has_passed(town: Town) -> None:
    """Whoever reads for the area is told once who is late, and nobody else is."""
    for area, place in COORDINATION.items():
        told = [m for m in someone(town, place.contact).messages if "Fristen er gået" in m]
        late = [each.name for each in LATE_ONES if each.area == area]
        assert len(told) == len(late)
        assert all(name in message for name, message in zip(late, told, strict=True))
    for name in (HR, COMMITTEE.contact):
        assert not [m for m in someone(town, name).messages if "Fristen er gået" in m]


async def the_areas_sum_up(town: Town) -> None:
    for area, place in COORDINATION.items():
        reader = someone(town, place.contact)
        await reader.writes("planer")
        reader.sees(f"MED-Koordinationsgruppen, {area}")
        late = [each.name for each in LATE_ONES if each.area == area]
        reader.sees(f"Der er kommet planer fra {8 - len(late)} af 8 arbejdspladser.")
        for name in late:
            reader.sees(f"Over fristen: {name}")
        reader.sees("Social støtte og tillid")
        reader.sees("mandagen")
        reader.sees(NEEDS)
        await reader.clicks("Skriv en opsummering")
        assert "kortere (" in reader.form.fields[0].value
        await reader.answers(text="Mange vil have kortere møder.")
        await reader.clicks("Send opsummeringen")
        reader.sees("HR får besked.")


async def hr_sums_up(town: Town) -> None:
    await town.settles()
    hanne = someone(town, HR)
    assert any("Der er kommet en plan" in message for message in hanne.messages)
    await hanne.writes("planer")
    hanne.sees("Der er kommet planer fra 38 af 42 arbejdspladser.")
    # TAL-21
    hanne.sees(_tracks())
    assert "Mange vil have kortere møder." not in hanne.text
    await hanne.clicks("Læs det, der er kommet")
    await hanne.clicks(f"Læs: MED-Koordinationsgruppen, {CHILDREN}")
    hanne.sees("Mange vil have kortere møder.")
    hanne.sees(f"{PLACES[0].name}: Ro til opgave")
    assert "Ro til opgave 1" not in hanne.text, "it needs nobody else"
    await hanne.writes("planer")
    await hanne.clicks("Skriv en opsummering")
    await hanne.answers(text="Vi foreslår et vikarkorps.")
    await hanne.clicks("Send opsummeringen")
    hanne.sees("Hovedudvalget får besked.")


def _tracks() -> str:
    """The three themes that most workplaces chose: each has a track at the follow-up workshop."""
    sent = [place for place in PLACES if place not in LATE_ONES]
    counted = Counter(
        theme_name(which.value, place.theme(which), "da") for place in sent for which in ThemeList
    )
    lines = [f"{name}: {count} arbejdspladser" for name, count in counted.most_common(3)]
    return "\n".join(["De temaer, som flest har valgt", *lines])


async def the_committee_reads(town: Town) -> None:
    await town.settles()
    member = someone(town, COMMITTEE.contact)
    await member.writes("planer")
    await member.clicks("Læs det, der er kommet")
    await member.clicks("Læs: HR")
    member.sees("Vi foreslår et vikarkorps.")
    member.sees("Der er planer fra 38 af 42 arbejdspladser.")
    await member.clicks("Svar dem")
    await member.answers(text="Vi sætter midler af.")
    await member.clicks("Send svaret")
    await town.settles()
    assert any("Vi sætter midler af." in message for message in someone(town, HR).messages)


async def answers_come_back(town: Town, round_id: str) -> None:
    """To the planning group of that round; and an effort goes sideways to one that can help."""
    # TAL-63
    asking, helping = PLACES[4], PLACES[30]
    reader = someone(town, COORDINATION[CHILDREN].contact)
    await reader.writes("planer")
    await reader.clicks("Læs det, der er kommet")
    await reader.clicks(f"Læs: {asking.name}")
    plan = reader.screen[-1]
    await reader.clicks("Svar dem")
    await reader.answers(text="Vi har spurgt Hovedudvalget.")
    await reader.clicks("Send svaret")
    reader.screen.append(plan)
    await reader.clicks("Send en indsats til en anden arbejdsplads")
    await reader.answers(effort="e1")
    await reader.answers(where=helping.id, note="I har et vikarkorps.")
    await reader.clicks("Send den videre")
    await town.settles()
    for name in (asking.leader, asking.contact):
        someone(town, name).sees(f"Svar fra MED-Koordinationsgruppen, {CHILDREN}")
        someone(town, name).sees("Vi har spurgt Hovedudvalget.")
    for name in (helping.leader, helping.contact):
        someone(town, name).sees(f"Hvem spørger: {asking.name}")
        someone(town, name).sees("I har et vikarkorps.")
    await someone(town, asking.contact).presses(f"do:sent_up:{round_id}")
    someone(town, asking.contact).sees("Vi har spurgt Hovedudvalget.")
