"""What everybody may ask about themselves: all that is kept, who has seen it, and to be erased."""
