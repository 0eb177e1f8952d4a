"""发布: editions, file names, manifest, index page; the output appears whole or not at all."""

from pipeline.publish.index import index_page
from pipeline.publish.manifest import manifest
from pipeline.publish.run_file import run_file
from pipeline.publish.staging import Staging
from pipeline.publish.withhold import Withheld, withhold

__all__ = ["Staging", "Withheld", "index_page", "manifest", "run_file", "withhold"]
