"""The command line itself: whatever goes wrong is one Chinese line and status 2; nothing that was written is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from tests.conftest import Tables
from tests.planting import POWERS

WRONG = [
    (["--nope"], "没有选项 --nope"),
    (["repots"], "没有命令 repots"),
    (["explain", "--ruels", "x"], "没有选项 --ruels，是否为 --rules"),
    (["diff", "output/2025"], "缺少 '本期'"),
    (["reports", "--workers", "0"], "'--workers' 的值不对"),
    (["check"], "缺少 '文件…'"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_a_wrong_command_is_one_chinese_line(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.output.startswith(said)
    assert result.output.count("\n") == 1
    assert "--help" in result.output


def test_an_error_of_the_program_itself_is_one_line_and_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(code: str, **options: object) -> str:
        raise KeyError("boom")

    monkeypatch.setattr("pipeline.explain", broken, raising=False)
    result = CliRunner().invoke(main, ["explain", "F101"])
    assert result.exit_code == 2
    assert "程序内部出错（KeyError：'boom'）" in result.output
    assert "Traceback" not in result.output
    # What the line advises shows more, and is no success either.
    monkeypatch.setenv("LIANFANG_DEBUG", "1")
    result = CliRunner().invoke(main, ["explain", "F101"])
    assert (result.exit_code, "Traceback" in result.output) == (2, True)


def test_help_is_in_chinese() -> None:
    for arguments in (["--help"], ["reports", "--help"], ["templates", "check", "--help"]):
        output = CliRunner().invoke(main, arguments).output
        assert "用法：" in output
        assert "显示本说明。" in output
        assert "Usage" not in output
        assert "Options" not in output


def test_a_second_self_check_does_not_write_over_what_was_mended(tables: Tables, write: Callable[..., Path]) -> None:
    tables[POWERS][0][4] = ""
    path = write(tables)
    for _ in range(2):
        assert CliRunner().invoke(main, ["check", str(path), "--mark"]).exit_code == 1
        first = path.with_name("一处（退回修改）.xlsx")
        first.write_bytes(first.read_bytes() + b"mended")
    assert first.read_bytes().endswith(b"mendedmended")
    assert path.with_name("一处（退回修改2）.xlsx").is_file()


def test_two_versions_of_one_workbook_are_checked_as_the_office_would(
    tables: Tables, write: Callable[..., Path]
) -> None:
    files = [str(write(tables, f"inbox/{name}.xlsx")) for name in ("一处", "一处-改")]
    result = CliRunner().invoke(main, ["check", *files])
    assert result.exit_code == 0, result.output
    assert "是旧版本，未检查" in result.output
    assert "A106" not in result.output


def test_the_json_of_a_finding_has_all_its_places(tables: Tables, write: Callable[..., Path]) -> None:
    for row in tables["廉政风险自查表"]:
        row[10] = "加强管理"
    output = CliRunner().invoke(main, ["check", "--format", "json", str(write(tables))]).output
    found = {row["code"]: row for row in map(json.loads, output.splitlines())}
    assert [place["cell"] for place in found["H606"]["places"]] == ["K3", "K4", "K5"]
    assert found["H606"]["division"] == "一处"
