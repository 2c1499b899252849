"""Microsoft Teams: the only folder that knows botbuilder, the Bot Framework and Adaptive Cards."""
