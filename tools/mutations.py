"""What a mutant changes: one node of one file's tree, as a person may mistake it (``tools/mutants.py``)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType
from typing import cast

ROOT = Path(__file__).parent.parent
SWAPS: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
}  # fmt: skip
TWINS = {"any": "all", "all": "any", "min": "max", "max": "min"}
Act = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a mutant differs: the file, the node by its number in the walk over it, which of the node's changes."""

    path: Path
    node: int
    change: int

    def changed(self) -> CodeType:
        """The file's code with the change made."""
        tree, nodes = parsed(self.path)
        changes(nodes[self.node])[self.change]()
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")

    def reaches(self) -> Iterator[range]:
        """The lines of the change; then those of the function around it."""
        tree, nodes = parsed(self.path)
        here = _lines(_placed(nodes, self.node))
        yield here
        functions = [_lines(node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        yield from reversed([lines for lines in functions if here[0] in lines])

    def shown(self) -> str:
        """The mutant for a person: place, what stands there, what it becomes."""
        _, nodes = parsed(self.path)
        line = _lines(_placed(nodes, self.node))[0]
        before = ast.unparse(nodes[self.node])
        changes(nodes[self.node])[self.change]()
        said = " ".join(f"{before[:90]}  →  {ast.unparse(nodes[self.node])[:90]}".split())
        return f"{self.path.relative_to(ROOT)}:{line}  {said}"


def sites(pattern: str) -> list[Site]:
    """All places in the files of this pattern where a mutant may differ."""
    return [
        Site(path, number, change)
        for path in sorted((ROOT / "pipeline").glob(pattern))
        for number, node in enumerate(parsed(path)[1])
        for change in range(len(changes(node)))
    ]


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
    elif isinstance(node, ast.If | ast.While | ast.IfExp) and not _changed_itself(node.test):
        acts.append(lambda: setattr(node, "test", _not(node.test)))
    elif isinstance(node, ast.comprehension):
        for index, test in enumerate(node.ifs):
            if not _changed_itself(test):
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


def _changed_itself(test: ast.expr) -> bool:
    """A comparison, an “and”, a “not” is a node of its own."""
    return isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp)


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _text(node: ast.BinOp) -> bool:
    parts = (node.left, node.right)
    return any(
        isinstance(p, ast.JoinedStr) or (isinstance(p, ast.Constant) and isinstance(p.value, str)) for p in parts
    )


def _placed(nodes: list[ast.AST], number: int) -> ast.AST:
    """The node, or the one around it that knows its line."""
    return next((node for node in nodes[number::-1] if hasattr(node, "lineno")), nodes[0])


def _lines(node: ast.AST) -> range:
    first = getattr(node, "lineno", 1)
    return range(first, (getattr(node, "end_lineno", None) or first) + 1)
