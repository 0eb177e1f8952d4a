"""Papers to Word documents."""
