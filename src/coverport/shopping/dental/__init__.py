"""Stand-alone dental plans, beside a health plan: what its tax credit leaves over pays for the children's part."""
