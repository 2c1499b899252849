"""One app in several workspaces: each is installed over OAuth and bound to one organisation."""
