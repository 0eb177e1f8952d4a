"""文意: what running text says: words affirmed and denied, phrases that are there or not."""
