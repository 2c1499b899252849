"""Whatever towns send, in whatever order: a second time changes nothing, and nobody disappears."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.roster.plan import plan
from storage.roster import Roster
from tests.fakes.rosters import TODAY, file_of, people, planned, row

NAMES = ("Ali", "Bo", "Eva", "Ida", "Kim")
DAYS = st.sampled_from(["", "2026-01-01", "2026-11-22", "22-11-2026", "01.06.2027"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Anything that a town may send, right or wrong."""
    columns = draw(st.sets(st.sampled_from(("leder", "roller", "timelønnet", "fratrådt", "sprog"))))
    if draw(st.booleans()):
        columns |= {"fraværende fra", "fraværende til"}
    cells = {
        "leder": st.sampled_from(["", *(f"{name.lower()}@eksempel.dk" for name in NAMES)]),
        "roller": st.sampled_from(["", "TR|hr", "kontaktperson, planlægningsgruppe", "admin"]),
        "timelønnet": st.sampled_from(["", "ja", "0"]),
        "fratrådt": DAYS,
        "fraværende fra": DAYS,
        "fraværende til": DAYS,
        "sprog": st.sampled_from(["", "da", "en"]),
    }
    rows = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1)):
        place = draw(st.sampled_from(["Solsikken", "SOLSIKKEN", "Rådhuset"]))
        rest = {column: draw(cells[column]) for column in sorted(columns)}
        rows.append({**row(name), "arbejdsplads": place, **rest})
    return file_of(*rows)


@given(st.lists(files(), min_size=1, max_size=4), st.booleans())
def test_importing_is_idempotent_and_all_or_nothing(texts: list[str], leavers: bool) -> None:  # noqa: FBT001 - Hypothesis draws it
    roster = Roster()
    for text in texts:
        outcome = planned(text, roster, leavers=leavers)
        again = planned(text, outcome.after, leavers=leavers)
        if outcome.problems:
            continue
        assert again.changes_nothing
        assert again.problems == ()
        tomorrow = plan(
            people(text), outcome.after, today=TODAY + timedelta(days=1), leavers=leavers
        )
        assert set(tomorrow.after.people) == set(outcome.after.people)
        roster = outcome.after


@given(st.lists(files(), min_size=1, max_size=4))
def test_nobody_ever_disappears_and_no_administrator_is_lost(texts: list[str]) -> None:
    roster = Roster()
    for text in texts:
        outcome = planned(text, roster)
        if outcome.problems:
            continue
        for email, entry in roster.people.items():
            admin = {post for post in entry.posts if post[0] == "admin"}
            assert admin <= outcome.after.people[email].posts
        roster = outcome.after
