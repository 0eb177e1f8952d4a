"""不予发布: public documents in which the guard found something internal are taken out of the output, in all forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.papers.all_units import AllUnits
from pipeline.papers.paper import Edition
from pipeline.papers.public import CHARTS, OPEN_DATA, WEB_PAGE, public_texts
from pipeline.papers.registry import kinds
from pipeline.publish.guard import Leak, PublicFile, Task, inspect, secrets, surroundings
from pipeline.publish.staging import Staging

Each = Callable[[Callable[[Task], list[Leak]], Sequence[Task]], Iterable[list[Leak]]]

# More than this of one document is no news.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Withheld:
    """不予发布的公文: its files, and why."""

    files: tuple[str, ...]
    leaks: tuple[Leak, ...]

    def __str__(self) -> str:
        leaks = _some([f"“{leak.file}”{leak}" for leak in self.leaks], "；", "种")
        return (
            f"公开版查漏：{leaks}。没有发布：{_some(self.files, '、', '个文件')}。"
            "请在填报表或版式中改去后重新运行；如果本来就对外公布，写入 rules.toml 的 [public] allow。"
        )


def withhold(files: Sequence[str], staging: Staging, all_units: AllUnits, each: Each, workers: int) -> list[Withheld]:
    """Read every public file through, and delete from ``staging`` each document that leaks, with its other forms.

    ``files`` are all files of the run; ``each`` does the reading, on ``workers`` cores.
    """
    public = [path for path in files if path.startswith(f"{Edition.PUBLIC}/")]
    leaks: defaultdict[str, list[Leak]] = defaultdict(list)
    for leak in _leaks(public, staging, all_units, each, workers):
        leaks[_document(leak.file)].append(leak)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for path in public:
        if _document(path) in leaks:
            members[_document(path)].append(path)
            staging.remove(path)
    return [Withheld(tuple(members[document]), tuple(leaks[document])) for document in members]


def _leaks(public: Sequence[str], staging: Staging, all_units: AllUnits, each: Each, workers: int) -> list[Leak]:
    found = secrets(all_units)
    said = surroundings(public_texts(all_units), all_units.settings)
    of_risks = {kind.folder or kind.name for kind in kinds() if kind.public and kind.shows_risks}
    read = [
        PublicFile(path, staging.folder / path, risks=of_risks.isdisjoint(PurePosixPath(_document(path)).parts))
        for path in public
    ]
    tasks = [Task(tuple(read[first::workers]), found, said, all_units.settings) for first in range(workers)]
    leaks = [leak for part in each(inspect, [task for task in tasks if task.files]) for leak in part]
    order = {path: number for number, path in enumerate(public)}
    return sorted(leaks, key=lambda leak: order[leak.file])


def _some(texts: Sequence[str], between: str, counted: str) -> str:
    """The first few, and how many there are in all."""
    more = f"{between}等{len(texts)}{counted}" if len(texts) > _SHOWN else ""
    return between.join(texts[:_SHOWN]) + more


def _document(path: str) -> str:
    """What a file is one form of: a paper (docx, PDF), or the web page, its charts and the open data it offers."""
    if path == WEB_PAGE or path.startswith((f"{CHARTS}/", f"{OPEN_DATA}/")):
        return WEB_PAGE
    return str(PurePosixPath(path).with_suffix(""))
