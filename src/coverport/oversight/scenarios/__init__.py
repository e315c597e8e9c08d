"""Stories that really happened, as dated files with their sources: what one says goes through the same verbs as a live contract."""
