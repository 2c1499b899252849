"""A round as it is lived on each channel, up to its day.

`test_round_on_channels` says in what order, here and in what follows it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import update
from sqlmodel import col

from dialogs.concepts import load_round
from dialogs.theme_names import CONCEPT
from storage.tables import Chore, Person, Role, RoleName, Sitting, Workplace
from tests import town as plot
from tests.scenario.drivers import Driver, Life, sees
from tests.scenario.living import person
from tests.scenario.test_whole_life import votes

AREA = "Dagtilbud"
READS, DECIDES, NEW, LEAVES = "Grethe Dam", "Poul Vang", "Emil Vind", "Nadia"
"""In the MED coordination group, in the main committee, new here, and on the way out."""
ON_PAPER = "Henrik"
SHEETS = {"henrik": "meaning", "nadia": "balance", "fatima": "reward"}
"""Three at least: of fewer whoever types them in could tell whose they are."""
DEADLINE = datetime(2026, 8, 17, 10, 0, tzinfo=UTC)
PLACE = "Salen på 1. sal i hovedbygningen, med indgang fra parkeringspladsen, og ring på klokken"
ROOM = "Et rum med borde til grupper"
SECRET = "Ali glemte mig på en svær dag"
"""In somebody's own example."""
VOTES = {
    "Jonas": "balance",
    "Sofie": "meaning",
    "Peter": "meaning",
    "Lars": "meaning",
    "Camilla": "meaning",
}
WHY = "Vi mangler ro til det, der betyder noget"
SUMMARY = "Flere vil have mere ro til det vigtige."
REASON = "Det giver den bedste samtale."


async def comes_to_work(life: Life, name: str, place: str, *roles: RoleName) -> None:
    """HR has them in its files, and the platform has an account for them."""
    async with life.app.store.unit() as unit:
        unit.insert(
            Person(
                id=plot.id_of(name),
                organisation_id=plot.ORGANISATION,
                workplace_id=place,
                leader_id=plot.id_of(plot.LEADER) if place == plot.WORKPLACE else None,
                name=name,
                email=plot.email_of(name),
            )
        )
        for role in roles:
            unit.insert(Role(person_id=plot.id_of(name), workplace_id=place, name=role))
        await unit.commit()
    await life.lists(name)


async def those_above_are_there(life: Life) -> None:
    async with life.app.store.unit() as unit:
        unit.update(update(Workplace).values(area=AREA), expect=None)
        await unit.commit()
    await comes_to_work(life, READS, plot.TOWN_HALL, RoleName.COORDINATION)
    await comes_to_work(life, DECIDES, plot.TOWN_HALL, RoleName.COMMITTEE)


async def hr_sets_the_frame(life: Life) -> None:
    hanne = life["Hanne"]
    await hanne.writes("ramme")
    sees(hanne, "Der er ingen ramme")
    await hanne.clicks("Sæt en ny ramme")
    await hanne.answers(
        name="Udviklingsdialog 2026",
        first_day="2026-08-24",
        last_day="2026-10-30",
        plan_due="2026-11-30",
    )
    await hanne.clicks("Ret: Ved siden af dialogerne: nr. 1")
    await hanne.answers(
        title__1="Opstartsworkshop",
        held_on__1="2026-08-26",
        starts_at__1="08:30",
        ends_at__1="11:30",
        place__1="Rådhuset",
        sign_up__1="Plan2learn",
    )
    for number in (2, 3, 4):
        await hanne.clicks(f"Ret: Ved siden af dialogerne: nr. {number}")
        await hanne.answers(**{f"title__{number}": "", f"held_on__{number}": ""})
    await hanne.clicks("Sæt rammen")
    sees(hanne, "Rammen er sat.")


async def the_group_opens_the_round(life: Life) -> None:
    kirsten = life["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Ja, vi er klar")
    sees(kirsten, "Halvårets ramme: dialoger fra mandag den 24. august til fredag den 30. oktober")
    await kirsten.answers(dialogue_on="2026-09-09", starts_at="09:00")
    await kirsten.answers(deadline_on="2026-08-17", deadline_at="12:00")
    sees(kirsten, "Passer tidsplanen?")
    await kirsten.answers()
    sees(kirsten, "Hemmelig: Ingen ser, hvem der har valgt hvad.")
    await kirsten.answers(mode="secret")
    sees(kirsten, "Kontaktperson", "Kirsten Dahl")
    await kirsten.clicks("Åbn afstemningen")
    sees(kirsten, "Jeg skriver til 12")
    await life.settles()


async def everybody_is_informed(life: Life) -> None:
    kirsten = life["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Se hele forløbet")
    await kirsten.clicks("Fortæl alle om runden")
    sees(kirsten, "mandag den 17. august kl. 12", "onsdag den 9. september kl. 9")
    await kirsten.clicks("Send til alle")
    sees(kirsten, "Så er det sendt.")
    await life.settles()
    for name in plot.EVERYONE:
        assert "Vi skal holde Udviklingsdialog" in person(life, name).seen
    assert any("Vi skal holde Udviklingsdialog" in text for text in life.room.place("everyone"))


async def all_vote_one_of_them_on_paper(life: Life) -> None:
    for name, theme in VOTES.items():
        await votes(life[name], wellbeing=theme, why=f"{WHY}, siger {name}")
    kirsten = life["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Stem på papir")
    sees(kirsten, "Print stemmesedlen")
    await kirsten.clicks("Kryds af: Ali Hassan – Sofie Krag")
    names = [each for each in kirsten.fields if each.startswith("sheet")]
    ticked = {each: "yes" if each.endswith(tuple(SHEETS)) else "no" for each in names}
    await kirsten.answers(**ticked)
    sees(kirsten, "3 har nu afleveret på papir.")
    for theme in SHEETS.values():
        await kirsten.writes("runde")
        await kirsten.clicks("Stem på papir")
        await kirsten.clicks("Tast en seddel ind")
        await kirsten.answers(wellbeing=theme, wellbeing_why="Skrevet på papir")
        await kirsten.answers(leadership="direction")
    sees(kirsten, "3 sedler er tastet ind, og 3 har afleveret.")
    await life.settles()
    sees(life[ON_PAPER], "har noteret, at du har afleveret en stemmeseddel")


async def the_themes_are_chosen(life: Life) -> None:
    await life.until(DEADLINE)
    tally = life.room.place("planning")[-1]
    for told in ("8 af 12 har svaret.", "Flest har valgt Mening og retning: 5 stemmer."):
        assert told in tally
    kirsten = life["Kirsten"]
    await kirsten.clicks("Læs og skriv resumé")
    sees(kirsten, f"{WHY}, siger Peter", "Skrevet på papir")
    await kirsten.answers()
    await kirsten.answers(summary=SUMMARY)
    await kirsten.clicks("Send til planlægningsgruppen")
    await life.settles()
    mette = life["Mette"]
    await mette.clicks("Læs og vælg temaer")
    sees(mette, SUMMARY)
    await mette.answers()
    await mette.answers(wellbeing="meaning")
    await mette.answers(wellbeing_reason=REASON)
    await mette.answers(leadership="direction")
    await mette.answers(leadership_reason="Vi vil samme vej.")
    await mette.clicks("Send til alle")
    await life.settles()
    for name in plot.EVERYONE:
        if name != plot.LEADER:
            sees(person(life, name), "Temaerne er valgt", "Mening og retning", REASON)
    assert WHY not in life["Mette"].seen


async def all_are_invited(life: Life) -> None:
    kirsten = life["Kirsten"]
    await overview(kirsten)
    await kirsten.clicks("Send invitationen")
    (sitting,) = await life.rows(Sitting)
    await kirsten.answers(**{f"place__{sitting.id}": PLACE, f"starts_at__{sitting.id}": "09:00"})
    sees(kirsten, PLACE, "Find et eksempel fra din hverdag til hvert tema, altså to i alt")
    await kirsten.clicks("Send invitationen")
    sees(kirsten, "Jeg skriver til 13")
    await life.settles()
    for name in (plot.LEADER, *plot.VOTERS):
        sees(person(life, name), "Du er inviteret til Udviklingsdialog", PLACE)
    assert "Du er inviteret" not in person(life, plot.HOURLY).seen


async def overview(member: Driver) -> None:
    await member.writes("runde")
    if "Jeres Udviklingsdialog" not in member.text:
        await member.clicks("Se hele forløbet")
    sees(member, "Jeres Udviklingsdialog")


async def somebody_new_is_invited_too(life: Life) -> None:
    await comes_to_work(life, NEW, plot.WORKPLACE)
    emil = person(life, NEW)
    await overview(emil)
    sees(emil, "Mening og retning", PLACE)
    await emil.clicks("Se invitationen")
    sees(emil, "onsdag den 9. september kl. 9", PLACE, "Hilsen planlægningsgruppen")


async def the_day_is_moved(life: Life) -> None:
    await life.until(datetime(2026, 8, 20, 8, 0, tzinfo=UTC))
    ali = life["Ali"]
    await overview(ali)
    await ali.clicks("Flyt en dag")
    await ali.answers(what=ali.options("what")["Selve Udviklingsdialogen"])
    await ali.answers(day="2026-09-16", at="09:30")
    sees(ali, "Fra onsdag den 9. september til onsdag den 16. september", "Intet er flyttet endnu.")
    await ali.clicks("Flyt dagene")
    sees(ali, "Dagene er flyttet.")
    await life.settles()
    told = "onsdag den 16. september kl. 9.30"
    for name in (plot.LEADER, *plot.VOTERS, NEW):
        assert told in person(life, name).seen, name
    (sitting,) = await life.rows(Sitting)
    assert (sitting.held_on, sitting.starts_at) == (date(2026, 9, 16), "09:30")


async def everybody_finds_examples(life: Life) -> None:
    for name in ("Jonas", "Emil"):
        who = life[name]
        await who.writes("hjem")
        await who.clicks("Find et eksempel: Trivselstema")
        sees(who, "Kun du kan se det")
        await who.answers(experience="difficult", happened=SECRET)
        sees(who, "Dit eksempel er gemt")
        await who.clicks("Find også et til Ledelsestema")
        await who.answers(experience="good", happened="Vi blev enige om én ting")
        sees(who, "Du er klar til dialogen.")


async def the_practical_things_are_shared_out(life: Life) -> None:
    ali = life["Ali"]
    await overview(ali)
    await ali.clicks("Det praktiske")
    sees(ali, ROOM)
    await ali.clicks(f"Ret: {ROOM}")
    await ali.answers(owner=plot.id_of("Jonas"), due_on="2026-09-09", state="open")
    await life.settles()
    jonas = life["Jonas"]
    sees(jonas, f"Planlægningsgruppen har sat dig på: {ROOM}.")
    await jonas.clicks(f"Klaret: {ROOM}")
    sees(jonas, "Tak, så er det på plads")
    await overview(ali)
    await ali.clicks("Det praktiske")
    for each in load_round(CONCEPT).chores:
        if each.name.da != ROOM:
            await ali.clicks(f"Ret: {each.name.da}")
            await ali.answers(owner=plot.id_of("Ali"), state="done")
    by = [str(each.done_by) for each in await life.rows(Chore) if each.done_at]
    assert sorted(by) == [plot.id_of("Ali")] * 5 + [plot.id_of("Jonas")], by


async def groups_are_told_and_mended_when_one_leaves(life: Life) -> None:
    await life.until(datetime(2026, 9, 11, 8, 0, tzinfo=UTC))
    kirsten = life["Kirsten"]
    await kirsten.clicks("Sæt grupperne")
    sees(kirsten, "12 kommer, og 1 bliver væk", "Anne Vestergaard er meldt fra")
    await makes_groups(kirsten)
    sees(kirsten, "Forslag til grupper", "sidder sammen i begge runder")
    await kirsten.clicks("Meld grupperne ud")
    sees(kirsten, "Alle, det vedrører, får besked nu.")
    await life.settles()
    for name in ("Jonas", "Emil", LEAVES):
        sees(life[name], "Her er dine grupper")
    await leaves(life, LEAVES, date(2026, 9, 14))
    await life.until(datetime(2026, 9, 15, 8, 0, tzinfo=UTC))
    await overview(kirsten)
    await kirsten.clicks("Grupperne")
    sees(kirsten, "Tilpas grupperne, så alle har en plads.")
    await kirsten.clicks("Tilpas grupperne")
    sees(kirsten, "11 kommer, og 1 bliver væk")
    await makes_groups(kirsten)
    await kirsten.clicks("Meld ændringen ud")
    await life.settles()
    assert "Nadia" not in life.room.place("everyone")[-1]


async def makes_groups(member: Driver) -> None:
    await member.answers(away_1="")
    await member.answers(one_1="")
    await member.answers(spread="no")
    await member.clicks("Lav grupper")


async def leaves(life: Life, name: str, day: date) -> None:
    async with life.app.store.unit() as unit:
        gone = update(Person).where(col(Person.id) == plot.id_of(name)).values(left_on=day)
        unit.update(gone)
        await unit.commit()
