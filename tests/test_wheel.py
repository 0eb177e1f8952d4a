"""Installed from its wheel, far from any checkout, the program has its layouts and makes its papers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Tables

TEMPLATE = "input_templates/廉政风险防控填报表.xlsx"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``lianfang`` installed from a wheel of this tree; the libraries are those of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(ROOT)]
    subprocess.run([*pip, *build], check=True, env=_alone())
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([*pip, "--python", python, "install", "--no-deps", "--no-index", wheel], check=True, env=_alone())
    (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # A folder named in a .pth is searched, but its own .pth files are not read: so not this tree, installed editable.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv" / "bin" / "lianfang"


def _alone() -> dict[str, str]:
    """The environment without anything that leads to this tree."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _run(*words: str | Path, where: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=where, env=_alone(), capture_output=True, text=True)


def test_an_installed_program_writes_the_standard_workbook(installed: Path, tmp_path: Path) -> None:
    result = _run(installed, "template", where=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / TEMPLATE).read_bytes() == (ROOT / TEMPLATE).read_bytes()


def test_an_installed_program_makes_all_papers(
    installed: Path, tmp_path: Path, tables: Tables, write: Callable[..., Path]
) -> None:
    write(tables)
    result = _run(installed, "reports", "--no-pdf", "--workers", "1", where=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    made = {path.relative_to(tmp_path / "output" / "2026").as_posix() for path in tmp_path.rglob("*.docx")}
    assert {"职权目录/测试司.docx", "廉政风险防控工作总结报告.docx"} <= made
    assert (tmp_path / "output" / "2026" / "index.html").is_file()


def test_the_layouts_travel_inside_the_package(installed: Path, tmp_path: Path) -> None:
    code = "import pipeline, pathlib; print(pathlib.Path(pipeline.__file__).parent)"
    package = Path(_run(installed.with_name("python"), "-c", code, where=tmp_path).stdout.strip())
    assert package.is_relative_to(installed.parents[1])
    for folder in ("templates_docx", "input_templates"):
        ours = {path.name: path.read_bytes() for path in (ROOT / folder).iterdir()}
        assert {path.name: path.read_bytes() for path in (package / folder).iterdir()} == ours
    assert (package / "py.typed").is_file()


def test_an_editable_install_needs_no_network_and_finds_the_layouts(tmp_path: Path) -> None:
    """As ``make`` does it; a copy of the tree, so that this one gets no traces."""
    for name in ("pipeline", "templates_docx", "input_templates"):
        shutil.copytree(ROOT / name, tmp_path / "tree" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / "tree" / name)
    # Without --ignore-installed, pip would take the program out of the environment that the tests run in.
    install = ["install", "-q", "--no-index", "--no-deps", "--no-build-isolation", "--ignore-installed"]
    install += ["--prefix", str(tmp_path / "venv")]
    subprocess.run([sys.executable, "-m", "pip", *install, "-e", tmp_path / "tree"], check=True, env=_alone())
    (path_file,) = tmp_path.glob("venv/lib/python*/site-packages/*.pth")
    assert path_file.read_text().strip() == str(tmp_path / "tree")
    assert not list((tmp_path / "venv").rglob("templates_docx"))
