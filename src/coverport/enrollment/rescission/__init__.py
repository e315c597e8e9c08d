"""Coverage taken back from its first day, 45 CFR 147.128: notice, answer, end."""
