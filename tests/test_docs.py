"""Pages made from the code are current, and the README's commands exist."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from tests.conftest import ROOT
from tools.docs import LISTS, PAGES


@pytest.mark.parametrize("page", PAGES)
def test_pages_made_from_the_program_are_current(page: str) -> None:
    assert (ROOT / "docs" / page).read_text("utf-8") == PAGES[page]()


@pytest.mark.parametrize("name", LISTS)
def test_what_settings_may_name_of_later_rooms_is_current(name: str) -> None:
    assert (ROOT / "pipeline" / "data" / name).read_text("utf-8") == LISTS[name]()


def test_every_command_in_the_readme_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for command in set(re.findall(r"lianfang (\w+)", text)):
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0, command
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make (\w+)", text)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_locked_library_stands_in_the_table_of_licences_with_its_version() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = set(re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)==([^ ]+) ", lock))
    table = (ROOT / "docs" / "licences.md").read_text("utf-8")
    said = {
        (name.lower().replace("_", "-").replace(".", "-"), version)
        for name, version in re.findall(r"(?m)^\| ([^|]+) \| ([^|]+) \|", table)
    }
    assert len(locked) > 80
    # Built only where the platform has it: no component of this machine's environment.
    assert {(name.replace("_", "-").replace(".", "-"), version) for name, version in locked} - said == set()
