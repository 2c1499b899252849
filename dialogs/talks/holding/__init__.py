"""HR sees which concept holds where, and chooses another from a day on."""
