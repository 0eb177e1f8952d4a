"""Two periods of 10,000 points compared, and the index page of one: CPU seconds on one core, and sizes.

Twice the work should take twice the time; in the second comparison every power is recoded and renamed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from pipeline.assess import Rulesets, assess_unit
from pipeline.compare import compare
from pipeline.intake.inbox import inbox_files, read_file
from pipeline.intake.previous import read_period
from pipeline.model import PeriodRecords, SetAside, Submission, UnitRecords
from pipeline.normalise import normalise
from pipeline.papers.all_units import AllUnits
from pipeline.papers.data_files import data_files
from pipeline.publish import index_page, run_file
from pipeline.settings import Settings, load_settings
from pipeline.view.register import Register

INBOX = Path(__file__).parent.parent / "examples" / "inbox"


def many(settings: Settings, rules: Rulesets, times: int) -> AllUnits:
    """The example divisions so many times over, each copy in a unit of its own with codes of its own."""
    read = [normalise(read_file(path, path.name), settings) for path in inbox_files(INBOX)]
    originals = [submission for submission in read if not isinstance(submission, SetAside)]
    units = []
    for number in range(times):
        unit = f"第{number}单位"
        members = tuple(_coded(submission, unit, f"{number:03d}") for submission in originals)
        units.append(UnitRecords(unit, unit, members, (), assess_unit(unit, members, rules)))
    return AllUnits("2026", tuple(map(Register, units)), settings, rules.named(""))


def _coded(submission: Submission, unit: str, code: str) -> Submission:
    return replace(
        submission,
        file=f"{unit}/{submission.file}",
        info=replace(submission.info, unit=unit),
        powers=tuple(replace(p, code=code + p.code, name=f"{p.name}（{code}）") for p in submission.powers),
        steps=tuple(replace(s, power_code=code + s.power_code) for s in submission.steps),
        risks=tuple(
            replace(r, code=code + r.code, power_code=code + r.power_code, description=f"{r.description}（{code}）")
            for r in submission.risks
        ),
        measures=tuple(replace(m, risk_code=code + m.risk_code) for m in submission.measures),
        evaluations=tuple(replace(e, risk_code=code + e.risk_code) for e in submission.evaluations),
    )


def renamed(period: PeriodRecords) -> PeriodRecords:
    """The next period, in which every power has another code and another name."""

    def other(submission: Submission) -> Submission:
        return replace(
            submission,
            powers=tuple(replace(p, code=f"N{p.code}", name=f"{p.name}事项") for p in submission.powers),
            steps=tuple(replace(s, power_code=f"N{s.power_code}") for s in submission.steps),
            risks=tuple(replace(r, code=f"N{r.code}", power_code=f"N{r.power_code}") for r in submission.risks),
        )

    units = (replace(unit, submissions=tuple(map(other, unit.submissions))) for unit in period.units)
    return replace(period, period="2027", units=tuple(units))


def measure(settings: Settings, times: int) -> None:
    """One size: a line."""
    rules = Rulesets(settings).all_read()
    all_units = many(settings, rules, times)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for name, text in data_files(all_units).items():
            (data / name).write_text(text, "utf-8")
        (data / "run.json").write_bytes(run_file(all_units, {}))
        start = time.process_time()
        old, new = read_period(data), read_period(data)
        read = time.process_time()
        compare(old, new, rules, settings)
        same = time.process_time()
        compare(old, renamed(new), rules, settings)
        other = time.process_time()
        page = index_page(all_units, (), ())
        done = time.process_time()
    steps = sum(len(submission.steps) for submission in all_units.submissions)
    sys.stdout.write(
        f"两期各 {len(all_units.points)} 个风险点、{len(all_units.powers)} 项职权、{steps} 个环节："
        f"读取 {read - start:.1f} 秒，比较 {same - read:.1f} 秒，编码和名称全改后比较 {other - same:.1f} 秒；"
        f"首页 {done - other:.1f} 秒，{len(page) / 1e6:.1f} MB\n"
    )


def main() -> None:
    """Half the size, and the whole."""
    settings = load_settings()
    for times in (37, 74):
        measure(settings, times)


if __name__ == "__main__":
    main()
