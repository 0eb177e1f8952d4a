"""The office's own sentences: a place that has no content is refused at once, and each that may stand is filled."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from importlib import resources
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest

from pipeline.errors import SettingsError
from pipeline.papers.brief import brief
from pipeline.papers.paper import Edition
from pipeline.papers.report import report
from pipeline.papers.report.chapter import Text
from pipeline.run.job import Run
from pipeline.settings.faults import Faults
from pipeline.settings.layers import layered
from pipeline.settings.marks import Places
from pipeline.settings.reader import read
from pipeline.settings.tomlfile import parsed
from pipeline.settings.wording import Wording

SHIPPED = parsed("wording.toml", resources.files("pipeline").joinpath("data", "wording.toml").read_bytes())


def worded(office: str) -> Wording:
    """The wording that ships with the office's own over it."""
    faults = Faults()
    wording = read(Wording, layered(SHIPPED, parsed("本机关/wording.toml", office.encode())), faults)
    faults.stop()
    return wording


def test_one_sentence_of_the_office_stands_in_place_of_one_that_ships() -> None:
    wording = worded('[report]\nsubmitted_none = "本期无人报送。"\n')
    assert wording.report.submitted_none == "本期无人报送。"
    assert wording.report.absent == worded("").report.absent


@pytest.mark.parametrize(
    ("office", "said"),
    [
        ('[report]\n\nmoney = "{shear}元"', r"第3行：“money”中的 \{shear\} 没有内容，可用的有：count、amount"),
        ('[report]\nmoney = "合计{amount万元"', r"第2行：“money”中的花括号不成对"),
        ('[report]\nmoney = "合计{amount.real}万元"', r"第2行：.*amount\.real"),
        ('[report]\nmoney = "合计{}万元"', r"第2行：.*没有内容"),
        ('[report]\nmoney = "合计{amount:>99999999999}万元"', r"第2行：“money”中的 \{amount\} 只写名字"),
        ('[report]\nmoney = "合计{amount!r}万元"', r"第2行：“money”中的 \{amount\} 只写名字"),
        ("[report]\nmoney = 3", r"第2行：“money”应为文字，现在是 3"),
        ('[report]\nmonney = "合计"', r"第2行：不认识的设置“monney”，是否为“money”"),
        ('[report]\nagree_all = "{count}项"', r"第2行：“agree_all”中的 \{count\} 没有内容，可用的有：（无）"),
        ('[titles]\nreport = "总结/报告"', r"第2行：“report”也用作文件名，不能有“/”"),
        ('[titles]\nreport = " "', r"第2行：“report”不能为空"),
        ('report = "总结"', r"第1行：“report”应为一组设置"),
    ],
)  # fmt: skip
def test_a_sentence_that_cannot_be_said_is_refused_with_its_line(office: str, said: str) -> None:
    with pytest.raises(SettingsError, match=r"本机关/wording\.toml " + said):
        worded(office)


def spelled(kind: type, value: Any) -> Any:
    """A record with each sentence followed by all the places that it may have."""
    hints = get_type_hints(kind, include_extras=True)
    changed: dict[str, object] = {}
    for field in fields(kind):
        hint, old = hints[field.name], getattr(value, field.name)
        if is_dataclass(old):
            changed[field.name] = spelled(type(old), old)
        elif get_origin(hint) is Annotated:
            names = [name for mark in get_args(hint)[1:] if isinstance(mark, Places) for name in mark.names]
            changed[field.name] = old + "".join(f"<{field.name}:{name}={{{name}}}>" for name in names)
    return replace(value, **changed)


def test_every_place_that_a_sentence_of_the_report_may_have_is_filled(examples: Run) -> None:
    all_units = examples.all_units
    wording = spelled(Wording, all_units.settings.wording)
    all_units = replace(all_units, settings=replace(all_units.settings, wording=wording))
    said = "".join(str(written.content) for paper in (report, brief) for written in paper(all_units, Edition.INTERNAL))
    for sentence in (
        "submitted",
        "powers",
        "levels",
        "typical_item",
        "concentration",
        "next_high",
        "state",
        "task_high",
    ):
        assert f"<{sentence}:" in said
    assert "={" not in said


def test_an_emptied_sentence_of_the_report_is_not_written(examples: Run) -> None:
    all_units = examples.all_units
    wording = all_units.settings.wording
    emptied = replace(wording, report=replace(wording.report, classes=""))
    settings = replace(all_units.settings, wording=emptied)
    (written,) = report(replace(all_units, settings=settings), Edition.INTERNAL)
    texts = [part.text for chapter in written.content.chapters for part in chapter.parts if isinstance(part, Text)]
    assert texts and all(texts)
    assert not any(text.startswith("按涉及领域归类") for text in texts)
