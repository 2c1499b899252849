"""What the simulator calls its conversations."""


def private(person_id: str) -> str:
    """The conversation of one person with the bot."""
    return f"person:{person_id}"


def shared(external_id: str) -> str:
    """The conversation of a place."""
    return f"place:{external_id}"
