"""The public edition's guard, and our own share of making PDFs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.common import LAYOUTS, cpu
from pipeline.assess import Rulesets, assess_unit
from pipeline.model import Submission, UnitRecords
from pipeline.papers.all_units import AllUnits
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Edition
from pipeline.papers.public import public_texts
from pipeline.papers.registry import kind_of
from pipeline.publish.guard import PublicFile, Task, inspect, secrets, surroundings
from pipeline.render.pdf.engine import engine, to_pdf
from pipeline.render.pdf.finish import finish
from pipeline.render.word.document import Layouts, document
from pipeline.settings import Settings
from pipeline.view.register import Register


def guard(settings: Settings, made: Callable[[int], tuple[Submission, ...]]) -> list[float]:
    """CPU seconds at one, four and sixteen times the work: as many more secrets as there is text."""
    rulesets, layouts = Rulesets(settings), Layouts(LAYOUTS)
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for count in (8, 32, 128):
            many = made(count)
            register = Register(UnitRecords("测", "测", many, (), assess_unit("测", many, rulesets)))
            all_units = AllUnits("2026", (register,), settings, rulesets.named(""))
            (paper,) = kind_of("职权目录", OneUnit).papers(OneUnit(register, "2026", settings), Edition.PUBLIC)
            path = Path(folder) / f"{count}.docx"
            path.write_bytes(document(paper, layouts, {}))
            file = PublicFile("公开版/职权目录/测.docx", path)

            def read(all_units: AllUnits = all_units, file: PublicFile = file) -> object:
                said = surroundings(public_texts(all_units), settings)
                return inspect(Task((file,), secrets(all_units), said, settings))

            seconds.append(cpu(read))
    return seconds


def share_of_finishing(documents: list[Path]) -> float | None:
    """What part of the time of making PDFs is our own (title, language, metadata, same bytes); None without engine."""
    if engine() is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        pairs = [(path, Path(folder) / f"{number}.pdf") for number, path in enumerate(documents)]
        start = time.perf_counter()
        to_pdf(pairs, workers=1)
        all_units = time.perf_counter() - start
        start = time.perf_counter()
        for source, target in pairs:
            finish(target, source, target.with_suffix(".again"), pdfa=False)
        return (time.perf_counter() - start) / all_units
