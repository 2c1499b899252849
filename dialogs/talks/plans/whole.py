"""The plan as it is read, on a card and on paper: under the concept's own headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.concepts import LearningConcept, TalkConcept
from dialogs.core.cards import Facts, Heading, Quote
from dialogs.core.house import House
from dialogs.core.texts import Speaker
from dialogs.talks.packs import pack_of
from dialogs.talks.plans.bond import Bond
from dialogs.talks.plans.form import ACTIVITY, ALARM, FOLLOW_UP, GOAL, HELP, WHO, heading
from dialogs.talks.plans.standing import CHANGE, HOW, OTHERS, WHY, per_goal
from storage import people, talk_outcomes, talk_plans
from storage.database import Snapshot
from storage.tables import Activity, Conversation, Goal, Person, TalkPlan
from storage.talk_plans import Contents

Told = Heading | Facts | Quote | str


@dataclass(frozen=True, kw_only=True)
class Whole:
    """`carried` are goals from before and what became of them, `helpers` those who were asked."""

    bond: Bond
    talk: Conversation
    plan: TalkPlan
    pack: TalkConcept
    learning: LearningConcept
    inside: Contents
    carried: tuple[tuple[Goal, str], ...]
    helpers: dict[str, Person]
    workplace: str

    @property
    def agreed(self) -> bool:
        return talk_plans.agreed(self.plan)

    def parts(self, say: Speaker) -> tuple[Told, ...]:
        return (
            *self._once(say, "text"),
            *(part for goal in self.inside.goals for part in self._goal(goal, say)),
            *self._carried(say),
            *self._once(say, "help"),
            *self._follow_up(say),
            Heading(say("plan/approval")),
            Facts((self._approval(say, "person"), self._approval(say, "leader"))),
        )

    def _once(self, say: Speaker, kind: str) -> Iterator[Told]:
        if self.pack.plan.per == "talk":
            for each in self.pack.plan.fields:
                if each.kind == kind and self.plan.fields.get(each.key):
                    yield Heading(each.name.in_(say.language))
                    yield Quote(self.plan.fields[each.key])

    def _goal(self, goal: Goal, say: Speaker) -> Iterator[Told]:
        yield Heading(heading(self.pack, GOAL, say.language))
        yield Quote(goal.title)
        fields = goal.fields or {}
        rows = [
            (say(f"plan/{name}_read"), fields[name]) for name in (WHY, CHANGE) if fields.get(name)
        ]
        named = {each.key: each.name.in_(say.language) for each in self.pack.plan.fields}
        rows += [(named[key], fields[key]) for key in per_goal(self.pack) if fields.get(key)]
        rows += [
            row
            for each in self.inside.activities.get(goal.id, [])
            for row in self._activity(each, say)
        ]
        rows += self._help(goal, say)
        if rows:
            yield Facts(tuple(rows))
        if goal.zone == ALARM and not goal.outcome:
            yield say("plan/alarm", goal=goal.title)

    def _activity(self, each: Activity, say: Speaker) -> Iterator[tuple[str, str]]:
        label = heading(self.pack, ACTIVITY, say.language) or say("plan/what_read", item="")
        when = say("plan/when", starts=each.starts_on, ends=each.ends_on)
        known = {form.key: form.name.in_(say.language) for form in self.learning.forms}
        lines = (each.what, known.get(each.form or "", ""), when)
        yield label, "\n".join(line for line in lines if line)
        if each.who:
            yield heading(self.pack, WHO, say.language) or say("plan/who_read", item=""), each.who

    def _help(self, goal: Goal, say: Speaker) -> list[tuple[str, str]]:
        rows, others = [], (goal.fields or {}).get(OTHERS)
        if goal.zone:
            zones = {each.key: each.name.in_(say.language) for each in self.learning.zones}
            rows.append((say("plan/zone_read"), zones.get(goal.zone, goal.zone)))
        if others:
            label = heading(self.pack, HELP, say.language) or say("plan/others_read", item="")
            rows.append((label, others))
        helper = self.inside.helpers.get(goal.id)
        if helper and helper.person_id in self.helpers:
            key = "plan/helper_yes" if helper.agreed_at else "plan/helper_asked"
            name = self.helpers[helper.person_id].name
            rows.append((say("plan/helper_read"), say(key, name=name, what=helper.what)))
        return rows

    def _carried(self, say: Speaker) -> Iterator[Told]:
        if self.carried:
            yield Heading(say("plan/carried"))
            rows = ((each.title, say(f"plan/state_{outcome}")) for each, outcome in self.carried)
            yield Facts(tuple(rows))

    def _follow_up(self, say: Speaker) -> Iterator[Told]:
        yield Heading(heading(self.pack, FOLLOW_UP, say.language) or say("plan/page_follow_up"))
        caller = self.bond.leader if self.plan.caller == "leader" else self.bond.person
        rows = [(say("plan/caller_read"), caller.name)]
        if self.plan.follow_up_on:
            rows.insert(0, (say("plan/follow_up_on_read"), say.day(self.plan.follow_up_on)))
        if self.plan.fields.get(HOW):
            rows.append((say("plan/how_read"), self.plan.fields[HOW]))
        yield Facts(tuple(rows))

    def _approval(self, say: Speaker, side: str) -> tuple[str, str]:
        person = self.bond.person if side == "person" else self.bond.leader
        at = self.plan.person_ok_at if side == "person" else self.plan.leader_ok_at
        return person.name, say("plan/ok_on", day=at) if at else say("plan/ok_waits")


async def whole_of(
    reads: Snapshot, house: House, found: tuple[Bond, Conversation, TalkPlan]
) -> Whole:
    bond, talk, plan = found
    inside = await talk_plans.contents(reads, plan.id)
    own = {goal.id for goal in inside.goals}
    carried = await talk_outcomes.followed(reads, talk.id)
    asked = [each.person_id for each in inside.helpers.values()]
    workplace = await people.workplace(reads, bond.person.workplace_id)
    return Whole(
        bond=bond,
        talk=talk,
        plan=plan,
        pack=pack_of(house, talk),
        learning=house.packs.learning(),
        inside=inside,
        carried=tuple(each for each in carried if each[0].id not in own),
        helpers=await people.people(reads, asked),
        workplace=workplace.name if workplace else "",
    )
