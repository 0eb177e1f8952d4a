"""公文: what each document says. Knows nothing of Word."""
