"""All that can be said and done about which concept holds where, in one table."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.holding.choosing import CONCEPT_USE
from dialogs.talks.holding.held import concept

HOLDING = Registry(
    dialogs={CONCEPT_USE.name: CONCEPT_USE}, commands={"concept": concept}, messages={}, words={}
)
