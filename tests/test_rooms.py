"""The rooms of the program keep their order, and those in the middle touch no file, clock or environment."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.conftest import ROOT

# Rooms that meet the world, and modules that are no room.
AT_THE_DOOR = {"settings", "intake", "render", "publish", "run", "draft", "cli", "errors", "shipped", "version"}
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]
PURE = sorted({layer.strip("()") for layer in LAYERS} - AT_THE_DOOR)

# Modules by which a program meets the world; of some, parts that do not.
WORLDLY = {
    "asyncio", "getpass", "glob", "http", "importlib", "io", "locale", "logging", "multiprocessing", "os", "pathlib",
    "platform", "random", "secrets", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading",
    "time", "tomllib", "urllib", "uuid",
}  # fmt: skip
HARMLESS = {"io.BytesIO", "io.StringIO", "pathlib.PurePath", "pathlib.PurePosixPath", "urllib.parse.urlencode"}
CALLS = {
    "input", "mkdir", "now", "open", "print", "read_bytes", "read_text", "today", "unlink", "utcnow", "write_bytes",
    "write_text",
}  # fmt: skip


def test_a_room_imports_only_what_lies_before_it(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order stands in pyproject.toml; a room that it does not name is a fault too."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capfd.readouterr().out


@pytest.mark.parametrize("room", PURE)
def test_a_room_in_the_middle_names_nothing_of_the_world(room: str) -> None:
    paths = [*(ROOT / "pipeline" / room).rglob("*.py")]
    assert paths
    assert [f"{path.name}:{line} {name}" for path in paths for line, name in _worldly(path)] == []


def test_a_run_touches_the_world_only_at_the_door(tmp_path: Path) -> None:
    """Whatever happens while a room in the middle is at work counts as its doing, but for imports."""
    seen = tmp_path / "seen"
    inbox, last = (ROOT / "examples" / part for part in ("inbox/慈善事业促进司", "previous/2025"))
    order = ["reports", "--inbox", str(inbox), "--previous", str(last), "--out", str(tmp_path / "out"), "--no-pdf"]
    watched = [sys.executable, "-m", "tests.watched", str(seen), ",".join(PURE), *order, "--workers", "1", "--quiet"]
    done = subprocess.run(watched, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    *touched, elsewhere = seen.read_text("utf-8").splitlines()
    assert touched == []
    assert int(elsewhere) > 100


def _worldly(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of what a file takes from the world: imports wherever they stand, and calls that give it away."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in CALLS:
                yield node.lineno, called
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
            # The loaded modules are the program's own; all else of sys is what it was called with or writes to.
            if node.attr != "modules":
                yield node.lineno, f"sys.{node.attr}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for name in (f"{module}{alias.name}" for alias in node.names):
                if name.split(".")[0] in WORLDLY and name not in HARMLESS:
                    yield node.lineno, name
