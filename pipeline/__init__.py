"""廉防: from the workbooks that divisions fill in to the official papers of 廉政风险防控."""

from pipeline.version import VERSION as __version__

__all__ = ["__version__"]
