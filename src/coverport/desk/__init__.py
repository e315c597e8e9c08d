"""The desk of everybody who works for an exchange: what waits for them, since when, and where each tool is."""
