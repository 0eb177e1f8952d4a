"""The whole trip: what the office gets, and what a bad day does to it."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document

from pipeline.cli import main
from pipeline.errors import LayoutError, NothingToDo, UnwritableOutput
from pipeline.flowchart.chart import SIGNS
from pipeline.model import Severity
from pipeline.papers.point_rows import by_power
from pipeline.render.excel.template import standard_workbook
from pipeline.run.job import Job, Run
from pipeline.run.order import carry_out
from pipeline.settings import Settings
from tests.conftest import CLEAN, ROOT, Tables, job

HOSTILE = [
    "{{ 7*7 }}", "{% if 1 %}", "{_{ x }_}", "=1+1", "<w:p>", "&amp; & <b>", "a\x0bb", "😀审批", "@SUM(A1)",
    "第一行\n第二行", "字" * 5000,
]  # fmt: skip


def text_of_document(path: Path) -> str:
    """All text of a Word document: paragraphs and cells, line breaks as "\\n"."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def lines(folder: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()]


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "run.json"
    }


def test_the_examples_are_as_large_as_promised(examples: Run) -> None:
    folder = examples.target
    powers, steps, risks = (lines(folder, name) for name in ("powers", "steps", "risks"))
    units = {(power["unit"], power["division"]) for power in powers}
    assert len({unit for unit, _ in units}) >= 5
    assert all(sum(u == unit for u, _ in units) >= 2 for unit, _ in units)
    assert len(powers) >= 40
    internal = {"干部人事", "财务管理", "资产管理", "物资采购", "项目管理", "其他内部管理"}
    assert sum(power["category"] in internal for power in powers) >= len(powers) / 3
    assert len(risks) >= 120
    assert {risk["source"] for risk in risks} >= {"履行职责", "制度机制", "思想意识", "外部环境"}
    kinds = {kind for measure in lines(folder, "measures") for kind in measure["kinds"]}  # type: ignore[attr-defined]
    assert kinds >= {"分权制衡", "规范裁量", "健全制度", "教育警示", "科技监控"}
    assert len(lines(folder, "evaluations")) >= 100
    assert len(steps) >= 5 * len(powers)


def test_exactly_two_example_workbooks_have_errors(examples: Run) -> None:
    wrong = {finding.places[0].file for finding in examples.all_units.findings if finding.severity is Severity.ERROR}
    assert len(wrong) == 2
    assert examples.errors >= 20


def test_every_document_of_the_set_is_there(examples: Run) -> None:
    folder = examples.target
    for name in (
        "index.html", "manifest.json", "台账.xlsx", "审定意见表.xlsx", "风险点及防控措施汇总表.docx",
        "廉政风险防控工作总结报告.docx", "职权目录/职权总目录.docx", "公开版/职权目录/职权总目录.docx",
    ):  # fmt: skip
        assert (folder / name).is_file(), name
    for register in examples.all_units.registers:
        for kind in ("职权目录", "权力运行流程图", "廉政风险自查表"):
            assert (folder / kind / f"{register.file_name}.docx").is_file()


def test_documents_say_what_the_records_say(examples: Run) -> None:
    folder = examples.target
    levels = {(entry["unit"], entry["risk"]): entry for entry in lines(folder, "levels")}
    all_units = text_of_document(folder / "职权目录" / "职权总目录.docx")
    for register in examples.all_units.registers:
        catalogue = text_of_document(folder / "职权目录" / f"{register.file_name}.docx")
        flows = text_of_document(folder / "权力运行流程图" / f"{register.file_name}.docx")
        for power in register.powers:
            assert power.name in catalogue
            assert power.basis in catalogue
            assert power.name in all_units
            assert power.name in flows
        rows = [
            [cell.text for cell in row.cells]
            for table in Document(str(folder / "廉政风险自查表" / f"{register.file_name}.docx")).tables
            for row in table.rows[1:]
        ]
        points = by_power(register.points)
        assert len(rows) == len(points)
        for row, point in zip(rows, points, strict=True):
            entry = levels[register.name, point.risk.code]
            assert row[0] == point.power_name
            assert row[2] == point.risk.code
            assert row[10] == f"{point.assessment.klass}\n{point.assessment.level}"
            if [p.risk.code for p in register.points].count(point.risk.code) == 1:
                assert row[10] == f"{entry['class']}\n{entry['level']}"


def test_the_summary_counts_every_point_once(examples: Run) -> None:
    document = Document(str(examples.target / "风险点及防控措施汇总表.docx"))
    totals, *groups = document.tables
    assert totals.rows[-1].cells[-1].text == str(len(lines(examples.target, "risks")))
    assert sum(len(table.rows) - 1 for table in groups) == len(lines(examples.target, "risks"))


def test_the_report_gives_the_figures_of_the_records(examples: Run) -> None:
    text = text_of_document(examples.target / "廉政风险防控工作总结报告.docx")
    powers, risks = lines(examples.target, "powers"), lines(examples.target, "risks")
    assert f"清理职权{len(powers)}项" in text
    assert f"查找廉政风险点{len(risks)}个" in text
    high = sum(level["level"] == "高" for level in lines(examples.target, "levels"))
    assert f"高风险{high}个" in text


def test_the_decision_sheet_puts_what_needs_judgement_on_top(examples: Run) -> None:
    page = openpyxl.load_workbook(examples.target / "审定意见表.xlsx")["审定意见"]
    heads = [cell.value for cell in page[1]]
    why = heads.index("提请审定的原因")
    reasons = [bool(row[why].value) for row in page.iter_rows(min_row=2)]
    assert reasons == sorted(reasons, reverse=True)
    assert any(reasons)
    assert page.protection.sheet
    for row in page.iter_rows(min_row=2, max_row=3):
        for head, cell in zip(heads, row, strict=True):
            assert cell.protection.locked == (
                head not in ("审定意见", "审定类别", "审定等级", "审定理由", "审定人", "审定日期")
            )


def test_findings_are_in_the_ledger_the_index_and_the_data(examples: Run) -> None:
    folder = examples.target
    index = (folder / "index.html").read_text("utf-8")
    page = openpyxl.load_workbook(folder / "台账.xlsx")["问题清单"]
    assert page.max_row - 1 == len(examples.all_units.findings) == len(lines(folder, "findings"))
    for finding in examples.all_units.findings:
        assert finding.code in index


def test_the_manifest_names_every_file_with_its_hash(examples: Run) -> None:
    manifest = json.loads((examples.target / "manifest.json").read_text("utf-8"))
    outputs = {entry["file"]: entry["sha256"] for entry in manifest["outputs"]}
    expected = hashes(examples.target)
    expected.pop("manifest.json")
    assert outputs == expected
    assert len(manifest["inputs"]) == len(list((ROOT / "examples" / "inbox").rglob("*.xlsx")))


def test_nothing_internal_stands_in_the_public_edition(examples: Run) -> None:
    internal = set()
    for register in examples.all_units.registers:
        for submission in register.submissions:
            internal |= {submission.info.phone, submission.info.reporter}
            internal |= {risk.description for risk in submission.risks}
            internal |= {risk.code for risk in submission.risks}
            internal |= {power.remark for power in submission.powers}
    internal -= {""}
    for path in (examples.target / "公开版").rglob("*.docx"):
        text = text_of_document(path) + Document(str(path)).element.xml
        assert not SIGNS & set(text)
        for secret in internal:
            assert secret not in text, (path, secret)


def test_the_same_input_gives_the_same_bytes(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    inbox = write(tables).parent
    first = carry_out(job(inbox, tmp_path / "a"), lambda line: None)
    second = carry_out(job(inbox, tmp_path / "b"), lambda line: None)
    assert hashes(first.target) == hashes(second.target)


@pytest.fixture(scope="module")
def hostile(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of one run over a unit with a power for each hostile text: its name, basis, flow and risk say it."""
    folder = tmp_path_factory.mktemp("hostile")
    tables: Tables = {name: copy.deepcopy(CLEAN[name]) if name == "单位信息" else [] for name in CLEAN}
    for number, text in enumerate((text.replace("\x0b", "␋") for text in HOSTILE), start=1):
        for name in CLEAN.keys() - {"单位信息"}:
            for row in CLEAN[name]:
                if "CS01-XK-001" in f"{row[0]}{row[1]}":
                    tables[name].append([_numbered(cell, number) for cell in row])
        tables["职权目录"][-1][2] = tables["职权目录"][-1][4] = text
        # Not word for word what the public fields say: the public edition would be withheld.
        tables["廉政风险自查表"][-1][4] = f"风险：{text}"
        tables["权力运行流程"][-2][2] = text
    filled = standard_workbook(settings.columns, settings.vocabulary, tables)  # type: ignore[arg-type]
    (folder / "inbox").mkdir()
    (folder / "inbox" / "一处.xlsx").write_bytes(filled)
    return carry_out(job(folder / "inbox", folder / "out"), lambda line: None).target


def _numbered(cell: object, number: int) -> object:
    return cell.replace("CS01-XK-001", f"CS01-XK-{number:03d}") if isinstance(cell, str) else cell


@pytest.fixture(scope="module")
def hostile_texts(hostile: Path) -> dict[str, str]:
    """The texts of the documents that tell of the powers."""
    names = (
        "职权目录/测试司",
        "职权目录/职权总目录",
        "公开版/职权目录/测试司",
        "廉政风险自查表/测试司",
        "权力运行流程图/测试司",
    )
    return {name: text_of_document(hostile / f"{name}.docx") for name in names}


@pytest.mark.parametrize(("number", "text"), [*enumerate(HOSTILE, start=1)])
def test_cell_text_stands_in_the_documents_as_it_was_written(
    number: int, text: str, hostile: Path, hostile_texts: dict[str, str]
) -> None:
    expected = text.replace("\x0b", "␋")
    assert [name for name, written in hostile_texts.items() if expected not in written] == []
    page = openpyxl.load_workbook(hostile / "台账.xlsx")["职权目录"]
    cell = page.cell(number + 1, 4)
    assert (cell.value, cell.data_type) == (expected, "s")


def test_a_units_name_never_becomes_a_path(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    tables["单位信息"][0][1] = "../../外面/司"
    run = carry_out(job(write(tables).parent, tmp_path / "out"), lambda line: None)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"2026"}
    assert (run.target / "职权目录" / "_.._外面_司.docx").is_file()


def crash(*_: object) -> bytes:
    raise RuntimeError("power cut")


def test_a_crash_leaves_the_last_good_output(
    tables: Tables, write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = job(write(tables).parent, tmp_path / "out")
    before = hashes(carry_out(order, lambda line: None).target)

    monkeypatch.setattr("pipeline.run.output.index_page", crash)
    with pytest.raises(RuntimeError):
        carry_out(order, lambda line: None)
    assert hashes(tmp_path / "out" / "2026") == before
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2026"]


def _with_layouts(order: Job, folder: Path) -> Job:
    return replace(order, layouts=folder)


def test_a_wrong_tag_in_a_layout_names_the_layout_and_the_tag(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    layouts = tmp_path / "layouts"
    layouts.mkdir()
    for path in (ROOT / "templates_docx").glob("*.docx"):
        (layouts / path.name).write_bytes(path.read_bytes())
    document = Document(str(layouts / "总结报告.docx"))
    document.add_paragraph("{{ titel }}")
    document.save(str(layouts / "总结报告.docx"))
    with pytest.raises(LayoutError, match=r"总结报告.*titel"):
        carry_out(_with_layouts(job(write(tables).parent, tmp_path / "out"), layouts), lambda line: None)


def test_a_layout_cannot_run_code(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    layouts = tmp_path / "layouts"
    layouts.mkdir()
    for path in (ROOT / "templates_docx").glob("*.docx"):
        (layouts / path.name).write_bytes(path.read_bytes())
    document = Document(str(layouts / "总结报告.docx"))
    document.add_paragraph("{{ ''.__class__.__mro__[1].__subclasses__() }}")
    document.save(str(layouts / "总结报告.docx"))
    with pytest.raises(LayoutError):
        carry_out(_with_layouts(job(write(tables).parent, tmp_path / "out"), layouts), lambda line: None)


def test_no_inbox_and_an_empty_inbox_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(NothingToDo, match="不存在"):
        carry_out(job(tmp_path / "nowhere", tmp_path / "out"), lambda line: None)
    (tmp_path / "inbox").mkdir()
    with pytest.raises(NothingToDo, match="是空的"):
        carry_out(job(tmp_path / "inbox", tmp_path / "out"), lambda line: None)


def test_an_unwritable_output_is_one_clear_line(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    blocked = tmp_path / "out"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(UnwritableOutput, match="无法写入"):
        carry_out(job(write(tables).parent, blocked), lambda line: None)


def _reports(inbox: Path, out: Path) -> tuple[int, str]:
    result = CliRunner().invoke(
        main, ["reports", "--inbox", str(inbox), "--out", str(out), "--no-pdf", "--workers", "1"]
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_exit_status_and_the_summary_on_screen(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    inbox = write(tables).parent
    assert _reports(inbox, tmp_path / "out")[0] == 0
    (inbox / "坏的.xlsx").write_bytes(b"")
    status, output = _reports(inbox, tmp_path / "out")
    assert status == 1
    assert "坏的.xlsx" in output
    assert "请报送人重新发送" in output
    assert "坏的.xlsx" in (tmp_path / "out" / "2026" / "index.html").read_text("utf-8")
    status, output = _reports(tmp_path / "nowhere", tmp_path / "out")
    assert status == 2
    assert len(output.strip().splitlines()) == 1


def test_a_period_that_is_no_year_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["reports", "--period", "../x"])
    assert result.exit_code == 2
    assert "四位数年份" in result.output


def test_explain_says_why_and_how_to_mend() -> None:
    result = CliRunner().invoke(main, ["explain", "g504"])
    assert result.exit_code == 0
    assert "下一环节不存在" in result.output
    assert "怎样改" in result.output
    assert CliRunner().invoke(main, ["explain", "X999"]).exit_code == 2
    assert "G504" in CliRunner().invoke(main, ["explain"]).output
