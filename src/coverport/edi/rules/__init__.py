"""The 834 as pure values and the bytes that they become. Source: CMS X12 834 Companion Guide v7.2 (August 30, 2024)."""
