"""The documents of a large ministry (40 units, 2,000 powers, 10,000 risk points), and the book of them all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.common import LAYOUTS, cpu, forget_charts, say
from pipeline.assess import Rulesets, assess_unit
from pipeline.model import Submission, UnitRecords
from pipeline.papers.all_units import AllUnits
from pipeline.papers.compendium import compendium
from pipeline.papers.flows import unit_flows
from pipeline.papers.paper import Edition, Paper
from pipeline.papers.power_catalogue import unit_catalogue
from pipeline.papers.responsibilities import unit_posts
from pipeline.papers.risk_forms import unit_forms, unit_risks
from pipeline.render.files import File, render_paper
from pipeline.render.word.compendium import assembled
from pipeline.render.word.document import Layouts, document
from pipeline.settings import Settings
from pipeline.view.register import Register

UNITS, POINTS = 40, 250


def papers(settings: Settings, made: Callable[[int], tuple[Submission, ...]]) -> None:
    """CPU seconds of each kind for all units, from one unit's of the right size; and the book at one and four units."""
    rulesets, layouts = Rulesets(settings), Layouts(LAYOUTS)
    many = made(POINTS // len(made(1)[0].risks) or 1)
    register = Register(UnitRecords("测", "测", many, (), assess_unit("测", many, rulesets)))
    kinds: dict[str, Callable[[], Paper | None]] = {
        "职权目录": lambda: unit_catalogue(register, "2026", settings, Edition.INTERNAL),
        "权力运行流程图": lambda: unit_flows(register, "2026", settings, Edition.INTERNAL),
        "廉政风险自查表": lambda: unit_risks(register, "2026", settings, Edition.INTERNAL),
        "自查表（一点一表）": lambda: unit_forms(register, settings),
        "防控措施一览表": lambda: unit_posts(register, "2026", settings),
    }
    files: list[File] = []
    for name, compose in kinds.items():

        def render(compose: Callable[[], Paper | None] = compose) -> list[File]:
            forget_charts()
            paper = compose()
            return list(render_paper(paper, layouts, with_print_copy=False)) if paper else []

        files += render()
        say(
            f"{name}：{UNITS}个单位共{UNITS * len(register.powers)}项职权、{UNITS * len(register.points)}个风险点，"
            f"{cpu(render) * UNITS:.1f} 秒 CPU（按一个单位推算）"
        )
    _book(settings, rulesets, register, files)


def _book(settings: Settings, rulesets: Rulesets, register: Register, files: list[File]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            path = Path(folder) / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
        times = []
        for count in (1, 4):
            all_units = AllUnits("2026", (register,) * count, settings, rulesets.named(""))
            book = compendium(all_units, [file.path for file in files])
            frame = document(book.frame(None), Layouts(LAYOUTS), {})
            parts = [(part, Path(folder) / part.source) for part in book.parts]
            times.append(cpu(lambda frame=frame, parts=parts: assembled(frame, parts, None)))  # type: ignore[misc]
    say(f"汇编：每个单位 {times[0]:.2f} 秒 CPU，单位 ×4 用时 ×{times[1] / times[0]:.1f}（线性为 4）")
