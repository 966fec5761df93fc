"""The price table's editor: the draft, its grid of tiers, its other fields, and what a change would do."""
