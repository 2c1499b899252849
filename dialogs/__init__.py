"""What kombot can talk about. These tables are the whole of it: there is no discovery."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dialogs import (
    announcement,
    commands,
    help_card,
    home,
    home_round,
    named,
    named_ballots,
    outsiders,
    place,
    place_dialog,
    selection,
    summary,
    tally,
    theme_vote,
    unreachable,
)
from dialogs.core.actions import Action, Do
from dialogs.core.dialog import Dialog
from dialogs.core.messages import Command, Message
from dialogs.core.paper import Maker
from dialogs.core.registry import Registry
from dialogs.extension import EXTENSION
from dialogs.named import NAMED
from dialogs.place_dialog import PLACE
from dialogs.readers import EVERYONE
from dialogs.rights.own_rights import RIGHTS
from dialogs.rounds import overview
from dialogs.rounds.afterwards import commitments, first_meeting
from dialogs.rounds.afterwards.after import AFTER
from dialogs.rounds.afterwards.commitments import COMMITMENT
from dialogs.rounds.frames.frame import FRAME
from dialogs.rounds.frames.frame_views import frame_command, themes_command
from dialogs.rounds.frames.values import VALUES
from dialogs.rounds.groups.groups_parts import GROUPING
from dialogs.rounds.held import day as the_day
from dialogs.rounds.held import evaluation, notes, photos, record, script_paper, turns
from dialogs.rounds.held.notes import TABLE, WRITE_NOTE
from dialogs.rounds.held.notes_sorted import HEADINGS, IMPORTANT, NOTE_MEND
from dialogs.rounds.held.photo_waits import WAITING
from dialogs.rounds.held.photos import PHOTO, PHOTO_GONE
from dialogs.rounds.held.posters import POSTERS
from dialogs.rounds.inviting import invitation_mail, invitation_papers
from dialogs.rounds.inviting.inform import INFORM_ALL, round_info
from dialogs.rounds.inviting.invitation import INVITATION
from dialogs.rounds.moving.calling_off import CALLING_OFF
from dialogs.rounds.moving.move import MOVE
from dialogs.rounds.moving.moving_parts import CHANGING
from dialogs.rounds.moving.off import off
from dialogs.rounds.moving.round_off import ROUND_OFF
from dialogs.rounds.on_paper.ballot_paper import NAME as BALLOT
from dialogs.rounds.on_paper.ballot_paper import ballot_paper
from dialogs.rounds.on_paper.paper_entry import ENTRY
from dialogs.rounds.on_paper.paper_mail import paper_ticked, paper_uneven
from dialogs.rounds.on_paper.paper_ticks import TICKS
from dialogs.rounds.on_paper.paper_votes import paper_again, paper_votes
from dialogs.rounds.opening.dialog import ROUND
from dialogs.rounds.opening.team import TEAM
from dialogs.rounds.plan.planning_work import WORK
from dialogs.rounds.preparing import chores, examples
from dialogs.rounds.preparing.chore import CHORE
from dialogs.rounds.preparing.examples import EXAMPLE
from dialogs.rounds.preparing.hr_help import HR_HELP, help_disputed, help_wanted
from dialogs.rounds.standings import PAPER as WORKPLACES
from dialogs.rounds.standings import paper as workplaces_paper
from dialogs.rounds.standings import workplaces
from dialogs.rounds.upwards.answering import ANSWERING, PASSING_ON, passed_on, plan_answered
from dialogs.rounds.upwards.ladder import LADDER
from dialogs.rounds.upwards.levels import level, plans_came
from dialogs.rounds.upwards.reading import plans, report
from dialogs.rounds.upwards.sending_up import SENDING_UP, sent_up
from dialogs.rounds.upwards.summing_up import SUMMING_UP
from dialogs.said import SAID
from dialogs.selection import SELECTION
from dialogs.summary import SUMMARY
from dialogs.talks import kom_messages, people_views
from dialogs.talks.before import BEFORE
from dialogs.talks.checkin import CHECKIN
from dialogs.talks.during.entries import DURING
from dialogs.talks.follow_ups import FOLLOW_UPS
from dialogs.talks.holding.entries import HOLDING
from dialogs.talks.keeping.entries import KEEPING
from dialogs.talks.others import OTHERS
from dialogs.talks.pictures.entries import LOOKS
from dialogs.talks.plans.planning import TALK_PLANS
from dialogs.talks.preparation import PREPARATION
from dialogs.talks.sharing import SHARING
from dialogs.theme_vote import THEME_VOTE

WORDS_FOLDER = Path(__file__).parent / "words"

DIALOGS: Mapping[str, Dialog] = {
    dialog.name: dialog
    for dialog in (
        CHECKIN,
        *FOLLOW_UPS.dialogs.values(),
        PREPARATION,
        SHARING,
        *DURING.dialogs.values(),
        *TALK_PLANS.dialogs.values(),
        *BEFORE.dialogs.values(),
        ROUND,
        NAMED,
        THEME_VOTE,
        SUMMARY,
        SELECTION,
        EXTENSION,
        HR_HELP,
        INFORM_ALL,
        MOVE,
        FRAME,
        EXAMPLE,
        CHORE,
        COMMITMENT,
        SENDING_UP,
        ANSWERING,
        PASSING_ON,
        SUMMING_UP,
        LADDER,
        INVITATION,
        CALLING_OFF,
        ROUND_OFF,
        TEAM,
        VALUES,
        *GROUPING.dialogs.values(),
        TICKS,
        ENTRY,
        TABLE,
        WRITE_NOTE,
        NOTE_MEND,
        PHOTO,
        PHOTO_GONE,
        HEADINGS,
        IMPORTANT,
        POSTERS,
        evaluation.EVALUATION,
        PLACE,
        *HOLDING.dialogs.values(),
        *WORK.dialogs.values(),
        *KEEPING.dialogs.values(),
        *LOOKS.dialogs.values(),
        *AFTER.dialogs.values(),
        *OTHERS.dialogs.values(),
    )
}

COMMANDS: Mapping[str, Command] = {
    "home": home.home,
    "help": help_card.help_card,
    "welcome": commands.welcome,
    "checkin": commands.checkin,
    "goals": commands.goals,
    "language": commands.language,
    "pause": commands.pause,
    "quiet": commands.quiet,
    "snooze": commands.snooze,
    "support": commands.support,
    "people": people_views.people,
    "shared": people_views.shared,
    **TALK_PLANS.commands,
    "read": people_views.read,
    "prepare": people_views.prepare,
    **DURING.commands,
    **BEFORE.commands,
    **FOLLOW_UPS.commands,
    "named_ballots": named_ballots.named_ballots,
    **RIGHTS.commands,
    **HOLDING.commands,
    "vote": theme_vote.vote,
    "round": home_round.round_command,
    "overview": overview.overview,
    "off": off,
    "frame": frame_command,
    "themes": themes_command,
    "new_round": home_round.new_round,
    "invited": invitation_mail.invited,
    **GROUPING.commands,
    "sent_up": sent_up,
    "level": level,
    "plans": plans,
    "report": report,
    "workplaces": workplaces,
    "examples": examples.mine,
    "chores": chores.checklist,
    "chore_done": chores.done,
    "commitments": commitments.see,
    "commitment_lives": commitments.lives,
    "first_meeting": first_meeting.plan,
    "first_meeting_held": first_meeting.held,
    **WORK.commands,
    "paper": paper_votes,
    "paper_again": paper_again,
    "day": the_day.show,
    "day_go": the_day.go,
    "notes": notes.show,
    "photo_for_what": photos.for_what,
    **WAITING.commands,
    "record": record.show,
    "evaluations": evaluation.show,
    "secret": named.secret,
    "here": place.here,
    "in_place": place.in_place,
    "channel": place_dialog.channel,
    "let_read": outsiders.let_read,
    "status": unreachable.status,
    **LOOKS.commands,
    **KEEPING.commands,
    **AFTER.commands,
    **OTHERS.commands,
}

MESSAGES: Mapping[str, Message] = {
    "conversation_set": kom_messages.conversation_set,
    **DURING.messages,
    **BEFORE.messages,
    **FOLLOW_UPS.messages,
    **TALK_PLANS.messages,
    "vote_invitation": theme_vote.invitation,
    "vote_open": theme_vote.open_to_all,
    "named_asked": named.asked,
    "vote_settled": named.settled,
    "help_wanted": help_wanted,
    "help_disputed": help_disputed,
    **CHANGING.messages,
    "round_info": round_info,
    "round_lapsed": named.lapsed,
    "vote_running": tally.running,
    "tally": tally.tally,
    "reasons_ready": summary.reasons_ready,
    "summary_ready": summary.summary_ready,
    "select_now": selection.select_now,
    "announcement": announcement.announcement,
    "dialogue_invitation": invitation_mail.dialogue_invitation,
    "dialogue_off": invitation_mail.dialogue_off,
    **GROUPING.messages,
    "plans_came": plans_came,
    "plan_answered": plan_answered,
    "passed_on": passed_on,
    "examples_ready": examples.examples_ready,
    "chore_given": chores.given,
    "commitments_shared": commitments.shared_card,
    **WORK.messages,
    "paper_ticked": paper_ticked,
    "paper_uneven": paper_uneven,
    turns.TURN: turns.turn,
    turns.UP: turns.up,
    **WAITING.messages,
    "evaluate_now": evaluation.evaluate_now,
    evaluation.READY: evaluation.ready,
    **RIGHTS.messages,
    "place_unreachable": unreachable.place_unreachable,
    "outsiders_joined": outsiders.outsiders_joined,
    **KEEPING.messages,
    **LOOKS.messages,
    **AFTER.messages,
    **OTHERS.messages,
}

WORDS: Mapping[str, Action] = {
    word: Do(command) for command, words in SAID.items() for word in words
} | dict.fromkeys(("her til alle", "for alle", "here for all"), Do("here", EVERYONE))

PAPERS: Mapping[str, Maker] = {
    **BEFORE.papers,
    **WORK.papers,
    **AFTER.papers,
    **TALK_PLANS.papers,
    **OTHERS.papers,
    **LOOKS.papers,
    **RIGHTS.papers,
    "chores": chores.paper,
    BALLOT: ballot_paper,
    invitation_mail.PRINTED: invitation_papers.invitation_paper,
    invitation_mail.CALENDAR: invitation_papers.invitation_calendar,
    invitation_mail.CALENDAR_OFF: invitation_papers.calendar_off,
    **GROUPING.papers,
    **DURING.papers,
    WORKPLACES: workplaces_paper,
    "script": script_paper.script_paper,
    "posters": script_paper.posters_paper,
    record.PAPER: record.record_paper,
}
"""What can be printed or put in a calendar, by the name in its link."""

REGISTRY = Registry(
    dialogs=DIALOGS, commands=COMMANDS, messages=MESSAGES, words=WORDS, papers=PAPERS
)
