"""What comes of a round as it is lived on each channel: its plan, those above, half a year on."""

from __future__ import annotations

from datetime import UTC, datetime

from storage.tables import Effort, EffortState, FollowUp, Note, RoundStep, Topic
from tests import town as plot
from tests.scenario.drivers import Driver, Life, sees
from tests.scenario.living import person
from tests.scenario.round_before import AREA, DECIDES, LEAVES, READS, SECRET, overview
from tests.scenario.round_held import CALM, LISTEN

HOW = "Vi så på alle sedler. Vi begynder på mandag."
NEEDS = "En vikar til morgenerne"
OTHER = "Jeg ville hellere have talt om tid"
ANSWER = "Vi regner på et vikarkorps."


async def notes_get_headings(life: Life) -> None:
    kirsten = life["Kirsten"]
    await overview(kirsten)
    await kirsten.clicks("Sortér gruppernes sedler")
    for part, heading, begins in (
        ("wellbeing", "Ro", "Se overskrifter om ledelse"),
        ("leadership", "At lytte", ""),
    ):
        notes = [each for each in await life.rows(Note) if each.part == part]
        found = {f"note__{each.id}": "heading_1" for each in notes}
        assert found.keys() <= set(kirsten.fields)
        await kirsten.answers(heading_1=heading, **found)
        sees(kirsten, "Nu har alle sedler om det tema en plads.")
        if begins:
            await kirsten.writes("plan")
            await kirsten.clicks("Sortér sedlerne")
    await kirsten.clicks("Se overskrifter om ledelse")
    sees(kirsten, "At lytte (3)", LISTEN)
    assert CALM not in kirsten.text


async def headings_are_rated_and_somebody_disagrees(life: Life) -> None:
    for name in ("Kirsten", "Ali", "Birgit", "Mette"):
        member = life[name]
        await member.writes("plan")
        await member.clicks("Vurdér overskrifterne")
        value = "5" if name == "Mette" else "2"
        await member.answers(**dict.fromkeys(member.fields, value))
        await member.clicks("Vurdér At lytte")
        await member.answers(**dict.fromkeys(member.fields, value))
        sees(member, "Du har vurderet alle overskrifter.")
    await life["Mette"].clicks("Se, hvad I har svaret")
    sees(life["Mette"], "Sådan vurderer I overskrifterne", "Derfor ser I kun rækkefølgen.")
    ali = life["Ali"]
    await ali.writes("plan")
    await ali.clicks("Det, vi ser forskelligt på")
    await ali.clicks("Tilføj et andet syn")
    await ali.answers(view=OTHER)
    sees(ali, "Dit syn er gemt uden navn.")


async def two_efforts_are_chosen_and_put_in_time(life: Life) -> None:
    mette = life["Mette"]
    topics = {each.title: each.id for each in await life.rows(Topic)}
    for number, (title, why) in enumerate((("Ro", "Vi løber."), ("At lytte", "Vi vil høres."))):
        if number:
            await mette.clicks("Vælg en mere")
        else:
            await mette.writes("plan")
            await mette.clicks("Vælg en indsats")
        await mette.answers(source=topics[title])
        await mette.answers(title="", why=why)
        sees(mette, f"{title} er nu en af jeres indsatser.")
    await mette.writes("plan")
    await mette.clicks("Læg dem i tid")
    months = {
        each: "2026-10" if each.startswith("first") else "2027-03"
        for each in mette.fields
        if each.startswith(("first", "last"))
    }
    await mette.answers(**months)
    sees(mette, "Udviklingsplanen er gemt.")


async def each_gets_an_action_plan_and_its_driver_hears_it(life: Life) -> None:
    kirsten = life["Kirsten"]
    for title, driver in (("Ro", "Jonas"), ("At lytte", "Sofie")):
        await kirsten.writes("plan")
        await kirsten.clicks(f"Åbn: {title}")
        await kirsten.clicks("Handleplan")
        await kirsten.answers(quick="En stille time hver morgen")
        await kirsten.answers(action="Telefonen bliver på kontoret til klokken ni")
        assert f"{LEAVES} Karimi" not in kirsten.options("driver")
        await kirsten.answers(driver=plot.id_of(driver), roles="")
        await kirsten.answers(
            planned_by="2026-10-01", carried_out_by="2026-11-02", evaluated_by="2026-12-01"
        )
        await kirsten.answers(follow_up="På personalemødet")
        await kirsten.answers(communication="Til forældrene i nyhedsbrevet")
        await kirsten.clicks("Gem handleplanen")
        sees(kirsten, f"Handleplanen for {title} er gemt.", "er tovholder.")
        await life.settles()
        sees(life[driver], "Du er tovholder")


async def each_level_contributes(life: Life) -> None:
    kirsten = life["Kirsten"]
    await kirsten.writes("plan")
    await kirsten.clicks("Åbn: Ro")
    await kirsten.clicks("IGLO")
    for field in ("individual", "group", "leadership"):
        await kirsten.answers(**{field: f"Bidrag fra {field}"})
    await kirsten.answers(organisation=NEEDS)
    await kirsten.answers(whom="Vikarkontoret")
    await kirsten.clicks("Gem")
    sees(kirsten, "Indsatsen er mærket")


async def everybody_is_told(life: Life) -> None:
    ali = life["Ali"]
    await ali.writes("plan")
    await ali.clicks("Fortæl det til alle")
    await ali.answers(process=HOW)
    sees(ali, "Vi løber.", HOW)
    await ali.clicks("Send til alle")
    await life.passes(seconds=5)
    for name in plot.EVERYONE:
        assert (HOW in person(life, name).seen) == (LEAVES not in name), name
    jonas = life["Jonas"]
    await jonas.clicks("Se planen")
    sees(jonas, "Ro", "At lytte", "Tovholder")


async def the_leader_answers_and_promises_a_day(life: Life) -> None:
    mette = life["Mette"]
    await overview(mette)
    await mette.clicks("Meld tilbage til medarbejderne")
    await mette.answers(thanks="Tak for jeres åbenhed.")
    sees(mette, "Jeg afbryder for tit")
    await mette.answers(noticed="I savner ro til at tale ud.")
    await mette.answers(plan="Jeg venter ti sekunder.", share__1="area")
    await mette.answers(help="Sig til, når jeg glemmer det.")
    await mette.answers(again_on="2026-11-09")
    await mette.clicks("Send til alle")
    sees(mette, "Du har lovet at samle op mandag den 9. november.")
    await life.passes(seconds=5)
    jonas = life["Jonas"]
    sees(jonas, "Mette melder tilbage efter Udviklingsdialogen", "Det vil jeg udvikle", "At lytte")
    sees(jonas, "Mette samler op igen mandag den 9. november.")
    assert "Jeg afbryder for tit" not in jonas.seen


async def drivers_tell_how_far_they_are(life: Life) -> None:
    jonas = life["Jonas"]
    await overview(jonas)
    await jonas.clicks("Se tavlen")
    sees(jonas, "Planlagt", "At lytte")
    await jonas.clicks("Fortæl om: Ro")
    await jonas.answers(state="running")
    await jonas.answers(progress="4", note="Det går fremad")
    sees(jonas, "Tak, nu ved vi, hvordan det går med “Ro”")
    await life.passes(seconds=5)
    pictures = life.room.pictures("everyone")
    assert any("I gang: Ro (4 af 10)" in each for each in pictures), pictures
    (board,) = [each for each in life.room.place("everyone") if "Vores indsatser" in each]
    assert "Det går fremad" not in board


async def the_plan_goes_up(life: Life) -> None:
    kirsten = life["Kirsten"]
    await overview(kirsten)
    await kirsten.clicks("Send planen videre")
    sees(kirsten, f"MED-Koordinationsgruppen, {AREA} læser det.", f"{NEEDS} (Fra: Vikarkontoret)")
    await kirsten.clicks("Det er rigtigt")
    await kirsten.clicks("Send videre")
    sees(kirsten, "Planen er sendt")
    await life.settles()


async def each_level_reads_and_answers(life: Life) -> None:
    grethe = person(life, READS)
    sees(grethe, "Der er kommet en plan")
    await reads(grethe, "Børnehuset Solsikken")
    sees(grethe, "Ro", NEEDS)
    assert CALM not in grethe.seen
    await grethe.clicks("Svar dem")
    await grethe.answers(text=ANSWER)
    await grethe.clicks("Send svaret")
    await life.settles()
    for name in ("Kirsten", "Ali", "Mette"):
        assert ANSWER in life[name].seen, name
    await sums_up(grethe, "Flere mangler vikarer.")
    await life.settles()
    hanne = life["Hanne"]
    await reads(hanne, f"MED-Koordinationsgruppen, {AREA}")
    sees(hanne, "Flere mangler vikarer.", f"Børnehuset Solsikken: Ro: {NEEDS}")
    await sums_up(hanne, "Vi samler vikarerne.")
    await life.settles()
    poul = person(life, DECIDES)
    sees(poul, "Der er kommet en plan")
    await reads(poul, "HR")
    sees(poul, "Vi samler vikarerne.")


async def reads(reader: Driver, what: str) -> None:
    await reader.writes("planer")
    await reader.clicks("Læs det, der er kommet")
    await reader.clicks(f"Læs: {what}")


async def sums_up(reader: Driver, text: str) -> None:
    await reader.writes("planer")
    await reader.clicks("Skriv en opsummering")
    await reader.answers(text=text)
    await reader.clicks("Send opsummeringen")
    sees(reader, "Opsummeringen er sendt")


async def the_leader_keeps_the_promise(life: Life) -> None:
    await life.until(datetime(2026, 11, 9, 12, 0, tzinfo=UTC))
    mette = life["Mette"]
    await overview(mette)
    sees(mette, "Mette Holm har lovet at samle op mandag den 9. november.")
    await mette.clicks("Jeg har samlet op")
    await mette.answers(what="kept")
    sees(mette, "Alle kan nu se, at du har samlet op.")
    await overview(life["Sofie"])
    sees(life["Sofie"], "samlede op mandag den 9. november")


async def it_is_followed_up_after_three_months(life: Life) -> None:
    await life.until(datetime(2026, 12, 16, 10, 0, tzinfo=UTC))
    await follows_up(life, months="tre", verdict="go_on")


async def and_after_six(life: Life) -> None:
    await life.until(datetime(2027, 3, 16, 10, 0, tzinfo=UTC))
    await follows_up(life, months="seks", verdict="done")


async def follows_up(life: Life, *, months: str, verdict: str) -> None:
    mette, line = life["Mette"], f"Efter {months} måneder er der mere ro."
    await mette.clicks("Følg op på indsatserne")
    sees(mette, f"Der er gået {months} måneder siden dialogen.")
    said = {"verdict": verdict, "reached": "Der er mere ro"}
    fields = [each for each in mette.fields if each.partition("__")[0] in said]
    assert len(fields) == 4
    await mette.answers(**{each: said[each.partition("__")[0]] for each in fields})
    await mette.answers(line=line)
    await mette.clicks("Gem, og fortæl det")
    sees(mette, "Arbejdspladsen får besked")
    await life.passes(seconds=5)
    told = [text for text in life.room.place("everyone") if "Vi har fulgt op" in text]
    assert line in told[-1]


async def everything_is_done_and_nothing_told_on_anybody(life: Life) -> None:
    open_ = {each.step for each in await life.rows(RoundStep) if each.done_at is None}
    assert open_ == set(), open_
    assert {each.months for each in await life.rows(FollowUp)} == {3, 6}
    states = {each.state for each in await life.rows(Effort)}
    assert states == {EffortState.DONE.value}, states
    for name in (READS, DECIDES, plot.HR, plot.LEADER, plot.CONTACT):
        seen = person(life, name).seen
        for words in (SECRET, "siger Jonas"):
            mine = name == plot.CONTACT and words == "siger Jonas"
            assert mine or words not in seen, (name, words)
    kept = life.on_disk()
    for words in (SECRET, CALM, HOW, OTHER, ANSWER):
        assert words.encode() not in kept, words
