"""A backup does not know what was taken back since: a restore ends all sharing and all consents."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from storage import deletions, handover
from storage.deletions import Deletions
from storage.tables import (
    Activity,
    Audit,
    Checkin,
    Commitment,
    Consent,
    Cycle,
    Goal,
    LeaderPreparation,
    Outbox,
    Phase,
    Preparation,
    TeamMember,
    TeamTalk,
)
from tests import town as plot
from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal
from tests.keeping import a_kept_town, changes_leader
from tests.kom import TALK, a_talk, keep, kept
from tests.nudged import ROUND, a_round
from tests.talk import a_town

EMAIL = "jonas@eksempel.dk"
THEN = datetime(2026, 8, 10, 7, tzinfo=UTC)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.runs("migrate")
    people = file_of(row("Mette", roller="leder"), row("Jonas", leder="mette@eksempel.dk"))
    terminal.runs("people", "import", terminal.writes("p.csv", people))
    terminal.does(
        "INSERT INTO checkin (id, person_id, made_on, trivsel, visible_to) "
        f"SELECT 'c1', id, '2026-08-10', 3, 'leader' FROM person WHERE email = '{EMAIL}'"
    )
    return terminal


@pytest.mark.parametrize("with_list", [True, False])
def test_what_was_taken_back_after_the_backup_is_not_shared_by_the_restore(
    terminal: Terminal, *, with_list: bool
) -> None:
    copy, listed = terminal.folder / "copy.db", terminal.folder / "gone.txt"
    terminal.runs("backup", copy)
    terminal.does("UPDATE checkin SET visible_to = 'me'")
    terminal.runs("deletions", listed)
    elsewhere = Terminal(terminal.folder / "new", {"KOMBOT_KEYS": terminal.env["KOMBOT_KEYS"]})
    elsewhere.folder.mkdir()
    elsewhere.runs("restore", copy, *(("--deletions", listed) if with_list else ()))
    assert elsewhere.code == 0, elsewhere.says
    assert elsewhere.asks("SELECT visible_to, trivsel FROM checkin") == [("me", 3)]
    assert "each chooses anew what others may read" in elsewhere.says


async def test_everything_shared_is_its_owners_again_and_every_consent_ends(
    tmp_path: Path,
) -> None:  # X-03, HER-09
    jonas, mette, hanne = (plot.id_of(each) for each in ("Jonas", plot.LEADER, plot.HR))
    consent = partial(
        Consent, conversation_id=TALK, what="minutes", reader_id=hanne, asked_by=mette
    )
    async with a_town(tmp_path) as town:
        await a_talk(town)
        await keep(
            town,
            Checkin(person_id=jonas, made_on=date(2026, 8, 1), trivsel=4, visible_to="leader"),
            Preparation(
                conversation_id=TALK,
                person_id=jonas,
                answers={"a": "b"},
                shared="all",
                shared_at=THEN,
            ),
            LeaderPreparation(
                conversation_id=TALK, leader_id=mette, answers={"a": "c"}, shared_at=THEN
            ),
            Cycle(
                id="y",
                workplace_id=plot.WORKPLACE,
                year=2026,
                themes=[],
                set_by=mette,
                concept="nyborg_kom",
            ),
            TeamTalk(id="t", cycle_id="y", leader_id=mette, concept="nyborg_kom", at=THEN),
            TeamMember(team_talk_id="t", person_id=jonas, answers={"a": "d"}, shared_at=THEN),
            consent(person_ok_at=THEN, leader_ok_at=THEN),
            consent(person_ok_at=THEN, withdrawn_at=THEN, withdrawn_by=jonas),
        )
        await deletions.apply(town.store, Deletions(people=[]))
        assert [each.visible_to for each in await kept(town, Checkin)] == ["me"]
        (own,) = await kept(town, Preparation)
        assert (own.shared, own.shared_at, own.answers) == ("nothing", None, {"a": "b"})
        (notes,) = await kept(town, LeaderPreparation)
        assert (notes.shared_at, notes.answers) == (None, {"a": "c"})
        (member,) = await kept(town, TeamMember)
        assert (member.shared_at, member.answers) == (None, {"a": "d"})
        assert [each.withdrawn_by for each in await kept(town, Consent)] == [jonas]


async def test_what_is_promised_learned_and_followed_up_is_between_the_first_two_again(
    tmp_path: Path,
) -> None:
    """Jonas let Kirsten, who leads him now, follow up a goal; nobody knows if he does so still."""
    jonas, mette, kirsten = (plot.id_of(each) for each in ("Jonas", plot.LEADER, plot.CONTACT))
    async with a_kept_town(tmp_path) as town:
        await a_talk(town)
        await a_round(town, phase=Phase.ANNOUNCED)
        await changes_leader(town, kirsten)
        goal = partial(Goal, person_id=jonas, agreed_on=town.now.date())
        await keep(
            town,
            Commitment(round_id=ROUND, person_id=jonas, text="Sige godmorgen", shared=True),
            goal(id="theirs", leader_id=kirsten, agreed_with=mette, title="At lede et møde"),
            goal(id="new", leader_id=kirsten, title="At skrive kort"),
            Activity(
                goal_id="theirs", person_id=jonas, what="Kursus", before={"use": "På stuen"},
                before_shared=True, after_shared=True, later_shared=True,
            ),
            Audit(at=THEN, actor_id="", about_id=jonas, what=handover.ASKED, subject=kirsten),
        )  # fmt: skip
        key = f"new_leader:{jonas}:{kirsten}"
        await keep(
            town,
            Outbox(
                person_id=jonas, message="new_leader", dedupe_key=key, due_at=THEN, state="sent",
                about=f"new_leader:{jonas}",
            ),
        )  # fmt: skip
        await deletions.apply(town.store, Deletions(people=[]))
        assert [(each.text, each.shared) for each in await kept(town, Commitment)] == [
            ("Sige godmorgen", False)
        ]
        (learned,) = await kept(town, Activity)
        flags = (learned.before_shared, learned.after_shared, learned.later_shared)
        assert (flags, learned.before) == ((False,) * 3, {"use": "På stuen"})
        led = {each.id: (each.leader_id, each.agreed_with) for each in await kept(town, Goal)}
        assert led == {"theirs": (mette, None), "new": (kirsten, None)}
        await town.passes(days=1)
        asked = [each for each in town["Jonas"].messages if "Kirsten er din leder nu" in each]
        assert len(asked) == 1
