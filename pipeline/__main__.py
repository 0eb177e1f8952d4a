"""``python -m pipeline`` is ``lianfang``."""

from pipeline.cli import main

main()
