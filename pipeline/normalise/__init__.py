"""归一: tables to records. Knows the columns, their other names, and the terms with their synonyms."""

from pipeline.normalise.submission import normalise
from pipeline.normalise.versions import newest

__all__ = ["newest", "normalise"]
