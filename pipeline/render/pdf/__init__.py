"""Word documents to PDF."""
