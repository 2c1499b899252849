"""Papers and calendar files, made of what dialogs say neutrally and opened by sealed links."""
