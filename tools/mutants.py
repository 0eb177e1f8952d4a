"""Mutants: would a test notice, if one operator, number, condition or statement of the rules were another?

``python -m tools.mutants`` draws a sample by a seed, of every room as many, runs for each mutant the tests that come
through the changed function, and exits with 1 where more than a tenth survive. Our own, because mutmut and cosmic-ray
begin a new interpreter and the whole suite for each mutant: here the libraries are loaded once, a mutant is a fork of
that process, and the tests are found by which of them came through the function, quickest first.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import importlib.machinery
import importlib.util
import json
import os
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parent.parent
# What is sampled, and the files that it stands for.
STRATA = {
    "normalise": "normalise/*.py",
    "check": "check/*.py",
    "assess": "assess/[!d]*.py",
    "decisions": "assess/decisions.py",
    "compare": "compare/*.py",
}
# Tests of these rooms; whole runs with their documents would say the same more slowly.
TESTS = (
    "checks*", "citations", "classing", "compare", "concentration", "decisions", "distortions", "intake", "levels",
    "periods", "previous", "rulefile", "rulesets", "scorecard", "values", "versions",
)  # fmt: skip
# Loaded once for all mutants, so that none waits for them.
LIBRARIES = (
    "cn2an", "coverage", "docx", "docxtpl", "hypothesis", "lxml.etree", "msgspec", "openpyxl", "opencc", "pandas",
    "pytest", "python_calamine", "rapidfuzz", "selenium.webdriver",
)  # fmt: skip
LEAST_SHARE = 0.1
_SECONDS = 60

Act = Callable[[], None]
SWAPS: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
}  # fmt: skip
TWINS = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True, slots=True)
class Site:
    """Where a mutant differs: the file, the node by its number in the walk over it, which of the node's changes."""

    stratum: str
    path: Path
    node: int
    change: int


def changes(node: ast.AST) -> list[Act]:
    """The ways to change a node in place."""
    acts: list[Act] = []
    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            acts.append(partial(node.ops.__setitem__, index, cast(ast.cmpop, SWAPS[type(op)]())))
    elif isinstance(node, ast.BoolOp) or (isinstance(node, ast.BinOp) and type(node.op) in SWAPS and not _text(node)):
        acts.append(lambda: setattr(node, "op", SWAPS[type(node.op)]()))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        acts.append(lambda: setattr(node, "operand", _not(node.operand)))
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        # A comparison, an “and”, a “not” is changed by itself.
        if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            acts.append(lambda: setattr(node, "test", _not(node.test)))
    elif isinstance(node, ast.comprehension):
        for index, test in enumerate(node.ifs):
            if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
                acts.append(partial(node.ifs.__setitem__, index, _not(test)))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        other = not node.value if isinstance(node.value, bool) else node.value + 1
        acts.append(lambda: setattr(node, "value", other))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        acts.append(lambda: setattr(node, "value", ast.YieldFrom(ast.Tuple([], ast.Load()))))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        acts.append(lambda: setattr(node, "value", ast.Constant(None)))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TWINS:
        name = node.func
        acts.append(lambda: setattr(name, "id", TWINS[name.id]))
    elif isinstance(node, ast.Continue):
        acts.append(lambda: setattr(node, "__class__", ast.Pass))
    return acts


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _text(node: ast.BinOp) -> bool:
    parts = (node.left, node.right)
    return any(
        isinstance(p, ast.JoinedStr) or (isinstance(p, ast.Constant) and isinstance(p.value, str)) for p in parts
    )


def parsed(path: Path) -> tuple[ast.Module, list[ast.AST]]:
    """A file's tree and its nodes in order, without types, decorators and texts: to change those means nothing."""
    tree = ast.parse(path.read_text("utf-8"))

    def walk(node: ast.AST) -> Iterator[ast.AST]:
        yield node
        for name, value in ast.iter_fields(node):
            if name not in ("annotation", "returns", "decorator_list"):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        yield from walk(child)

    return tree, list(walk(tree))


def sample(count: int, seed: int) -> list[Site]:
    """As many sites of each stratum, drawn by the seed."""
    chosen: list[Site] = []
    for stratum, pattern in STRATA.items():
        sites = [
            Site(stratum, path, number, change)
            for path in sorted((ROOT / "pipeline").glob(pattern))
            for number, node in enumerate(parsed(path)[1])
            for change in range(len(changes(node)))
        ]
        chosen += random.Random(f"{seed} {stratum}").sample(sites, min(len(sites), -(-count // len(STRATA))))
    return chosen


class Trace:
    """A plugin of pytest that notes which tests come through which line, and how long each takes."""

    def __init__(self) -> None:
        import coverage

        self.coverage = coverage.Coverage(data_file=None, include=[str(ROOT / "pipeline" / "*")], config_file=False)
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """What runs from here on is this test's."""
        self.coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Making ready and cleaning up count as the test's own."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration

    def table(self) -> dict[str, object]:
        """What was noted, for a file."""
        data = self.coverage.get_data()
        lines = {file: data.contexts_by_lineno(file) for file in data.measured_files()}
        return {"seconds": self.seconds, "lines": lines}


class Chosen:
    """A plugin of pytest that keeps these tests, in this order."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.order = {nodeid: number for number, nodeid in enumerate(ids)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """All other tests go."""
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda i: self.order[i.nodeid])


class Mutated(importlib.machinery.SourceFileLoader):
    """Loads one module from a changed tree."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        super().__init__(name, str(path))
        self.tree = tree

    def get_code(self, fullname: str) -> CodeType:
        """The changed tree's code, never what an earlier run compiled."""
        return compile(self.tree, self.path, "exec")

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """This loader for its own module; every other module is found as ever."""
        return importlib.util.spec_from_loader(name, self) if name == self.name else None


def mapped(kept: Path | None) -> tuple[Mapping[str, float], Mapping[str, Mapping[int, Sequence[str]]]]:
    """Every test's seconds, and for each file and line the tests that come through; read where it is kept."""
    import pytest

    with tempfile.TemporaryDirectory() as folder:
        kept = kept or Path(folder) / "map.json"

        def run() -> int:
            mapping = Trace()
            mapping.coverage.start()
            status = pytest.main(["-q", "-p", "no:cacheprovider", *_files()], plugins=[mapping])
            mapping.coverage.stop()
            kept.write_text(json.dumps(mapping.table()), "utf-8")
            return int(status)

        if not kept.exists() and _forked(run, quiet=False):
            raise SystemExit("The tests fail before anything is changed.")
        table = json.loads(kept.read_text("utf-8"))
    lines = {file: {int(n): tests for n, tests in found.items()} for file, found in table["lines"].items()}
    return table["seconds"], lines


def _files() -> list[str]:
    return [str(path.relative_to(ROOT)) for name in TESTS for path in sorted((ROOT / "tests").glob(f"test_{name}.py"))]


def covering(site: Site, seconds: Mapping[str, float], lines: Mapping[int, Sequence[str]]) -> list[str]:
    """The tests that come through the changed function, those through the very lines first, quick ones first.

    What runs when the module is loaded is every test's that comes into the module.
    """
    tree, nodes = parsed(site.path)
    place = next((n for n in nodes[site.node :: -1] if hasattr(n, "lineno")), tree)
    here = range(getattr(place, "lineno", 1), (getattr(place, "end_lineno", 1) or 1) + 1)
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    around = [(n.lineno, n.end_lineno or 0) for n in functions if n.lineno <= here[0] <= (n.end_lineno or 0)]
    first, last = around[-1] if around else (1, max(lines, default=0))
    whole = range(first, last + 1)
    near = {test for number in here for test in lines.get(number, ())} - {""}
    tests = {test for number in whole for test in lines.get(number, ())} - {""}
    return sorted(tests, key=lambda test: (test not in near, seconds.get(test, 0.0), test))


def outcome(site: Site, tests: Sequence[str]) -> Literal["killed", "survived"]:
    """Run the tests on the mutant; a test that fails or never ends has noticed."""
    import pytest

    tree, nodes = parsed(site.path)
    changes(nodes[site.node])[site.change]()
    ast.fix_missing_locations(tree)
    name = ".".join(site.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    files = sorted({test.split("::")[0] for test in tests})

    def run() -> int:
        if not replaced(name, compile(tree, str(site.path), "exec"), nodes[site.node]):
            for loaded in [loaded for loaded in sys.modules if loaded.partition(".")[0] in ("pipeline", "tests")]:
                del sys.modules[loaded]
            sys.meta_path.insert(0, Mutated(name, site.path, tree))
        return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *files], plugins=[Chosen(tests)]))

    return "survived" if not tests or _forked(run) == 0 else "killed"


def replaced(module: str, code: CodeType, node: ast.AST) -> bool:
    """Give the loaded functions of a module their changed code; false where the node stands in no function.

    Whoever holds such a function holds the changed one: nothing has to be loaded anew.
    """

    def inner(code: CodeType) -> Iterator[CodeType]:
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                yield constant
                yield from inner(constant)

    line = getattr(node, "lineno", 0)
    codes = {(c.co_qualname, c.co_firstlineno): c for c in inner(code)}
    functions = [f for f in gc.get_objects() if isinstance(f, FunctionType) and f.__module__ == module]
    held = False
    for function in functions:
        old = function.__code__
        lines = [number for _, _, number in old.co_lines() if number]
        if new := codes.get((old.co_qualname, old.co_firstlineno)):
            held = held or (bool(lines) and old.co_firstlineno < line <= max(lines))
            function.__code__ = new
    return held


def _forked(run: Callable[[], int], *, quiet: bool = True) -> int:
    """The exit status of ``run`` in a process of its own, ended where it takes too long."""
    import signal

    child = os.fork()
    if child == 0:
        if quiet:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            signal.setitimer(signal.ITIMER_PROF, _SECONDS)
        status = 70
        try:
            status = run()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def shown(site: Site) -> str:
    """The mutant for a person: place, what stands there, what it became."""
    _, nodes = parsed(site.path)
    node = nodes[site.node]
    place = next(n for n in nodes[site.node :: -1] if hasattr(n, "lineno"))
    before = ast.unparse(node)
    changes(node)[site.change]()
    said = " ".join(f"{before[:90]}  →  {ast.unparse(node)[:90]}".split())
    return f"{site.path.relative_to(ROOT)}:{getattr(place, 'lineno', 0)}  {said}"


def main() -> None:
    """Draw, run, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--map", type=Path, help="where to keep which tests come through which lines")
    asked = parser.parse_args()
    # Property tests try the same examples for every mutant.
    os.environ["CI"] = "1"
    os.chdir(ROOT)
    for library in LIBRARIES:
        importlib.import_module(library)
    seconds, lines = mapped(asked.map)
    for file in _files():
        importlib.import_module(file.removesuffix(".py").replace("/", "."))
    tally: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for site in sample(asked.count, asked.seed):
        tests = covering(site, seconds, lines.get(str(site.path), {}))
        found = outcome(site, tests)
        tally[site.stratum][found] += 1
        print(f"{found:9}{len(tests):5}  {shown(site)}", flush=True)  # noqa: T201
    made = sum(sum(counts.values()) for counts in tally.values())
    survived = sum(counts["survived"] for counts in tally.values())
    for stratum, counts in tally.items():
        print(f"| {stratum} | {sum(counts.values())} | {counts['killed']} | {counts['survived']} |")  # noqa: T201
    print(f"| 合计 | {made} | {made - survived} | {survived} |")  # noqa: T201
    raise SystemExit(survived > LEAST_SHARE * made)


if __name__ == "__main__":
    main()
