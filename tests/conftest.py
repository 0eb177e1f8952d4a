"""What tests share: a small clean workbook to change one thing in, and one run over the examples."""

from __future__ import annotations

import copy
import fcntl
import io
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from selenium.webdriver import Chrome

from pipeline.assess import Ruleset, Rulesets
from pipeline.intake.inbox import read_file
from pipeline.model import SetAside, Submission
from pipeline.normalise import normalise
from pipeline.render.excel.template import standard_workbook
from pipeline.run.job import Job, Run
from pipeline.run.order import carry_out
from pipeline.settings import Settings, load_settings
from tests.browser import BROWSER, DRIVER, started

ROOT = Path(__file__).parent.parent
Tables = dict[str, list[list[object]]]

# No example may fail because the machine is busy, none depends on what an earlier run left on disk; a build server
# tries the same examples every time, so that its verdict is about the change and not about luck.
hypothesis_settings.register_profile("lianfang", deadline=None, database=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("lianfang")

CLEAN: Tables = {
    "单位信息": [
        ["单位名称", "测试司"], ["填报处室", "一处"], ["填报人", "王一"], ["联系电话", "010-58120001"],
        ["审核人", "赵二"], ["填报日期", "2026-05-20"], ["填报年度", "2026"],
    ],
    "职权目录": [
        [1, "CS01-XK-001", "测试许可", "行政许可", "《测试条例》第六条", "一处", "许可岗", "申请人", "行政审批", None,
         "有", "网站公开", ""],
        [2, "CS01-CG-001", "测试采购", "物资采购", "《采购办法》第三条", "一处", "采购岗", "供应商",
         "一般性资金、物资的分配使用", 50, "无", "内部公示", ""],
    ],
    "权力运行流程": [
        ["CS01-XK-001", 1, "提出申请", "开始", "申请人", "", "提交材料", None, "窗口登记", "2", ""],
        ["CS01-XK-001", 2, "材料是否齐全", "判断", "受理岗", "", "核对清单", 1, "系统留痕", "齐全→3；补正→1", ""],
        ["CS01-XK-001", 3, "审核决定", "决定", "处负责人", "", "审核，不予的告知复议诉讼", 5, "局领导抽查", "4", ""],
        ["CS01-XK-001", 4, "办结归档", "办结", "受理岗", "", "归档", 1, "档案检查", "", ""],
        ["CS01-CG-001", 1, "提出需求", "开始", "使用处室", "", "填单", 1, "预算核对", "2", ""],
        ["CS01-CG-001", 2, "集体研究", "决定", "司务会议", "", "会议研究", 3, "会议纪要", "3", ""],
        ["CS01-CG-001", 3, "验收办结", "办结", "验收小组", "", "验收", 2, "双人签字", "", ""],
    ],
    "廉政风险自查表": [
        ["CS01-XK-001-F1", "CS01-XK-001", "2", "履行职责", "选择性受理", "告知不一致", "中", "高", "高",
         "规范裁量、科技监控", "一次性告知并留痕", "司主要领导", "2026-12-31"],
        ["CS01-XK-001-F2", "CS01-XK-001", "3", "思想意识", "人情干扰", "说情打招呼", "低", "中", "低", "教育警示",
         "开展警示教育", "分管司领导", "长期"],
        ["CS01-CG-001-F1", "CS01-CG-001", "2", "制度机制", "需求论证不足", "拆分采购", "中", "中", "中", "健全制度",
         "制定需求论证办法", "分管司领导", "2026-10-31"],
    ],
    "评估检查表": [
        ["CS01-XK-001-F1", "是", "是", "是", "可行", "2026-06-10"],
        ["CS01-XK-001-F2", "是", "是", "是", "可行", "2026-06-10"],
        ["CS01-CG-001-F1", "是", "是", "部分有效", "尚需细化", "2026-06-10"],
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load_settings()


@pytest.fixture(scope="session")
def rulesets(settings: Settings) -> Rulesets:
    return Rulesets(settings)


@pytest.fixture(scope="session")
def rules(rulesets: Rulesets) -> Ruleset:
    return rulesets.named("")


@pytest.fixture
def tables() -> Tables:
    """A clean division's tables, to be changed by a test."""
    return copy.deepcopy(CLEAN)


@pytest.fixture
def write(settings: Settings, tmp_path: Path) -> Callable[..., Path]:
    """Write tables as a filled standard workbook into the test's inbox."""

    def write_workbook(tables: Tables, name: str = "inbox/一处.xlsx") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(standard_workbook(settings.columns, settings.vocabulary, tables))  # type: ignore[arg-type]
        return path

    return write_workbook


@pytest.fixture
def read(write: Callable[..., Path], settings: Settings) -> Callable[[Tables], Submission]:
    """Tables written as a workbook and read back as records."""

    def read_tables(tables: Tables) -> Submission:
        path = write(tables)
        result = normalise(read_file(path, path.name), settings)
        assert not isinstance(result, SetAside), result
        return result

    return read_tables


def job(inbox: Path, out: Path, *, pdf: bool = False) -> Job:
    """A run's order, on one core."""
    return Job(inbox, out, ROOT / "templates_docx", "", "2026", pdf, 1)


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run over the example workbooks, without PDF; the same one for every process that tests at once."""
    return shared("examples", tmp_path_factory, lambda out: carry_out(job(ROOT / "examples" / "inbox", out), _silent))


def _silent(line: str) -> None:
    """What a run says of its progress is not shown."""


class _WithoutRules(pickle.Pickler):
    """Keeps a run but for its rule set, which holds functions and is soon read anew."""

    def persistent_id(self, record: object) -> str | None:
        return "rules" if isinstance(record, Ruleset) else None


class _WithRules(pickle.Unpickler):
    def persistent_load(self, _: object) -> Ruleset:
        return Rulesets(load_settings()).named("")


def shared(name: str, factory: pytest.TempPathFactory, make: Callable[[Path], Run]) -> Run:
    """The run that ``make`` carries out into a new folder: made by the first process that asks, read by the others.

    Each process of pytest-xdist has a folder of its own inside one that they share.
    """
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    kept = folder / "made.pickle"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = io.BytesIO()
            _WithoutRules(made).dump(make(folder / "out"))
            kept.write_bytes(made.getvalue())
        run: Run = _WithRules(io.BytesIO(kept.read_bytes())).load()
    return run


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium, started once for all tests; ``browser.get(path.as_uri())`` opens a page from disk."""
    if not (BROWSER and DRIVER):
        pytest.skip("chromium and chromium-driver are not installed (apt-packages.txt)")
    yield from started(tmp_path_factory.mktemp("browser"))
