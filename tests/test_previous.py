"""Earlier periods: read back from the output that they left, compared by ``lianfang diff`` and by the next run."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.compare import this_period
from pipeline.errors import UnreadablePeriod
from pipeline.intake.previous import read_figures, read_period
from pipeline.model import Row, Sourced, Submission
from pipeline.render.excel.template import standard_workbook
from pipeline.run.history import read_history
from pipeline.run.job import Run
from pipeline.run.order import carry_out
from pipeline.settings import Settings
from tests.conftest import CLEAN, ROOT, Tables, job
from tests.test_decisions import RAISE, fill


@pytest.fixture(scope="module")
def made(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with two periods; in the second a power has another name and a point a higher level."""
    folder = tmp_path_factory.mktemp("periods")
    inbox = folder / "inbox"
    inbox.mkdir()
    tables = copy.deepcopy(CLEAN)
    for year in ("2025", "2026"):
        tables["单位信息"][6][1] = year
        filled = standard_workbook(settings.columns, settings.vocabulary, tables)  # type: ignore[arg-type]
        (inbox / "一处.xlsx").write_bytes(filled)
        carry_out(job(inbox, folder / "out"), lambda line: None)
        tables["职权目录"][1][2] = "测试采购（修订）"
        tables["廉政风险自查表"][1][6] = "高"
    return folder / "out"


@pytest.fixture
def two_periods(made: Path, tmp_path: Path) -> Path:
    """A copy of them, to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "out"))


def lianfang(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def plain(submission: Submission) -> Submission:
    """A submission without what is not kept: columns of rows, cells of the first sheet, what was normalised."""

    def row(record: Sourced) -> Row:
        return replace(record.row, columns={})

    return replace(
        submission,
        info=replace(submission.info, places={}),
        template_version="",
        changes=(),
        missing_columns=(),
        oddities=(),
        origin=type(submission.origin)(),
        **{  # type: ignore[arg-type]
            name: tuple(replace(record, row=row(record)) for record in getattr(submission, name))
            for name in ("powers", "steps", "risks", "measures", "evaluations")
        },
    )


def test_what_a_run_wrote_is_read_back_as_the_same_records(examples: Run) -> None:
    all_units = examples.all_units
    back = read_period(examples.target)
    units = [register.records for register in all_units.registers]
    this = this_period(all_units.period, units, all_units.settings)
    assert (back.period, back.rules_version, back.rules_digest) == (this.period, this.rules_version, this.rules_digest)
    assert json.dumps(back.rules, sort_keys=True) == json.dumps(this.rules, sort_keys=True)
    assert [unit.unit for unit in back.units] == [unit.unit for unit in this.units]
    for read, was in zip(back.units, this.units, strict=True):
        assert read.submissions == tuple(map(plain, was.submissions))
        assert [(a.klass, a.level, a.reasons) for a in read.assessments] == [
            (a.klass, a.level, a.reasons) for a in was.assessments
        ]
        assert [(f.code, f.places, f.message) for f in read.findings] == [
            (f.code, f.places, f.message) for f in was.findings
        ]


def test_the_next_run_tells_what_changed_in_every_place(two_periods: Path) -> None:
    new = two_periods / "2026"
    lines = [json.loads(line) for line in (new / "data" / "changes.jsonl").read_text("utf-8").splitlines()]
    told = [(line["subject"], line["kind"], line["code"]) for line in lines if line["type"] == "difference"]
    assert told == [
        ("risk", "changed", "CS01-XK-001-F2"),
        ("level", "up", "CS01-XK-001-F2"),
        ("power", "changed", "CS01-CG-001"),
    ]
    sheet = openpyxl.load_workbook(new / "台账.xlsx")["变动情况"]
    assert [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["变动", "上升", "变动"]
    run = json.loads((new / "data" / "run.json").read_text("utf-8"))
    assert run["compared_with"] == "2025" and sum(run["counts"]["levels"].values()) == 3
    # A level that stands is known to have stood since the first period; the next one will know it from here.
    since = {row["risk"]: row["since"] for row in map(json.loads, (new / "data" / "levels.jsonl").open("rb"))}
    assert since == {"CS01-XK-001-F1": "2025", "CS01-XK-001-F2": "2026", "CS01-CG-001-F1": "2025"}
    # The first period had nothing to compare with, and does not pretend to.
    assert not (two_periods / "2025" / "data" / "changes.jsonl").exists()


def test_diff_says_the_same_as_the_run_and_by_its_status_whether_anything_changed(two_periods: Path) -> None:
    old, new = str(two_periods / "2025"), str(two_periods / "2026")
    text = lianfang("diff", old, new)
    assert text.exit_code == 1
    assert "名称相似度" in text.output and "由“测试采购”改为“测试采购（修订）”" in text.output
    assert "[风险等级·上升] CS01-XK-001-F2" in text.output and "事实变动" in text.output
    lines = lianfang("diff", old, f"{new}/data", "--format", "json")
    assert lines.output == (two_periods / "2026" / "data" / "changes.jsonl").read_text("utf-8")
    same = lianfang("diff", new, new)
    assert same.exit_code == 0 and "没有变动" in same.output


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: (data / "levels.jsonl").unlink(), "levels.jsonl"),
        (lambda data: (data / "risks.jsonl").write_bytes((data / "risks.jsonl").read_bytes()[:-30]), "第3行"),
        (lambda data: (data / "steps.jsonl").write_bytes(b"\xff\xfe"), "steps.jsonl”第1行"),
        (lambda data: (data / "powers.jsonl").write_text('["a list"]\n'), "powers.jsonl”第1行"),
        (lambda data: (data / "risks.jsonl").write_text(""), "对不上"),
        (lambda data: (data / "run.json").write_text("{"), "run.json"),
        (lambda data: shutil.rmtree(data), "不是一期的输出文件夹"),
    ],
)
def test_a_spoilt_period_is_named_in_one_line(two_periods: Path, spoil: Callable[[Path], None], says: str) -> None:
    spoil(two_periods / "2025" / "data")
    result = lianfang("diff", str(two_periods / "2025"), str(two_periods / "2026"))
    assert result.exit_code == 2
    (line,) = result.output.splitlines()
    assert says in line and "请" in line


def test_a_spoilt_period_that_merely_lies_there_is_noted_and_the_run_goes_on(
    two_periods: Path, settings: Settings
) -> None:
    (two_periods / "2025" / "data" / "levels.jsonl").unlink()
    history = read_history(None, two_periods, "2026", settings.vocabulary)
    assert history.last is None and "没有与上期比较" in history.notes[0]
    # Asked for by name, it stops the run before any work.
    with pytest.raises(UnreadablePeriod, match=r"levels\.jsonl"):
        read_history(two_periods / "2025", two_periods, "2026", settings.vocabulary)


def test_an_output_of_the_first_version_can_still_be_compared(two_periods: Path) -> None:
    """It kept no rules, no divisions, no counts of levels, and since when a level stands."""
    data = two_periods / "2025" / "data"
    for name in ("divisions.jsonl", "rules.json"):
        (data / name).unlink()
    run = json.loads((data / "run.json").read_text("utf-8"))
    del run["rules"], run["counts"]["levels"]
    (data / "run.json").write_text(json.dumps(run), "utf-8")
    levels = [json.loads(line) for line in (data / "levels.jsonl").open("rb")]
    (data / "levels.jsonl").write_text("".join(json.dumps(row | {"since": None}) + "\n" for row in levels), "utf-8")
    # The newer one kept its rules in a form that is no longer read: the present rules judge in their place.
    (two_periods / "2026" / "data" / "rules.json").write_text('{"version": "2026.1", "matrix": {}}', "utf-8")
    result = lianfang("diff", str(two_periods / "2025"), str(two_periods / "2026"))
    assert result.exit_code == 1 and "没有留存规则文件" in result.output and "事实变动" in result.output
    assert read_figures(two_periods / "2025").levels == {}


def test_the_newest_earlier_period_is_taken_and_never_the_period_itself(two_periods: Path, settings: Settings) -> None:
    shutil.copytree(two_periods / "2026", two_periods / "2030")
    (two_periods / "2024").mkdir()
    history = read_history(None, two_periods, "2026", settings.vocabulary)
    assert history.last is not None and history.last.period == "2025"
    assert [figures.period for figures in history.trend] == ["2025"]
    assert read_history(None, two_periods, "2025", settings.vocabulary).last is None


def test_round_trip_over_two_periods_tells_facts_rules_and_decisions_apart(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    """Run, decide, run; next period other facts, other rules, and a decision that lapsed: each level says by which."""
    first, second, third = (str(row[0]) for row in tables["廉政风险自查表"])
    tables["单位信息"][6][1] = "2025"
    last = job(write(tables).parent, tmp_path / "out")
    sheet = carry_out(last, lambda line: None).target / "审定意见表.xlsx"
    book = openpyxl.load_workbook(sheet)
    fill(second, **RAISE)(book["审定意见"])
    book.save(sheet)
    carry_out(last, lambda line: None)

    tables["单位信息"][6][1] = "2026"
    # A fact of the first point changes, and what the second was decided on.
    tables["廉政风险自查表"][0][6:8] = ["低", "低"]
    tables["廉政风险自查表"][1][4] = "熟人说情，审核时放宽条件"
    write(tables)
    data = resources.files("pipeline").joinpath("data")
    for beside in data.joinpath("rules").iterdir():
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    shipped = data.joinpath("rules.toml").read_text("utf-8")
    # The rules come to hold that middle likelihood and middle harm is high: the third point.
    changed, times = re.subn('^("中" = { "高" = "高", "中" = )"中"', r'\1"高"', shipped, flags=re.MULTILINE)
    assert times == 1
    rules = tmp_path / "rules.toml"
    rules.write_text(re.sub('^version = ".*"', 'version = "2026.9"', changed, flags=re.MULTILINE), "utf-8")
    carry_out(replace(last, rules=rules), lambda line: None)

    result = lianfang("diff", str(tmp_path / "out" / "2025"), str(tmp_path / "out" / "2026"), "--format", "json")
    lines = [json.loads(line) for line in result.output.splitlines()]
    levels = {line["code"]: line for line in lines if line.get("subject") == "level"}
    causes = {code: [cause["kind"] for cause in line["causes"]] for code, line in levels.items()}
    assert causes == {first: ["facts"], second: ["decision"], third: ["rules"]}
    assert (levels[first]["kind"], levels[second]["kind"], levels[third]["kind"]) == ("down", "down", "up")
    assert "不再有效" in levels[second]["causes"][0]["text"]
    assert "2026.9版" in levels[third]["causes"][0]["text"]


def test_the_examples_of_last_year_can_be_compared_with_this_years(examples: Run) -> None:
    """Divisions and powers with other names, levels that rose and fell, a law that changed: in `make reports`."""
    result = lianfang("diff", str(ROOT / "examples" / "previous" / "2025"), str(examples.target), "--format", "json")
    lines = [json.loads(line) for line in result.output.splitlines()]
    kinds = {(line.get("subject"), line.get("kind")) for line in lines if line["type"] == "difference"}
    assert kinds >= {("division", "renamed"), ("power", "changed"), ("step", "new"), ("level", "up"), ("level", "down")}
    assert not {("power", "new"), ("power", "ended"), ("risk", "new"), ("risk", "ended")} & kinds
    assert {line["rule"] for line in lines if line["type"] == "look"} >= {"S4", "S6"}
