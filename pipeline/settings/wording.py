"""文字: the titles and sentences of the papers (data/wording.toml), with the places that each of them may have."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, TypeAlias

from pipeline.settings.faults import Place
from pipeline.settings.marks import Filled, Places

# What no file name may have: titles are names of files too.
_NOT_IN_NAMES = '/\\:*?"<>|\n\r\t'

Words: TypeAlias = Annotated[str, Places()]
"""句子: a sentence without places."""
Title: TypeAlias = Annotated[str, Places(), Filled()]
"""题目: of a paper of all units."""
UnitTitle: TypeAlias = Annotated[str, Places("unit"), Filled()]
"""题目: of a paper that each unit has one of."""
Counted: TypeAlias = Annotated[str, Places("count")]
"""句子: with a number."""
Highest: TypeAlias = Annotated[str, Places("count", "highest")]
"""句子: of the risk points of the highest level; ``highest`` is what they are called (高风险)."""
Step: TypeAlias = Annotated[str, Places("n", "count", "highest", "unclassed")]
"""下一步: its number, and how many there are of what calls for it."""
Task: TypeAlias = Annotated[str, Places("count", "highest", "unclassed")]
"""须办事项: how many there are of what calls for it."""


@dataclass(frozen=True, slots=True)
class Titles:
    """题目: of the papers, which also are their file names."""

    catalogue: UnitTitle
    catalogue_all: Title
    flows: UnitTitle
    risks: UnitTitle
    risk_forms: UnitTitle
    posts: UnitTitle
    summary: Title
    public: Title
    report: Title
    brief: Title
    compendium: Title
    decision_notice: Title
    notice: Title

    def faults_at(self, place: Place) -> None:
        """A title that cannot be the name of a file is a fault."""
        for field in fields(self):
            found = [sign for sign in _NOT_IN_NAMES if sign in getattr(self, field.name)]
            if found:
                at = place / field.name
                at.wrong(f"{at.name}也用作文件名，不能有“{found[0]}”")


@dataclass(frozen=True, slots=True)
class FlowWords:
    """流程图册: what stands where there is no chart, and what the legend calls classes."""

    no_flow: Words
    shared_code: Annotated[str, Places("code")]
    classes: Annotated[str, Places("first", "others")]


@dataclass(frozen=True, slots=True)
class ResultWords:
    """工作结果: what the divisions have done, each where there is some of it."""

    powers: Annotated[str, Places("n")]
    flows: Annotated[str, Places("n")]
    steps: Annotated[str, Places("n")]
    risks: Annotated[str, Places("n")]
    measures: Annotated[str, Places("n")]
    none: Words


@dataclass(frozen=True, slots=True)
class ReportHeadings:
    """总结报告的标题: of chapters and of what stands in them."""

    work: Words
    powers: Words
    categories: Words
    flows: Words
    risks: Words
    levels: Words
    sources: Words
    agreement: Words
    typical: Annotated[str, Places("highest")]
    structure: Words
    concentration: Words
    suggested: Words
    measures: Words
    changes: Words
    problems: Words
    next_steps: Words


@dataclass(frozen=True, slots=True)
class Captions:
    """总结报告的图题、表题."""

    trend: Words
    work: Words
    categories: Words
    levels: Words
    units: Words
    fields: Words
    measures: Words
    posts: Words
    divisions: Words
    suggested: Words
    changes: Words
    looks: Words
    findings: Words


@dataclass(frozen=True, slots=True)
class ReportWords:
    """总结报告的句子: each is written where there is something to say."""

    basis: Annotated[str, Places("period")]
    submitted: Annotated[str, Places("units", "divisions", "files", "results", "table")]
    submitted_none: Words
    set_aside: Annotated[str, Places("count", "names")]
    absent: Annotated[str, Places("count", "names")]
    powers: Annotated[str, Places("public", "public_share", "internal", "internal_share", "top", "figure")]
    powers_unknown: Counted
    discretion_all: Words
    discretion: Annotated[str, Places("count", "share")]
    discretion_some: Words
    discretion_other: Words
    money: Annotated[str, Places("count", "amount")]
    flows: Annotated[str, Places("flows", "average", "unit", "power", "most")]
    supervision_all: Counted
    supervision: Annotated[str, Places("count", "share", "bare")]
    flows_missing: Counted
    classes: Annotated[str, Places("parts")]
    trend: Annotated[str, Places("figure")]
    levels: Annotated[str, Places("parts", "table", "figure")]
    unclassed: Counted
    sources: Annotated[str, Places("parts", "top", "share")]
    fields: Annotated[str, Places("parts", "table")]
    agree_all: Words
    agree: Annotated[str, Places("same", "share", "differ", "parts")]
    no_self: Counted
    decided: Annotated[str, Places("count", "parts")]
    typical: Annotated[str, Places("count", "shown", "highest")]
    typical_all: Highest
    typical_none: Annotated[str, Places("highest")]
    typical_item: Annotated[str, Places("unit", "division", "power", "description", "klass", "code", "measures")]
    measures: Annotated[str, Places("parts", "table")]
    due: Annotated[str, Places("parts")]
    overdue: Annotated[str, Places("day", "overdue", "soon")]
    evaluated_all: Counted
    evaluated: Annotated[str, Places("count", "missing")]
    effective: Annotated[str, Places("parts")]
    changes_none: Annotated[str, Places("old")]
    changes: Annotated[str, Places("old", "parts", "table")]
    changes_causes: Annotated[str, Places("count", "parts")]
    changes_rules: Annotated[str, Places("text")]
    changes_raised: Annotated[str, Places("count", "rest")]
    changes_item: Annotated[str, Places("unit", "division", "power", "description", "code", "before", "after", "why")]
    changes_rest: Counted
    looks: Annotated[str, Places("count", "parts", "table", "rest")]
    concentration: Annotated[str, Places("top", "table")]
    concentration_both: Annotated[str, Places("count", "names")]
    concentration_divisions: Annotated[str, Places("table")]
    suggested: Annotated[str, Places("count", "table", "rest")]
    suggested_rest: Counted
    suggested_none: Words
    findings_none: Words
    findings: Annotated[str, Places("count", "parts", "divisions", "table", "top")]
    next_absent: Step
    next_errors: Step
    next_decide: Step
    next_high: Step
    next_publish: Step
    results: ResultWords
    headings: ReportHeadings
    captions: Captions


@dataclass(frozen=True, slots=True)
class BriefWords:
    """简报的句子."""

    state: Annotated[str, Places("period", "units", "divisions", "powers", "risks", "levels", "highest", "share")]
    trend_more: Annotated[str, Places("period", "count")]
    trend_less: Annotated[str, Places("period", "count")]
    trend_same: Annotated[str, Places("period", "count")]
    high: Annotated[str, Places("highest", "units", "fields")]
    high_none: Annotated[str, Places("highest")]
    graph: Counted
    graph_some: Counted
    lead: Words
    task_absent: Task
    task_errors: Task
    task_decide: Task
    task_high: Task
    task_publish: Task


@dataclass(frozen=True, slots=True)
class VersionWords:
    """新旧的说法: how it was told which of several workbooks of one division is the newest."""

    same: Annotated[str, Places("by")]
    dated: Annotated[str, Places("by", "own", "newer")]
    mailed: Annotated[str, Places("by")]
    returned: Annotated[str, Places("by")]
    undecided: Annotated[str, Places("by")]


@dataclass(frozen=True, slots=True)
class ReturnWords:
    """退回修改: the list of what is wrong, and the notice that goes with it."""

    advice: Words
    ask: Annotated[str, Places("contact")]
    opening: Annotated[str, Places("file", "rounds", "summary")]
    round_first: Words
    round_again: Annotated[str, Places("n")]
    how: Annotated[str, Places("marked")]
    how_alone: Words
    refused: Annotated[str, Places("file", "reason")]
    sender: Words


@dataclass(frozen=True, slots=True)
class DecisionNoticeWords:
    """审定通知: of what was decided on a division's risk points."""

    accepted: Counted
    opening: Annotated[str, Places("count", "parts")]
    stands: Words
    add: Words
    ask: Annotated[str, Places("contact")]


@dataclass(frozen=True, slots=True)
class CompendiumWords:
    """汇编."""

    no_pages: Words


@dataclass(frozen=True, slots=True)
class Wording:
    """文字: everything that papers say in words of their own.

    ``level`` is what the risk points of a level are called (高风险), ``contact`` whom to ask about returned workbooks.
    """

    organ: Annotated[str, Filled()]
    issued_on: str
    contact: str
    level: Annotated[str, Places("level"), Filled()]
    titles: Titles
    flows: FlowWords
    report: ReportWords
    brief: BriefWords
    versions: VersionWords
    returns: ReturnWords
    decision_notice: DecisionNoticeWords
    compendium: CompendiumWords

    def of_level(self, level: str) -> str:
        """What the risk points of a level are called."""
        return self.level.format(level=level)
