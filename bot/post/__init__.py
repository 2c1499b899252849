"""What the courier is made of: letters, turns, the sending itself, and what became of it."""
