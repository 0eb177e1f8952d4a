"""Every unit judged by itself: a workbook that breaks the judging is set aside, and the rest of its unit is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from pipeline.intake.isolated import UNIT_SECONDS, Failed, Workers, attempted
from pipeline.model import SetAside, Submission, UnitRecords
from pipeline.run.judging import JudgeTask, compared, judge
from pipeline.settings import Settings

# The task done for each entry, in order: in processes that may die alone, or here.
Tried = Callable[[Callable[[JudgeTask], UnitRecords], Sequence[JudgeTask]], Iterator[UnitRecords | Failed]]
_MEND = "请核对表中有无不正常的内容（如极长的数字、文字），改正后重新报送。"


def judge_each(
    tasks: Sequence[JudgeTask], settings: Settings, workers: Workers | None = None
) -> tuple[tuple[UnitRecords, ...], tuple[SetAside, ...], tuple[str, ...]]:
    """The units judged and held side by side, the workbooks that no judging can bear, and what else went wrong."""
    tried: Tried = partial(workers.tried, seconds=UNIT_SECONDS) if workers else _here
    units: list[UnitRecords] = []
    aside: list[SetAside] = []
    for task, result in list(zip(tasks, tried(judge, tasks), strict=True)):
        records = _without_the_cause(task, tried, aside) if isinstance(result, Failed) else result
        if records:
            units.append(records)
    between = attempted(lambda records: compared(records, settings), units)
    if isinstance(between, Failed):
        return tuple(units), tuple(aside), (f"单位之间的比较没有完成：{between.reason}。其余检查不受影响。",)
    return between, tuple(aside), ()


def _without_the_cause(task: JudgeTask, tried: Tried, aside: list[SetAside]) -> UnitRecords | None:
    """The unit without the workbooks that fail by themselves, or that fail together; these are set aside."""
    alone = [replace(task, submissions=(submission,)) for submission in task.submissions]
    good: list[Submission] = []
    for submission, result in zip(task.submissions, tried(judge, alone), strict=True):
        if isinstance(result, Failed):
            aside.append(_broken(submission, result))
        else:
            good.append(submission)
    if not good:
        return None
    (rest,) = tried(judge, [replace(task, submissions=tuple(good))])
    if isinstance(rest, Failed):
        aside += [_broken(submission, rest) for submission in good]
        return None
    return rest


def _broken(submission: Submission, failed: Failed) -> SetAside:
    return SetAside(submission.file, f"内容无法检查：{failed.reason}", _MEND)


def _here(task: Callable[[JudgeTask], UnitRecords], entries: Sequence[JudgeTask]) -> Iterator[UnitRecords | Failed]:
    return (attempted(task, entry) for entry in entries)
