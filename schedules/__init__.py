"""What happens in time. These tables are the whole of it: there is no discovery."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dialogs.core.messages import Message
from schedules.core.reminder import Job, Reminder

SCHEDULE_WORDS = Path(__file__).parent / "words"

REMINDERS: Mapping[str, Reminder] = {}

JOBS: Mapping[str, Job] = {}

MESSAGES: Mapping[str, Message] = {name: reminder.message for name, reminder in REMINDERS.items()}
