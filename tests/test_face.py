"""What the command does from the screen, a program does by a function of the package: the same, and as easily."""

from __future__ import annotations

import ast
import inspect
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import pipeline
from pipeline import errors
from pipeline.cli import main
from pipeline.records import TABLES, changes_of
from tests.conftest import ROOT, Tables
from tests.planting import POWERS

PREVIOUS = ROOT / "examples" / "previous" / "2025"


def lianfang(*words: object) -> Result:
    return CliRunner().invoke(main, list(map(str, words)))


def same_files(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files, but for the seconds that the stages took."""
    names = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    assert names == {path.relative_to(other) for path in other.rglob("*") if path.is_file()}
    unlike = {str(name) for name in names if (one / name).read_bytes() != (other / name).read_bytes()}
    return unlike <= {"data/run.json", "manifest.json"}


@pytest.fixture
def inbox(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> Path:
    """Two workbooks, one with an error, and the office's list, by which one more division should have reported."""
    write(tables)
    tables[POWERS][0][4] = ""
    tables["单位信息"][1][1] = "二处"
    write(tables, "inbox/二处.xlsx")
    listed = '[[unit]]\nname = "测试司"\ndivisions = ["一处", "二处", "三处"]\n'
    (tmp_path / "inbox" / "units.toml").write_text(listed, "utf-8")
    return tmp_path / "inbox"


def test_reports(inbox: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    run = pipeline.make_reports(inbox, tmp_path / "a", pdf=False, previous=PREVIOUS, workers=1, progress=lines.append)
    shown = lianfang("reports", "--inbox", inbox, "--out", tmp_path / "b", "--no-pdf", "--previous", PREVIOUS)
    assert shown.exit_code == 1 and run.errors > 0
    assert run.target == tmp_path / "a" / "2026"
    assert same_files(run.target, tmp_path / "b" / "2026")
    assert [absence.division for absence in run.all_units.attended.absent] == ["三处"]
    assert "未报送：测试司三处" in shown.output
    assert lines == shown.output.splitlines()[: len(lines)]
    assert set(run.files) == {
        path.relative_to(run.target).as_posix() for path in run.target.rglob("*") if path.is_file()
    } - {"index.html", "manifest.json", "data/run.json"}


def test_reports_by_default_read_the_inbox_beside(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(inbox.parent)
    monkeypatch.setenv("PATH", "")
    lines: list[str] = []
    run = pipeline.make_reports(progress=lines.append)
    assert run.target == Path("output/2026")
    assert any("没有找到 LibreOffice" in line for line in lines)
    assert "没有找到 LibreOffice" in lianfang("reports").output
    assert not [name for name in run.files if name.endswith(".pdf")]


def test_check(inbox: Path) -> None:
    files = [inbox / "一处.xlsx", inbox / "二处.xlsx"]
    checked = pipeline.check_workbooks(files)
    shown = lianfang("check", "--format", "json", *files)
    assert shown.exit_code == 1 and checked.errors > 1
    said = [(row["code"], row["cell"], row["message"]) for row in map(json.loads, shown.output.splitlines())]
    assert said == [(found.code, found.places[0].cell, found.message) for found in checked.findings]


def test_check_with_marks(inbox: Path) -> None:
    (marked,) = pipeline.check_workbooks([str(inbox / "二处.xlsx")], mark=True).marked
    lianfang("check", "--mark", inbox / "二处.xlsx")
    assert marked.read_bytes() == (inbox / "二处（退回修改2）.xlsx").read_bytes()


def test_flow(inbox: Path, tmp_path: Path) -> None:
    drawn = pipeline.draw_flow(inbox / "一处.xlsx", "CS01-CG-001", tmp_path / "a.svg")
    shown = lianfang("flow", inbox / "一处.xlsx", "--code", "CS01-CG-001", "-o", tmp_path / "b.svg")
    assert shown.exit_code == 0 and drawn.findings == ()
    assert drawn.files == (tmp_path / "a.svg",)
    assert drawn.files[0].read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = pipeline.write_template()
    assert lianfang("template", "-o", "b.xlsx").output == "已写出：b.xlsx\n"
    assert path.read_bytes() == Path("b.xlsx").read_bytes()
    assert path == Path("input_templates/廉政风险防控填报表.xlsx")


def test_draft(inbox: Path, tmp_path: Path) -> None:
    drafted = pipeline.draft_from(inbox / "一处.xlsx")
    shown = lianfang("template", "--from", inbox / "一处.xlsx", "-o", tmp_path / "b.xlsx")
    assert drafted.file == inbox / "一处（草稿）.xlsx"
    assert drafted.file.read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert f"职权{drafted.powers}项、环节{drafted.steps}个、风险点{drafted.risks}个" in shown.output
    assert f"标黄的{len(drafted.guesses)}格" in shown.output


def test_diff(examples: pipeline.Run) -> None:
    comparison = pipeline.compare_periods(PREVIOUS, examples.target)
    shown = lianfang("diff", PREVIOUS, examples.target, "--format", "json")
    assert shown.exit_code == 1 and comparison.differences
    assert shown.output.splitlines() == list(TABLES["changes"].lines(changes_of(comparison)))


def test_levels(inbox: Path, tmp_path: Path) -> None:
    rules = tmp_path / "规则.toml"
    rules.write_text('[units]\n"测试司" = "五条标准"\n', "utf-8")
    effect = pipeline.effect_of_rules(rules, inbox)
    shown = lianfang("levels", "--rules", rules, "--inbox", inbox, "--format", "json")
    assert shown.exit_code == 1 and effect.shifts
    said = [json.loads(line)["risk"] for line in shown.output.splitlines()]
    assert said == [shift.after.risk_code for shift in effect.shifts]


def test_levels_hold_the_office_folder_against_what_ships(inbox: Path) -> None:
    """The file that an office has put in force already cannot be said to change nothing."""
    with pytest.raises(errors.BadRequest, match="--rules"):
        pipeline.effect_of_rules(inbox=inbox)
    assert lianfang("levels", "--inbox", inbox).exit_code == 2
    office = inbox.parent / "本机关"
    office.mkdir()
    (office / "rules.toml").write_text('[units]\n"测试司" = "五条标准"\n', "utf-8")
    effects = [
        pipeline.effect_of_rules(inbox=inbox),
        pipeline.effect_of_rules(inbox=inbox, office=office),
        pipeline.effect_of_rules(office / "rules.toml", inbox),
    ]
    assert effects[0].shifts and effects == [effects[0]] * 3
    assert lianfang("levels", "--inbox", inbox).exit_code == 1


@pytest.mark.parametrize("code", ["", "F101", "f101", "L4"])
def test_explain(code: str) -> None:
    assert lianfang("explain", *filter(None, [code])).output == pipeline.explain(code) + "\n"


def test_layouts(tmp_path: Path) -> None:
    shutil.copy(ROOT / "templates_docx" / "简报.docx", tmp_path)
    (tmp_path / "简讯.docx").write_bytes(b"")
    checked = pipeline.check_layouts(tmp_path)
    shown = lianfang("templates", "check", "--layouts", tmp_path)
    assert (checked.layouts, checked.unknown, checked.faults) == (("简报",), ("简讯.docx",), ())
    assert shown.exit_code == 0
    assert "“简讯.docx”不是版式的文件名" in shown.output and "1个版式的标记都正确" in shown.output


def test_what_the_office_changes_holds_wherever_its_folder_is_found(
    tables: Tables, write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more synonym: in a folder that is named, or in 本机关 beside the inbox."""
    monkeypatch.chdir(tmp_path)
    tables[POWERS][0][3] = "发证"
    file = write(tables)
    named = tmp_path / "别处"
    named.mkdir()
    (named / "vocabulary.toml").write_text('["权力类别".synonyms]\n"发证" = "行政许可"\n', "utf-8")

    def errors_found(**office: Path) -> int:
        words = [part for path in office.values() for part in ("--office", path)]
        checked = pipeline.check_workbooks([file], **office)  # type: ignore[arg-type]
        assert lianfang("check", file, *words).exit_code == (1 if checked.errors else 0)
        return checked.errors

    assert errors_found() > 0
    assert errors_found(office=named) == 0
    assert pipeline.make_reports(pdf=False, workers=1, office=named).errors == 0
    named.rename(tmp_path / "本机关")
    assert errors_found() == 0
    monkeypatch.chdir(tmp_path.parent)
    run = pipeline.make_reports(file.parent, tmp_path / "out", pdf=False, workers=1)
    assert run.errors == 0
    assert "本机关/vocabulary.toml" in json.loads((run.target / "manifest.json").read_text("utf-8"))["settings"]


def test_the_office_folder_has_the_offices_layouts(inbox: Path, tmp_path: Path) -> None:
    layouts = tmp_path / "本机关" / "版式"
    layouts.mkdir(parents=True)
    (layouts / "简报.docx").write_bytes(b"not a layout")
    with pytest.raises(errors.LayoutError, match="简报"):
        pipeline.make_reports(inbox, tmp_path / "out", pdf=False)


Call = Callable[[Path], object]

# What is asked for, from the screen and by a function, and what is raised.
REFUSED: dict[str, tuple[tuple[str, ...], Call, type[errors.LianfangError]]] = {
    "no inbox": (
        ("reports", "--inbox", "{}/无"), lambda folder: pipeline.make_reports(folder / "无"), errors.NothingToDo,
    ),
    "a year that is none": (
        ("reports", "--inbox", "{}", "--period", "二六"), lambda folder: pipeline.make_reports(folder, period="二六"),
        errors.BadRequest,
    ),
    "a day that is none": (
        ("reports", "--inbox", "{}", "--as-of", "年底"), lambda folder: pipeline.make_reports(folder, as_of="年底"),
        errors.BadRequest,
    ),
    "no decision sheet": (
        ("reports", "--inbox", "{}", "--reviews", "{}/无.xlsx"),
        lambda folder: pipeline.make_reports(folder, decision_sheets=[folder / "无.xlsx"]), errors.BadRequest,
    ),
    "no list": (
        ("reports", "--inbox", "{}", "--units", "{}/无.toml"),
        lambda folder: pipeline.make_reports(folder, units=folder / "无.toml"), errors.BadList,
    ),
    "no rules": (
        ("reports", "--inbox", "{}", "--rules", "{}/无.toml"),
        lambda folder: pipeline.make_reports(folder, rules=folder / "无.toml"), errors.SettingsError,
    ),
    "no rules for a check": (
        ("check", "{}/坏.xlsx", "--rules", "{}/无.toml"),
        lambda folder: pipeline.check_workbooks([folder / "坏.xlsx"], rules=folder / "无.toml"), errors.SettingsError,
    ),
    "no layouts": (
        ("reports", "--inbox", "{}", "--layouts", "{}/无"),
        lambda folder: pipeline.make_reports(folder, layouts=folder / "无"), errors.LayoutError,
    ),
    "no period before": (
        ("diff", "{}/2025", "{}/2026"), lambda folder: pipeline.compare_periods(folder / "2025", folder / "2026"),
        errors.UnreadablePeriod,
    ),
    "no file to check": (
        ("check", "{}/无.xlsx"), lambda folder: pipeline.check_workbooks([folder / "无.xlsx"]), errors.BadRequest,
    ),
    "no flow to draw": (
        ("flow", "{}/坏.xlsx"), lambda folder: pipeline.draw_flow(folder / "坏.xlsx"), errors.NoFlow,
    ),
    "a table that cannot be read": (
        ("template", "--from", "{}/坏.xlsx"), lambda folder: pipeline.draft_from(folder / "坏.xlsx"),
        errors.UnreadableFile,
    ),
    "no folder to write to": (
        ("template", "-o", "{}/坏.xlsx/表.xlsx"),
        lambda folder: pipeline.write_template(folder / "坏.xlsx" / "表.xlsx"), errors.UnwritableOutput,
    ),
    "no such code": (("explain", "F999"), lambda folder: pipeline.explain("F999"), errors.BadRequest),
    "no folder of layouts": (
        ("templates", "check", "--layouts", "{}/无"), lambda folder: pipeline.check_layouts(folder / "无"),
        errors.BadRequest,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_one_exception_and_one_line(case: str, tmp_path: Path) -> None:
    words, call, kind = REFUSED[case]
    (tmp_path / "坏.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(kind) as raised:
        call(tmp_path)
    shown = lianfang(*(word.replace("{}", str(tmp_path)) for word in words))
    assert shown.exit_code == 2
    assert shown.stderr == f"{raised.value}\n"


def test_every_exception_is_one_kind_and_says_when_it_is_raised() -> None:
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    for kind in kinds:
        assert issubclass(kind, pipeline.LianfangError)
        assert kind.__doc__
        assert getattr(pipeline, kind.__name__) is kind


def test_every_name_of_the_face_is_there_and_typed() -> None:
    """The names that mypy sees are those that Python finds."""
    tree = ast.parse(Path(pipeline.__file__).read_text("utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {alias.asname for node in guarded.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed == set(pipeline.__all__) - {"__version__"}
    for name in pipeline.__all__:
        assert getattr(pipeline, name) is not None
        assert name in dir(pipeline)
    with pytest.raises(AttributeError, match="make_report'"):
        getattr(pipeline, "make_report")  # noqa: B009


RECORDS: tuple[Any, ...] = (
    pipeline.Checked, pipeline.CheckedLayouts, pipeline.Comparison, pipeline.Drafted, pipeline.DrawnFlow,
    pipeline.Effect, pipeline.Mailbox, pipeline.Run,
)  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_results_are_records_that_nobody_changes(record: Any) -> None:
    assert record.__dataclass_params__.frozen


def test_the_page_about_the_face_names_all_of_it() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    for name in set(pipeline.__all__) - {"__version__"}:
        assert re.search(rf"\b{name}\b", page), name
    for command in main.commands:
        assert f"`{command}" in page, command
