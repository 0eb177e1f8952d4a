"""Mutants: would a test notice, if one operator, number, condition or statement of the rules were another?

``python -m tools.mutants`` draws a sample by a seed, of every room as many, runs for each mutant the tests that come
through the changed line, and exits with 1 where more than a tenth survive. What was killed is kept as it comes: begun
anew on the same code, it goes on where it was, and looks at the survivors again. Our own, because mutmut and cosmic-ray
begin an interpreter and the whole suite for each mutant: here libraries are loaded once and a mutant is a fork.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

from tools.covering import NOTHING_FAILED, CoverageMap, forked
from tools.mutations import ROOT, Site, sites

if TYPE_CHECKING:
    import pytest

# What is sampled, and the files that it stands for.
STRATA = {
    "normalise": "normalise/*.py",
    "check": "check/*.py",
    "assess": "assess/[!d]*.py",
    "decisions": "assess/decisions.py",
    "compare": "compare/*.py",
}
# Loaded once for all mutants, so that none waits for them.
LIBRARIES = (
    "cn2an", "coverage", "docx", "docxtpl", "hypothesis", "lxml.etree", "msgspec", "openpyxl", "opencc", "pandas",
    "pytest", "python_calamine", "rapidfuzz", "selenium.webdriver",
)  # fmt: skip
LEAST_SHARE = 0.1
_NO_TESTS = 5


class Chosen:
    """A plugin of pytest that keeps these tests, in this order, and ends the process where one takes far too long."""

    def __init__(self, tests: Sequence[str], seconds: Mapping[str, float]) -> None:
        self.order = {test: number for number, test in enumerate(tests)}
        self.seconds = seconds

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """All other tests go."""
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda i: self.order[i.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Processor time, so that a busy machine kills no mutant."""
        signal.setitimer(signal.ITIMER_PROF, 10 + 5 * self.seconds[nodeid])


def killed(site: Site, tests: Sequence[str], seconds: Mapping[str, float]) -> bool:
    """Whether one of the tests notices: it fails, or never ends."""

    def run() -> int:
        import pytest

        code, load = site.changed(), SourceFileLoader.get_code

        def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
            return code if loader.path == str(site.path) else load(loader, name)

        setattr(SourceFileLoader, "get_code", get_code)  # noqa: B010 - a method, changed in this process alone
        files = sorted({test.split("::")[0] for test in tests})
        return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *files], plugins=[Chosen(tests, seconds)]))

    return bool(tests) and forked(run) not in (NOTHING_FAILED, _NO_TESTS)


def main() -> None:
    """Draw, run, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--budget", type=float, default=15, help="seconds of tests for one mutant, at most")
    parser.add_argument("--kept", type=Path, default=ROOT / ".mutants", help="where the map and the outcomes are kept")
    asked = parser.parse_args()
    # Property tests try the same examples for every mutant.
    os.environ["CI"] = "1"
    os.chdir(ROOT)
    asked.kept.mkdir(exist_ok=True)
    for library in LIBRARIES:
        importlib.import_module(library)
    covered = CoverageMap(asked.kept)
    outcomes = asked.kept / f"killed {covered.code} {asked.seed}.txt"
    known = set(outcomes.read_text("utf-8").splitlines()) if outcomes.exists() else set()
    tally: Counter[tuple[str, bool]] = Counter()
    for stratum, pattern in STRATA.items():
        every = sites(pattern)
        number = min(len(every), -(-asked.count // len(STRATA)))
        for site in random.Random(f"{asked.seed} {stratum}").sample(every, number):
            tests, name = covered.covering(site, asked.budget), site.shown()
            dead = name in known or killed(site, tests, covered.seconds)
            if dead and name not in known:
                with outcomes.open("a", encoding="utf-8") as file:
                    file.write(f"{name}\n")
            tally[stratum, dead] += 1
            sys.stdout.write(f"{'killed' if dead else 'SURVIVED'}\t{len(tests)}\t{name}\n")
            sys.stdout.flush()
    for stratum in STRATA:
        noticed, alive = tally[stratum, True], tally[stratum, False]
        sys.stdout.write(f"| {stratum} | {noticed + alive} | {noticed} | {alive} |\n")
    survived = sum(count for (_, dead), count in tally.items() if not dead)
    raise SystemExit(survived > LEAST_SHARE * tally.total())


if __name__ == "__main__":
    main()
