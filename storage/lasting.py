"""How long kombot keeps what it writes itself about whom it wrote to, and why."""

from datetime import timedelta

REASONS, MESSAGES = timedelta(days=365), timedelta(days=30)
