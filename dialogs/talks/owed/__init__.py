"""The year's conversation, which everybody is to have or be offered: who has not, and by when."""
