"""查漏: every file of the public edition is read through before it is published.

``secrets`` says what the run's records hold that is internal, ``passages`` takes a file apart into its texts,
``search`` finds the one in the other, ``inspect`` does it for files.
"""

from pipeline.publish.guard.inspect import Leak, PublicFile, Task, inspect
from pipeline.publish.guard.search import surroundings
from pipeline.publish.guard.secrets import secrets

__all__ = ["Leak", "PublicFile", "Task", "inspect", "secrets", "surroundings"]
