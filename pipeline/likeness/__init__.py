"""相似: texts, names and codes that say the same, or nearly."""
