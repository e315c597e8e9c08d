"""What is asked of which source, what its answer means, until when it can be settled. Plain values; no Django, no clock."""
