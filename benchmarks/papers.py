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
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Edition, Medium
from pipeline.papers.registry import PaperKind, kinds_of, papers_of
from pipeline.render.files import File, Supplies, render_paper
from pipeline.render.word.compendium import assembled
from pipeline.render.word.document import Layouts, document
from pipeline.settings import Settings
from pipeline.view.register import Register

UNITS, POINTS = 40, 250


def papers(settings: Settings, made: Callable[[int], tuple[Submission, ...]]) -> None:
    """CPU seconds of each kind for all units, from one unit's of the right size; and the book at one and four units."""
    rulesets, supplies = Rulesets(settings), Supplies(Layouts(LAYOUTS), with_print_copies=False)
    many = made(POINTS // len(made(1)[0].risks) or 1)
    register = Register(UnitRecords("测", "测", many, (), assess_unit("测", many, rulesets)))
    unit = OneUnit(register, "2026", settings)
    files: list[File] = []
    for kind in kinds_of(OneUnit):
        if kind.content.medium is not Medium.WORD:
            continue

        def render(kind: PaperKind = kind) -> list[File]:
            forget_charts()
            papers = kind.papers(unit, Edition.INTERNAL)
            return [file for paper in papers for file in render_paper(paper, supplies)]

        if not (made_files := render()):
            continue
        files += made_files
        say(
            f"{kind.name}：{UNITS}个单位共{UNITS * len(register.powers)}项职权、"
            f"{UNITS * len(register.points)}个风险点，"
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
            book = compendium(all_units, {file.path: file.title for file in files if file.title})
            (paper,) = papers_of(book, settings)
            frame = document(paper, Layouts(LAYOUTS), {})
            parts = [(part, Path(folder) / part.source) for part in book.parts]
            times.append(cpu(lambda frame=frame, parts=parts: assembled(frame, parts, None)))  # type: ignore[misc]
    say(f"汇编：每个单位 {times[0]:.2f} 秒 CPU，单位 ×4 用时 ×{times[1] / times[0]:.1f}（线性为 4）")
