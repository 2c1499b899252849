"""The same as `test_nobody_computes` and its ratings, over and over, and further each time."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.contract.test_nobody_computes import Votes
from tests.contract.test_nobody_computes_ratings import Afterwards

pytestmark = pytest.mark.timeout(600)
many = settings(max_examples=20, stateful_step_count=20, deadline=None)


class ManyVotes(Votes):
    pass


class ManyRatings(Afterwards):
    pass


TestManyVotes = ManyVotes.TestCase
TestManyVotes.settings = many
TestManyRatings = ManyRatings.TestCase
TestManyRatings.settings = many
