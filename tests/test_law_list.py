"""法律法规表: held against texts of laws, laid over by the office, and said to be old when it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

import pipeline
from pipeline.cli import main
from pipeline.law.citations import Citation
from pipeline.law.lawbook import Lawbook
from pipeline.settings import Settings, load_settings
from tests.conftest import Tables
from tests.planting import INFO, put


def _texts(folder: Path) -> Path:
    folder.mkdir()
    heading = "中华人民共和国慈善法\n（2016年3月16日通过 2027年1月2日中华人民共和国主席令第99号修订）\n"
    (folder / "中华人民共和国慈善法_20270102.txt").write_text(
        f"{heading}第一条 为了发展慈善事业。\n第二条 依照第九条办理。\n第三条 自公布之日起施行。", "gb18030"
    )
    document = Document()
    for line in ("社会团体登记管理条例", "第一条 为了保障", *(f"第{number}条 略" for number in range(2, 38))):
        document.add_paragraph(line)
    document.save(str(folder / "社会团体登记管理条例_20260312.docx"))
    (folder / "说明.txt").write_text("不是法律", "utf-8")
    (folder / "坏的_20200101.docx").write_bytes(b"x")
    return folder


def test_what_changed_in_a_folder_of_texts_is_told_and_what_did_not_is_silent(tmp_path: Path) -> None:
    found = pipeline.check_law_list(_texts(tmp_path / "文本"))
    assert [line for line in found.changes if "社会团体" in line] == []
    new, number = [line for line in found.changes if "慈善法" in line]
    assert "2027-01-02" in new and "3条" in new and "主席令第99号" in number
    assert found.texts == 2 and len(found.unread) == 2


def test_the_command_says_how_many_changed_and_by_its_status_that_some_did(tmp_path: Path) -> None:
    changed = CliRunner().invoke(main, ["laws", "check", "--against", str(_texts(tmp_path / "文本"))])
    assert changed.exit_code == 1 and "2处变化" in changed.output
    assert CliRunner().invoke(main, ["laws", "check"]).exit_code == 0
    missing = CliRunner().invoke(main, ["laws", "check", "--against", str(tmp_path / "没有")], standalone_mode=False)
    assert isinstance(missing.exception, pipeline.BadRequest) or missing.exit_code == 2


def test_the_office_adds_laws_of_its_own_and_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / "laws.toml").write_text(
        '[[law]]\nname = "某省养老服务条例"\nkind = "地方性法规"\nstatus = "现行"\narticles = 68\n'
        '[[law]]\nname = "养老机构管理办法"\nkind = "部门规章"\nstatus = "修订"\nnumbers = ["民政部令第200号"]\n',
        "utf-8",
    )
    book = Lawbook(load_settings(office=tmp_path).laws)
    own, changed = book.find(Citation("某省养老服务条例")), book.find(Citation("养老机构管理办法"))
    assert own and own.articles == 68
    assert changed and changed.numbers == ("民政部令第200号",)
    assert book.find(Citation("中华人民共和国慈善法")) and book.find(Citation("慈善组织认定办法"))


@pytest.mark.parametrize(("day", "says"), [("2026-11-27", False), ("2026-11-28", True)])
def test_a_list_that_is_older_than_180_days_is_told_to_be_old(
    day: str, says: bool, settings: Settings, write: Callable[..., Path], tables: Tables
) -> None:
    assert settings.laws.checked == date(2026, 5, 31)
    put(INFO, 5, 1, day)(tables)
    checked = pipeline.check_workbooks([write(tables)])
    assert any("法律法规表" in line for line in checked.remarks) is says
