"""Changes in the year: reported, planned, shown, agreed to, carried out, told."""
