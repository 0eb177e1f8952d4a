"""Word documents to PDF by LibreOffice: one batch a core, each with its own profile and the project's own fonts."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pikepdf

from pipeline.render.libreoffice import Engine, command, end, start
from pipeline.render.pdf.finish import finish

# Starting the engine, and the longest that an honest document of ours has taken, with room: the largest take about a
# minute for 500 kB.
START_SECONDS = 90
SECONDS_PER_FILE = 30
SECONDS_PER_MEGABYTE = 150
# After so many documents in a row that the engine could not make even alone, the fault is the engine's.
LONE_FAILURES = 2
_POLL_SECONDS = 0.1
_FILTER = {"ExportBookmarks": ("boolean", "true"), "UseTaggedPDF": ("boolean", "true")}
# The engine's number for PDF/A-2b; 0 is PDF as it likes.
_PDFA = {"SelectPdfVersion": ("long", "2")}

FAILED = "PDF 引擎未能转换这份文档"
GIVEN_UP = "PDF 引擎连续失败，没有再试"
MISSING = "没有找到 LibreOffice"


@dataclass(frozen=True, slots=True)
class PdfResult:
    """What became of one document; ``reason`` is empty where its PDF is there."""

    target: Path
    reason: str = ""


def engine() -> str | None:
    """The PDF engine's command, or None where there is none."""
    return command()


def to_pdf(pairs: Sequence[tuple[Path, Path]], *, workers: int, pdfa: bool = False) -> list[PdfResult]:
    """Make the PDF of each (docx, pdf) pair once; see ``PdfEngine``."""
    return PdfEngine(workers, pdfa=pdfa).convert(pairs)


class PdfEngine:
    """PDF 引擎 of one run: it remembers that it failed, so that a broken engine costs a run minutes, not hours."""

    def __init__(self, workers: int, *, pdfa: bool = False) -> None:
        """``pdfa`` asks for PDF/A-2b (ISO 19005-2)."""
        self._workers = workers
        self._pdfa = pdfa
        self._command = engine()
        self._stopped = threading.Event()
        self._running: set[Engine] = set()
        self._failures = 0
        self._failed: set[Path] = set()

    def convert(self, pairs: Sequence[tuple[Path, Path]]) -> list[PdfResult]:
        """Make the PDF of each (docx, pdf) pair; results in the order of ``pairs``.

        A document that takes its batch down, or is left out, is tried once more alone and then named; the rest of the
        batch goes on. Nothing is raised for a document. Where the run is stopped, the engine ends with it.
        """
        if self._command is None:
            return [PdfResult(target, MISSING) for _, target in pairs]
        with tempfile.TemporaryDirectory(prefix="lianfang-pdf-") as folder:
            fonts = _font_settings(Path(folder))
            # Largest first, dealt out in turn: the batches end at about the same time.
            order = sorted(range(len(pairs)), key=lambda index: -pairs[index][0].stat().st_size)
            shares = [order[start :: self._workers] for start in range(self._workers)]
            rooms = [_Room(Path(folder) / f"batch{number}", fonts, pairs) for number in range(self._workers)]
            with ThreadPoolExecutor(self._workers) as pool:
                try:
                    list(pool.map(self._work, rooms, shares))
                except BaseException:
                    self._stop()
                    raise
        return [PdfResult(target, self._reason(target)) for _, target in pairs]

    def _reason(self, target: Path) -> str:
        if target.exists():
            return ""
        return FAILED if target in self._failed or not self._stopped.is_set() else GIVEN_UP

    def _work(self, room: _Room, share: Sequence[int]) -> None:
        """One share: together, then what is left document by document until one is made, then together again."""
        waiting = list(share)
        alone = False
        while waiting and not self._stopped.is_set():
            batch = waiting[:1] if alone else waiting
            self._call(room, batch)
            made = {index for index in batch if room.finished(index, self._pdfa)}
            waiting = [index for index in waiting if index not in made]
            if made:
                self._failures = 0
            elif alone:
                self._failures += 1
                self._failed.add(room.target(batch[0]))
                waiting = waiting[1:]
                if self._failures >= LONE_FAILURES:
                    self._stopped.set()
            alone = not made or (not alone and bool(waiting))

    def _call(self, room: _Room, batch: Sequence[int]) -> None:
        """One call of the engine for many documents, ended where it makes no headway."""
        assert self._command is not None
        process = room.started(self._command, batch, self._pdfa)
        self._running.add(process)
        try:
            room.attend(process, batch, self._stopped)
        finally:
            self._running.discard(process)

    def _stop(self) -> None:
        self._stopped.set()
        for process in list(self._running):
            end(process)


class _Room:
    """What one engine works in: a folder with its profile, and copies by number, as documents may share their names."""

    def __init__(self, folder: Path, fonts: Path, pairs: Sequence[tuple[Path, Path]]) -> None:
        self._folder, self._fonts, self._pairs = folder, fonts, pairs

    def started(self, command: str, batch: Sequence[int], pdfa: bool) -> Engine:
        """The engine at work on the documents of these numbers."""
        self._folder.mkdir(exist_ok=True)
        copies = [self._folder / f"{index}.docx" for index in batch]
        for index, copy in zip(batch, copies, strict=True):
            shutil.copyfile(self._pairs[index][0], copy)
        profile = (self._folder / "profile").as_uri()
        call = [command, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"]
        call += ["--convert-to", _filter(pdfa), "--outdir", str(self._folder), *map(str, copies)]
        return start(call, {"FONTCONFIG_FILE": str(self._fonts), "TMPDIR": str(self._folder)})

    def attend(self, process: Engine, batch: Sequence[int], stopped: threading.Event) -> None:
        """Wait for the engine; end it where the run is stopped or a document takes longer than an honest one may."""
        reached, since, limit = -1, 0.0, 0.0
        try:
            while process.poll() is None:
                done = sum(self._made(index).exists() for index in batch)
                if done > reached:
                    since = time.monotonic()
                    limit = self._seconds(batch[min(done, len(batch) - 1)]) + (START_SECONDS if not done else 0)
                    reached = done
                if stopped.is_set() or time.monotonic() - since > limit:
                    return
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_POLL_SECONDS)
        finally:
            end(process)

    def finished(self, index: int, pdfa: bool) -> bool:
        """Put a PDF in place; what is none is as good as not made."""
        made, (source, target) = self._made(index), self._pairs[index]
        if made.exists():
            with suppress(pikepdf.PdfError):
                finish(made, source, target, pdfa=pdfa)
            made.unlink()
        return target.exists()

    def target(self, index: int) -> Path:
        """Where the PDF of a number goes."""
        return self._pairs[index][1]

    def _made(self, index: int) -> Path:
        return self._folder / f"{index}.pdf"

    def _seconds(self, index: int) -> float:
        size = self._pairs[index][0].stat().st_size
        return SECONDS_PER_FILE + SECONDS_PER_MEGABYTE * size / 1_000_000


def _font_settings(folder: Path) -> Path:
    """The project's font settings as a file, with a cache of their own."""
    text = resources.files("pipeline").joinpath("data", "fonts.conf").read_text(encoding="utf-8")
    path = folder / "fonts.conf"
    path.write_text(text.replace("</fontconfig>", f"<cachedir>{folder}/fonts</cachedir></fontconfig>"), "utf-8")
    return path


def _filter(pdfa: bool) -> str:
    """The engine's export filter with its options."""
    options = _FILTER | (_PDFA if pdfa else {})
    settings = {key: {"type": kind, "value": value} for key, (kind, value) in options.items()}
    return f"pdf:writer_pdf_Export:{json.dumps(settings)}"
