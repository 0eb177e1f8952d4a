"""本机关怎样改: the four walks of docs/office.md, taken from the page itself, hold in the files that people open."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl import Workbook

from pipeline.assess import Rulesets
from pipeline.compare import compare, this_period
from pipeline.errors import SettingsError
from pipeline.intake.expected import expected_divisions
from pipeline.model import Basis, Decision, Opinion, Place, Read
from pipeline.normalise.todays_names import decision_today, level_names
from pipeline.render.excel.template import standard_workbook
from pipeline.run.history import read_history
from pipeline.run.job import Run
from pipeline.run.order import carry_out
from pipeline.settings import Settings, load_settings
from tests.conftest import CLEAN, ROOT, Tables, job

PAGE = (ROOT / "docs" / "office.md").read_text("utf-8")
MINISTRY, LEVELS, CATEGORY, SENTENCE = "一", "二", "三", "四"


def walk(*numbers: str) -> dict[str, str]:
    """What the page says to write into each file, by the number of its section."""
    files: dict[str, str] = {}
    for number in numbers:
        section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
        (text,) = [part for part in section if part.startswith(f"{number}、")]
        blocks = re.findall(r"`本机关/([\w.]+)`[^`]*?\n\n```toml\n(.*?)```", text, re.DOTALL)
        assert blocks
        for name, block in blocks:
            files[name] = files.get(name, "") + block
    return files


def office(folder: Path, files: dict[str, str]) -> Path:
    """The office's own folder."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def texts(path: Path) -> str:
    """All texts of a package, its charts and drawings too."""
    with ZipFile(path) as package:
        parts = [package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))]
    return "\n".join("".join(ElementTree.fromstring(part).itertext()) for part in parts)


def records(run: Run, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (run.target / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()]


def choices(book: Workbook, sheet: str, heading: str) -> list[str]:
    """What the drop-down under a heading offers."""
    page = book[sheet]
    row = next(row for row in page.iter_rows(max_row=9) if any(heading in str(cell.value or "") for cell in row))
    (cell,) = [cell for cell in row if str(cell.value or "").startswith(heading)]
    for rule in page.data_validations.dataValidation:
        if rule.type == "list" and any(area.min_col <= cell.column <= area.max_col for area in rule.sqref.ranges):
            formula = rule.formula1 or ""
            if formula.startswith('"'):
                return formula.strip('"').split(",")
            reference = book.defined_names.get(formula.lstrip("="))
            title, area = next(reference.destinations) if reference else formula.lstrip("=").split("!")
            return [str(one[0].value) for one in book[title.strip("'")][area.replace("$", "")]]
    raise AssertionError(f"{sheet} {heading} has no drop-down")


def small_run(folder: Path, tables: Tables, *numbers: str) -> tuple[Run, Settings]:
    """A run over one division's workbook, of two that should report, by an office's own settings."""
    own = office(folder / "本机关", walk(*numbers))
    settings = load_settings(office=own)
    inbox = folder / "inbox"
    inbox.mkdir()
    workbook = standard_workbook(settings.columns, settings.vocabulary, tables)  # type: ignore[arg-type]
    (inbox / "一处.xlsx").write_bytes(workbook)
    (inbox / "units.toml").write_text('[[unit]]\nname = "测试司"\ndivisions = ["一处", "二处"]\n', "utf-8")
    expected = expected_divisions(inbox / "units.toml")
    return carry_out(replace(job(inbox, folder / "out"), office=own, expected=expected), lambda line: None), settings


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Settings]:
    """Another ministry's run, whose workbook is filled in with its own fields, or with none; one cell is wrong."""
    tables: Tables = copy.deepcopy(CLEAN)
    tables["职权目录"][0][8], tables["职权目录"][1][8] = "", "后勤资产"
    tables["权力运行流程"][1][3] = "判定环节"
    return small_run(tmp_path_factory.mktemp("ministry"), tables, MINISTRY)


@pytest.fixture(scope="module")
def category(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Settings]:
    """A run with one more category, by another name of it, and one sentence of the office's own."""
    tables: Tables = copy.deepcopy(CLEAN)
    tables["职权目录"][0][3], tables["职权目录"][0][8] = "备案", ""
    return small_run(tmp_path_factory.mktemp("category"), tables, CATEGORY, SENTENCE)


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Settings]:
    """A run over the examples, filled in with 高, 中, 低, where the office calls its levels otherwise."""
    folder = tmp_path_factory.mktemp("levels")
    own = office(folder / "本机关", walk(LEVELS))
    asked = replace(job(ROOT / "examples" / "inbox", folder / "out"), office=own)
    return carry_out(asked, lambda line: None), load_settings(office=own)


def test_another_ministry_signs_with_its_own_name(ministry: tuple[Run, Settings]) -> None:
    run, _ = ministry
    for name in ("廉政风险防控工作总结报告.docx", "廉政风险防控工作简报.docx"):
        said = texts(run.target / name)
        assert "交通运输部廉政风险防控领导小组办公室" in said
    notices = list((run.target / "退回修改").rglob("*.docx"))
    assert notices and all("010-65290000" in texts(notice) for notice in notices)


def test_another_ministrys_fields_are_offered_read_and_class_its_points(
    ministry: tuple[Run, Settings], tmp_path: Path
) -> None:
    run, settings = ministry
    path = tmp_path / "表.xlsx"
    path.write_bytes(standard_workbook(settings.columns, settings.vocabulary))
    fields = ["工程建设", "资金分配", "行政审批", "执法监督", "选人用人", "后勤资产"]
    assert choices(openpyxl.load_workbook(path), "职权目录", "涉及领域") == fields
    classes = {str(level["risk"]): level["class"] for level in records(run, "levels")}
    assert classes["CS01-CG-001-F1"] == "二类"
    assert classes["CS01-XK-001-F1"] == "一类"
    page = (run.target / "index.html").read_text("utf-8")
    assert "后勤资产" in page and "干部选拔使用" not in page


def test_one_more_category_is_offered_read_and_published(category: tuple[Run, Settings], tmp_path: Path) -> None:
    run, settings = category
    path = tmp_path / "表.xlsx"
    path.write_bytes(standard_workbook(settings.columns, settings.vocabulary))
    assert "行政备案" in choices(openpyxl.load_workbook(path), "职权目录", "权力类别")
    assert "行政备案" in texts(run.target / "职权目录" / "测试司.docx")
    assert "行政备案" in texts(run.target / "公开版" / "职权目录" / "测试司.docx")
    assert {str(power["category"]) for power in records(run, "powers")} == {"行政备案", "物资采购"}
    assert not [f for f in run.all_units.findings if "权力类别" in f.message]


def test_one_sentence_of_the_report_is_the_offices_and_no_other_changes(category: tuple[Run, Settings]) -> None:
    run, _ = category
    said = texts(run.target / "廉政风险防控工作总结报告.docx")
    assert "截至报告之日，测试司二处等1个处（室）尚未报送，已发函催报。" in said
    assert "已绘制流程图2幅" in said


def published(run: Run) -> Iterator[tuple[str, str]]:
    """Each file that people open, and its texts."""
    for path in sorted(run.target.rglob("*")):
        if path.suffix in (".docx", ".xlsx"):
            yield str(path.relative_to(run.target)), texts(path)
        elif path.suffix in (".html", ".svg", ".drawio", ".mmd", ".csv"):
            yield str(path.relative_to(run.target)), path.read_text("utf-8", "replace")


def test_levels_have_their_new_names_in_every_paper_chart_and_page(levels: tuple[Run, Settings]) -> None:
    run, _ = levels
    # What clerks wrote themselves stands as they wrote it.
    own = [
        str(text)
        for name in ("powers", "risks", "evaluations")
        for record in records(run, name)
        for text in record.values()
    ]
    for name, said in published(run):
        for old in ("高风险", "中风险", "低风险", "一类·高", "一类高", "等级为高", "不低于中", "不高于中"):
            for text in own:
                said = said.replace(text, "") if old in text else said
            assert old not in said, (name, old)
    files = dict(published(run))
    assert "一级风险" in files["廉政风险防控工作总结报告.docx"]
    assert "一级风险点" in files["廉政风险防控工作简报.docx"]
    flows = next(text for name, text in files.items() if name.startswith("权力运行流程图") and "▲" in text)
    assert "一级风险" in flows
    assert "一级" in files["风险点及防控措施汇总表.docx"]
    assert "一级" in files["index.html"]


def test_levels_have_their_new_names_in_the_drop_downs_and_the_ledger(
    levels: tuple[Run, Settings], tmp_path: Path
) -> None:
    run, settings = levels
    names = ["一级", "二级", "三级"]
    assert choices(openpyxl.load_workbook(run.target / "审定意见表.xlsx"), "审定意见", "审定等级") == names
    path = tmp_path / "表.xlsx"
    path.write_bytes(standard_workbook(settings.columns, settings.vocabulary))
    book = openpyxl.load_workbook(path)
    assert choices(book, "廉政风险自查表", "自评等级") == names
    assert choices(book, "廉政风险自查表", "发生可能性") == ["高", "中", "低"]
    assert choices(book, "廉政风险自查表", "危害程度") == ["高", "中", "低"]
    ledger = openpyxl.load_workbook(run.target / "台账.xlsx")["风险点"]
    heads = [str(cell.value) for cell in ledger[1]]
    rows = list(ledger.iter_rows(min_row=2, values_only=True))
    column = next(index for index, head in enumerate(heads) if head in ("评定等级", "等级"))
    assert {row[column] for row in rows} <= set(names)


def test_likelihood_and_harm_keep_their_own_scale(levels: tuple[Run, Settings]) -> None:
    run, _ = levels
    found = records(run, "levels")
    assert {level["level"] for level in found} <= {"一级", "二级", "三级"}
    assert {risk["self_level"] for risk in records(run, "risks")} & {"一级", "二级", "三级"}
    assert not {risk["self_level"] for risk in records(run, "risks")} & {"高", "中", "低"}
    assert {risk["likelihood"] for risk in records(run, "risks")} & {"高", "中", "低"}
    assert not {risk["likelihood"] for risk in records(run, "risks")} & {"一级", "二级", "三级"}


def test_renamed_levels_are_no_change_against_a_period_before_them(
    levels: tuple[Run, Settings], examples: Run, tmp_path: Path
) -> None:
    run, settings = levels
    last = read_history(examples.target, tmp_path, "2027", settings.vocabulary).last
    assert last is not None
    this = this_period("2027", [register.records for register in run.all_units.registers], settings)
    assert compare(last, this, Rulesets(settings), settings).differences == ()
    unnamed = read_history(examples.target, tmp_path, "2027", load_settings().vocabulary).last
    assert unnamed is not None
    assert compare(unnamed, this, Rulesets(settings), settings).differences


def test_a_decision_stands_when_levels_are_renamed(settings: Settings, tmp_path: Path) -> None:
    renamed = load_settings(office=office(tmp_path / "本机关", walk(LEVELS))).vocabulary
    decision = Decision(
        "测试司", "一处", "F1", Opinion.CHANGE, "一类", "高", "理由", "王一", Read("2026-06-30", date(2026, 6, 30)),
        Basis("ffdc07c88460", "一类", "中"), "2026", Place("审定意见表.xlsx"),
    )  # fmt: skip
    today = decision_today(decision, level_names(renamed))
    assert (today.level, today.basis) == ("一级", Basis("ffdc07c88460", "一类", "二级"))
    assert decision_today(decision, level_names(settings.vocabulary)) == decision


def test_the_same_points_have_the_same_levels_by_their_rank(levels: tuple[Run, Settings], examples: Run) -> None:
    run, _ = levels
    rank = {"一级": "高", "二级": "中", "三级": "低"}
    before = records(examples, "levels")
    renamed = [(level["risk"], rank[str(level["level"])]) for level in records(run, "levels")]
    assert renamed == [(level["risk"], level["level"]) for level in before]
    # What a decision rests on is the same too, but where a clerk had written a name that was none and now is one.
    facts = [
        (level["facts"], was["facts"])
        for level, was in zip(records(run, "levels"), before, strict=True)
        if was["self_assessed"] in rank.values()
    ]
    assert facts and all(now == was for now, was in facts)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"vocabulary.toml": '["等级"]\nterms = ["低", "中", "高"]'}, r"vocabulary\.toml 第2行：“低”原为第3级"),
        ({"vocabulary.toml": '["等级"]\nterms = ["一级", "二级", "二级"]'}, r"vocabulary\.toml 第2行：“二级”重复"),
        ({"vocabulary.toml": '["等级"]\nterms = []'}, r"vocabulary\.toml 第2行：.*至少要有两级"),
        (
            {"vocabulary.toml": '["等级"]\nterms = ["一级", "二级", "三级"]', "rules.toml": '[answer]\n"高" = "局长"'},
            r"rules\.toml 第2行：“高”不存在",
        ),
        ({"vocabulary.toml": '["审定意见"]\nterms = ["同意", "不同意"]'}, r"vocabulary\.toml 第2行：.*维持"),
        ({"vocabulary.toml": '["有无"]\nterms = ["有", "没有"]\npresent = "存在"'}, r"vocabulary\.toml 第3行：“存在”"),
    ],
)
def test_a_list_that_cannot_be_is_refused_with_its_line(files: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"本机关/" + said):
        load_settings(office=office(tmp_path / "本机关", files))


def test_one_cell_of_the_matrix_is_one_line(tmp_path: Path) -> None:
    files = walk(LEVELS)
    files["rules.toml"] = 'level.matrix.grid."中"."中" = "一级"\n'
    matrix = load_settings(office=office(tmp_path / "本机关", files)).rules.level.matrix
    assert matrix is not None
    assert matrix.grid["中"] == {"高": "一级", "中": "一级", "低": "三级"}
    assert matrix.grid["低"]["低"] == "三级"
