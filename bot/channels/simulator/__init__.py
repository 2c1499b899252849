"""A browser chat that needs no account: the same seam as Slack and Teams, and a clock to move."""

from bot.channels.simulator.channel import SimulatorChannel
from bot.channels.simulator.controls import Controls
from bot.channels.simulator.endpoint import SimulatorEndpoint
from bot.channels.simulator.news import Newsroom
from bot.channels.simulator.security import refuse_reason

__all__ = ["Controls", "Newsroom", "SimulatorChannel", "SimulatorEndpoint", "refuse_reason"]
