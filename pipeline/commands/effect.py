"""``lianfang levels``: what a rule file would change in the inbox's levels, for people or one JSON object a line."""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.assess import Rulesets
from pipeline.assess.effect import Shift, shifts
from pipeline.model import Assessment, Reason, SetAside, Submission
from pipeline.run.arrival import inbox_or_nothing, read_arrived
from pipeline.settings import load_settings


@dataclass(frozen=True, slots=True)
class Effect:
    """变动: the points that the new rules judge otherwise, of how many; and the files that could not be read."""

    rules: str
    shifts: tuple[Shift, ...]
    points: int
    set_aside: tuple[SetAside, ...]


def effect_of(inbox: Path, rules: Path, instead_of: Path | None, passwords: tuple[str, ...]) -> Effect:
    """Judge the inbox by the rules in force (``instead_of``, else those that ship) and by ``rules``.

    Raises NothingToDo, SettingsError.
    """
    old, new = load_settings(instead_of), load_settings(rules)
    before, after = Rulesets(old).all_read(), Rulesets(new).all_read()
    files = inbox_or_nothing(inbox)
    with tempfile.TemporaryDirectory(prefix="lianfang-") as folder:
        arrived = read_arrived(inbox, files, passwords, (), new, Path(folder))
    units: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in arrived.submissions:
        units[submission.info.unit].append(submission)
    judged = list(shifts(units, before, after))
    found = tuple(shift for _, shift in judged if shift)
    return Effect(after.named("").name, found, len(judged), arrived.set_aside)


def as_text(effect: Effect) -> Iterator[str]:
    """Each point that would change, from what to what, by which rules; then the counts."""
    for shift in effect.shifts:
        old, new = shift.before, shift.after
        yield f"{new.unit}{new.division}　{new.risk_code}：{_standing(old)} → {_standing(new)}"
        yield from (f"    原按 {_line(reason)}" for reason in shift.gone)
        yield from (f"    现按 {_line(reason)}" for reason in shift.come)
    for aside in effect.set_aside:
        yield f"未能处理：{aside.file}：{aside.reason}"
    moves = Counter((_standing(shift.before), _standing(shift.after)) for shift in effect.shifts)
    yield f"按“{effect.rules}”，{effect.points}个风险点中有{len(effect.shifts)}个的类别或等级会变。"
    yield from (f"  {old} → {new}：{count}个" for (old, new), count in sorted(moves.items()))


def as_json(effect: Effect) -> Iterator[str]:
    """A JSON object for each point that would change."""
    for shift in effect.shifts:
        row = {
            "unit": shift.after.unit,
            "division": shift.after.division,
            "risk": shift.after.risk_code,
            "power": shift.after.power_code,
            "before": _plain(shift.before, shift.gone),
            "after": _plain(shift.after, shift.come),
        }
        yield json.dumps(row, ensure_ascii=False)


def _plain(found: Assessment, reasons: Sequence[Reason]) -> dict[str, Any]:
    return {
        "class": found.klass,
        "level": found.level,
        "score": found.score,
        "rules": found.rules,
        "reasons": [{"rule": r.rule, "title": r.title, "evidence": r.evidence} for r in reasons],
    }


def _standing(found: Assessment) -> str:
    return f"{found.klass}{found.level}"


def _line(reason: Reason) -> str:
    return f"{reason.rule} {reason.title}：{reason.evidence}"
