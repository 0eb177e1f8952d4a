"""The rooms of the program keep their order."""

from __future__ import annotations

import pytest
from importlinter.cli import lint_imports

from tests.conftest import ROOT


def test_a_room_imports_only_what_lies_before_it(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order stands in pyproject.toml; a room that it does not name is a fault too."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capfd.readouterr().out
