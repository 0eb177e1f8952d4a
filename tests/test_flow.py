"""``lianfang flow``: a clerk sees his chart before he mails his workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli import main
from tests.conftest import Tables


def flow(*words: object) -> Result:
    result = CliRunner().invoke(main, ["flow", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_clean_flow_is_drawn_in_every_format(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    source = write(tables)
    for suffix, begin in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".drawio", b"<?xml"), (".mmd", b"flowchart")):
        target = tmp_path / f"图{suffix}"
        assert flow(source, "-o", target).exit_code == 0
        assert target.read_bytes().startswith(begin)
    assert flow(source).exit_code == 0
    assert list(source.parent.glob("*流程图.svg"))


def test_what_is_wrong_stands_in_red_at_its_step(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    tables["权力运行流程"][1][9] = "99"
    target = tmp_path / "图.svg"
    result = flow(write(tables), "-o", target)
    assert result.exit_code == 1
    assert "权力运行流程!J4" in result.output and "99" in result.output
    text = "".join(path.read_text("utf-8") for path in tmp_path.glob("图*.svg"))
    assert "没有这个环节" in text
    assert 'stroke="#C00000"' in text
    assert "G504" in text


def test_what_cannot_be_drawn_is_one_clear_line(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    source = write(tables)
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK broken")
    for words, part in (
        ((tmp_path / "无.xlsx",), "没有这个文件"),
        ((broken,), "坏.xlsx"),
        ((source, "--code", "无此编码"), "没有职权“无此编码”的环节"),
        ((source, "-o", tmp_path / "图.docx"), "不能写出"),
        ((source, "-o", tmp_path / "无此夹" / "图.svg"), "无法写入"),
    ):
        result = flow(*words)
        assert result.exit_code == 2
        assert part in result.output
        assert len(result.output.strip().splitlines()) == 1


def test_the_workbook_may_ask_for_a_view_and_name_phases(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    for row in tables["权力运行流程"]:
        row.append("受理" if str(row[1]) == "1" else "审查")
    target = tmp_path / "图.svg"
    flow(write(tables), "-o", target)
    text = "".join(path.read_text("utf-8") for path in tmp_path.glob("图*.svg"))
    assert "监督方式" in text and ">受<" in text and ">审<" in text
    for row in tables["职权目录"]:
        row.append("普通图")
    flow(write(tables, "inbox/二.xlsx"), "-o", tmp_path / "普通.svg")
    text = "".join(path.read_text("utf-8") for path in tmp_path.glob("普通*.svg"))
    assert text and ">监督方式<" not in text
