"""What each layout is given to show: the names that its tags may use, layout by layout.

``lianfang templates check`` holds the layouts against these types, and docs/templates.md is made from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from pipeline.papers.compendium import Chapter as CompendiumChapter
from pipeline.papers.compendium import Entry
from pipeline.papers.decision_notice import DecisionNoticeRow
from pipeline.papers.flows import FlowPage
from pipeline.papers.power_catalogue import CatalogueGroup, FullBasis
from pipeline.papers.report.parts import Chapter
from pipeline.papers.responsibilities import MeasureRow
from pipeline.papers.returns import NoticeRow
from pipeline.papers.risk_forms import DivisionForm, PointForm
from pipeline.papers.summary import LevelGroup


class CatalogueContent(TypedDict):
    """职权目录."""

    title: str
    period: str
    total: int
    counts: Sequence[Sequence[str]]
    groups: Sequence[CatalogueGroup]
    annex: Sequence[FullBasis]


class FlowsContent(TypedDict):
    """权力运行流程图."""

    title: str
    period: str
    flows: Sequence[FlowPage]


class RisksContent(TypedDict):
    """廉政风险自查表."""

    title: str
    period: str
    forms: Sequence[DivisionForm]


class SummaryContent(TypedDict):
    """风险点及防控措施汇总表."""

    title: str
    period: str
    levels: Sequence[str]
    counts: Sequence[Sequence[str]]
    groups: Sequence[LevelGroup]


class FormsContent(TypedDict):
    """廉政风险自查表（一点一表）."""

    title: str
    forms: Sequence[PointForm]


class PostsContent(TypedDict):
    """防控措施一览表."""

    title: str
    period: str
    posts: int
    rows: Sequence[MeasureRow]


class ReportContent(TypedDict):
    """总结报告."""

    title: str
    period: str
    organ: str
    date: str
    chapters: Sequence[Chapter]


class NoticeContent(TypedDict):
    """退回修改通知."""

    title: str
    addressee: str
    paragraphs: Sequence[str]
    rows: Sequence[NoticeRow]
    attachments: Sequence[str]
    organ: str
    date: str


class BriefContent(TypedDict):
    """简报."""

    title: str
    period: str
    paragraphs: Sequence[str]
    caption: str
    graph_name: str
    lead: str
    tasks: Sequence[str]
    organ: str


class DecisionNoticeContent(TypedDict):
    """审定通知."""

    title: str
    addressee: str
    paragraphs: Sequence[str]
    rows: Sequence[DecisionNoticeRow]
    organ: str
    date: str


class CompendiumContent(TypedDict):
    """汇编."""

    title: str
    period: str
    organ: str
    date: str
    note: str
    entries: Sequence[Entry]
    chapters: Sequence[CompendiumChapter]


CONTENTS: Mapping[str, type] = {
    "职权目录": CatalogueContent,
    "职权目录（公开版）": CatalogueContent,
    "权力运行流程图": FlowsContent,
    "权力运行流程图（公开版）": FlowsContent,
    "廉政风险自查表": RisksContent,
    "廉政风险自查表（公开版）": RisksContent,
    "廉政风险自查表（一点一表）": FormsContent,
    "风险点及防控措施汇总表": SummaryContent,
    "风险点及防控措施汇总表（公开版）": SummaryContent,
    "防控措施一览表": PostsContent,
    "总结报告": ReportContent,
    "简报": BriefContent,
    "退回修改通知": NoticeContent,
    "审定通知": DecisionNoticeContent,
    "汇编": CompendiumContent,
}
