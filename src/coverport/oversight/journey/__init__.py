"""Evidence from the running system: the scripted journey, and what became of real people's applications, choices and messages."""
