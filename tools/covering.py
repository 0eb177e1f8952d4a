"""Which tests come through which lines of the rooms, for the mutants (``tools/mutants.py``)."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from tools.mutations import ROOT, Site

if TYPE_CHECKING:
    import pytest

# Tests of these rooms; whole runs with their documents would say the same more slowly.
TESTS = (
    "checks*", "citations", "classing", "compare", "concentration", "decisions", "distortions", "intake", "levels",
    "periods", "previous", "rulefile", "rulesets", "scorecard", "values", "versions",
)  # fmt: skip
NOTHING_FAILED = 0

Lines = Mapping[str, Sequence[str]]
"""The tests that come through each line (its number as text) of one file."""


class Trace:
    """A plugin of pytest that notes which tests come through which line, and how long each takes."""

    def __init__(self) -> None:
        import coverage

        self.coverage = coverage.Coverage(data_file=None, include=[str(ROOT / "pipeline" / "*")], config_file=False)
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """What runs from here on is this test's."""
        self.coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Making ready and cleaning up count as the test's own."""
        self.seconds[report.nodeid] += report.duration


class CoverageMap:
    """Which tests come through which lines; traced anew for each test file that has changed since it was kept."""

    def __init__(self, kept: Path) -> None:
        self.seconds: dict[str, float] = {}
        self._lines: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.code = _digest([*sorted((ROOT / "pipeline").rglob("*.py")), *sorted((ROOT / "pipeline").rglob("*.toml"))])
        for name in TESTS:
            for test in sorted((ROOT / "tests").glob(f"test_{name}.py")):
                traced = kept / f"{test.stem} {self.code}{_digest([test])}.json"
                if not traced.exists() and forked(partial(_trace, test, traced)):
                    raise SystemExit(f"{test.name} fails before anything is changed.")
                table = json.loads(traced.read_text("utf-8"))
                self.seconds |= table["seconds"]
                for file, lines in table["lines"].items():
                    for line, numbers in lines.items():
                        self._lines[file][line] += [table["tests"][number] for number in numbers]

    def covering(self, site: Site, budget: float) -> list[str]:
        """The tests that come through the changed lines, for ``budget`` seconds; such as go where few go come first.

        What runs when a module is loaded is every test's that comes into the module.
        """
        lines = self._lines[str(site.path.relative_to(ROOT))]
        whole = range(1, max(map(int, lines), default=0) + 1)
        reaches = [*site.reaches(), whole]
        found = next((tests for reach in reaches if (tests := {*_through(lines, reach)})), set())
        # In the function around the lines, then in the file: who else comes through the least visited line of a test.
        company = [
            {test: len(tests) for tests in _rarest_last(lines, reach) for test in tests} for reach in reaches[-2:]
        ]

        def rank(test: str) -> tuple[float, str]:
            return math.prod(one.get(test, 1) for one in company) * (0.1 + self.seconds[test]), test

        order = sorted(found, key=rank)
        spent = accumulate(self.seconds[test] for test in order)
        return [
            test for place, (test, sum_) in enumerate(zip(order, spent, strict=True)) if not place or sum_ <= budget
        ]


def _through(lines: Lines, reach: range) -> Iterator[str]:
    for number in reach:
        yield from lines.get(str(number), ())


def _rarest_last(lines: Lines, reach: range) -> list[Sequence[str]]:
    return sorted((lines.get(str(number), ()) for number in reach), key=len, reverse=True)


def _trace(test: Path, traced: Path) -> int:
    import pytest

    trace = Trace()
    trace.coverage.start()
    status = pytest.main(["-q", "-p", "no:cacheprovider", str(test.relative_to(ROOT))], plugins=[trace])
    trace.coverage.stop()
    data = trace.coverage.get_data()
    number = {name: place for place, name in enumerate(trace.seconds)}
    lines = {
        str(Path(file).relative_to(ROOT)): {
            line: sorted(number[name] for name in names if name in number)
            for line, names in data.contexts_by_lineno(file).items()
        }
        for file in sorted(data.measured_files())
    }
    if status == NOTHING_FAILED:
        traced.write_text(json.dumps({"tests": [*number], "seconds": trace.seconds, "lines": lines}), "utf-8")
    return int(status)


def _digest(files: Sequence[Path]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


def forked(run: Callable[[], int]) -> int:
    """The exit status of ``run`` in a silent process of its own."""
    child = os.fork()
    if child == 0:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        status = 70
        try:
            status = run()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
