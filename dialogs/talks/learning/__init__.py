"""Around something that is learned: what one wants from it, what one used, what came of it."""
