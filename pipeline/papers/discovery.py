"""各公文的模块: importing this imports every module of the room, so that each paper has registered itself.

It is imported where the registry is first asked, and not before: a check before mailing needs no paper.
"""

import pkgutil

from pipeline import papers

for module in pkgutil.iter_modules(papers.__path__, f"{papers.__name__}."):
    pkgutil.resolve_name(module.name)
