"""行使依据: citations read, and what is known of the laws that they name."""
