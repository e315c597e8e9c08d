"""Money, dates, events, access, sensitive fields, the embedded PostgreSQL. Knows no other room."""
