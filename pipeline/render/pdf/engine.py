"""Word documents to PDF by LibreOffice: one batch a core, each with its own profile and the project's own fonts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pikepdf

from pipeline.render.pdf.finish import finish

# Starting the engine, and the longest that an honest document of ours has taken, with room.
START_SECONDS = 90
SECONDS_PER_FILE = 30
_FILTER = {"ExportBookmarks": ("boolean", "true"), "UseTaggedPDF": ("boolean", "true")}
# The engine's number for PDF/A-2b; 0 is PDF as it likes.
_PDFA = {"SelectPdfVersion": ("long", "2")}


@dataclass(frozen=True, slots=True)
class PdfResult:
    """What became of one document; ``reason`` is empty where its PDF is there."""

    target: Path
    reason: str = ""


def engine() -> str | None:
    """The PDF engine's command, or None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(pairs: Sequence[tuple[Path, Path]], *, workers: int, pdfa: bool = False) -> list[PdfResult]:
    """Make the PDF of each (docx, pdf) pair, as PDF/A-2b (ISO 19005-2) where asked; results in the order of ``pairs``.

    A document that takes its batch down is tried once more alone; nothing is raised for it.
    """
    command = engine()
    if command is None:
        return [PdfResult(target, "没有找到 LibreOffice") for _, target in pairs]
    with tempfile.TemporaryDirectory(prefix="lianfang-pdf-") as folder:
        fonts = _font_settings(Path(folder))
        # Largest first, dealt out in turn: the batches end at about the same time.
        order = sorted(range(len(pairs)), key=lambda index: -pairs[index][0].stat().st_size)
        batches = [order[start::workers] for start in range(workers)]

        def work(number: int) -> None:
            room = Path(folder) / f"batch{number}"
            _batch(command, room, fonts, [(index, pairs[index][0]) for index in batches[number]], pdfa)
            for index in batches[number]:
                if not (room / f"{index}.pdf").exists():
                    _batch(command, room, fonts, [(index, pairs[index][0])], pdfa)
                _finish(room / f"{index}.pdf", *pairs[index], pdfa)

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, [number for number in range(workers) if batches[number]]))
    return [PdfResult(target, "" if target.exists() else "PDF 引擎未能转换这份文档") for _, target in pairs]


def _font_settings(folder: Path) -> Path:
    """The project's font settings as a file, with a cache of their own."""
    text = resources.files("pipeline").joinpath("data", "fonts.conf").read_text(encoding="utf-8")
    path = folder / "fonts.conf"
    path.write_text(text.replace("</fontconfig>", f"<cachedir>{folder}/fonts</cachedir></fontconfig>"), "utf-8")
    return path


def _batch(command: str, room: Path, fonts: Path, sources: Sequence[tuple[int, Path]], pdfa: bool) -> None:
    """One call of the engine for many documents. Numbered names: documents of different folders share theirs."""
    room.mkdir(exist_ok=True)
    copies = []
    for index, source in sources:
        copies.append(room / f"{index}.docx")
        shutil.copyfile(source, copies[-1])
    profile = (room / "profile").as_uri()
    call = [command, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"]
    call += ["--convert-to", _filter(pdfa), "--outdir", str(room), *map(str, copies)]
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    # A session of its own, so that a hanging engine goes with all its children.
    process = subprocess.Popen(
        call, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(START_SECONDS + SECONDS_PER_FILE * len(sources))
    except subprocess.TimeoutExpired:
        pass
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _finish(made: Path, source: Path, target: Path, pdfa: bool) -> None:
    """Put a PDF in place; what is none is as good as not made."""
    if made.exists():
        with suppress(pikepdf.PdfError):
            finish(made, source, target, pdfa=pdfa)


def _filter(pdfa: bool) -> str:
    """The engine's export filter with its options."""
    options = _FILTER | (_PDFA if pdfa else {})
    settings = {key: {"type": kind, "value": value} for key, (kind, value) in options.items()}
    return f"pdf:writer_pdf_Export:{json.dumps(settings)}"
