"""The example workbooks, and how they are filled."""
