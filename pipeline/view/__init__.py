"""A unit's records looked up as the later stages need them: indexed once, decided on once."""
