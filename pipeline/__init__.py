"""廉防: from the workbooks that divisions fill in to the official papers of 廉政风险防控."""

__version__ = "0.1.0"
