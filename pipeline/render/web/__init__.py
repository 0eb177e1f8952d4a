"""The public edition as a web page and as open data."""
