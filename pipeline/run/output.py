"""What a run makes, while it is made: papers stored, set as PDF, bound in one book, read through, put in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.intake.isolated import Failed, Workers
from pipeline.papers.all_units import AllUnits
from pipeline.papers.compendium import compendium
from pipeline.papers.registry import layouts, papers_of
from pipeline.publish import Staging, Withheld, index_page, manifest, run_file, withhold
from pipeline.render.files import File
from pipeline.render.fonts import stand_in_note
from pipeline.render.pdf.engine import PdfEngine
from pipeline.render.word.compendium import assembled, pages_of
from pipeline.render.word.document import Layouts, document, print_copy
from pipeline.run.composing import Made, stop_for_a_layout
from pipeline.run.job import Job, Run


class Output:
    """输出: the files of a run that is not over, in their staging folder."""

    def __init__(self, job: Job, staging: Staging, all_units: AllUnits, notes: Iterable[str]) -> None:
        self.files: list[str] = []
        self._job = job
        self._staging = staging
        self._all_units = all_units
        self._layouts = Layouts(job.layouts)
        self._engine = PdfEngine(job.workers, pdfa=job.pdfa) if job.pdf else None
        self._notes = list(notes)
        # Of the Word documents, by their paths: what the compendium announces them as.
        self._titles: dict[str, str] = {}
        self._withheld: tuple[Withheld, ...] = ()
        self._without_pdf = False
        self._failures = 0

    def store(self, files: Iterable[File]) -> None:
        """Write files, and the copies that their PDFs are made from. Raises UnwritableOutput."""
        for file in files:
            self._staging.write(file.path, file.data)
            self.files.append(file.path)
            if file.title:
                self._titles[file.path] = file.title
            if file.print_copy is not None:
                self._staging.write_print_copy(file.path, file.print_copy)

    def store_made(self, made: Made | Failed) -> None:
        """Write the papers that could be made; the others are noted. Raises UnwritableOutput, LayoutError."""
        if isinstance(made, Failed):
            stop_for_a_layout(made)
            self.could_not([f"一个单位的公文未能生成：{made.reason}。"])
            return
        self.store(made.files)
        self.could_not(made.missing)

    def could_not(self, notes: Sequence[str]) -> None:
        """Note what could not be done: the run goes on, and its exit status is 1."""
        self._notes += notes
        self._failures += len(notes)

    def set_as_pdf(self) -> None:
        """The PDFs of all documents; what could not be made is noted, never fatal."""
        pairs = self._staging.print_copies()
        self._without_pdf = bool(pairs) and not self._set(pairs)
        if pairs and (note := stand_in_note()):
            self._notes.append(note)

    def bind(self) -> None:
        """汇编: laid out once by the PDF engine, whose page numbers then stand in the Word document's contents, too."""
        settings = self._all_units.settings
        book = compendium(self._all_units, self._titles)
        if self._engine:
            copies = [(part, self._staging.print_copy(part.source)) for part in book.parts]
            for frame in papers_of(book.paged({}), settings):
                data = assembled(print_copy(frame, self._layouts, {}), copies, {})
                for made in self._set([self._staging.write_print_copy(f"{frame.path}.docx", data)]):
                    book = book.paged(pages_of(made, book))
        parts = [(part, self._staging.folder / part.source) for part in book.parts]
        for frame in papers_of(book, settings):
            data = assembled(document(frame, self._layouts, {}), parts, book.pages)
            self.store([File(f"{frame.path}.docx", data, frame.title)])

    def read_through(self, workers: Workers) -> None:
        """公开版查漏: what holds something internal is taken out again, in all its forms."""
        found = withhold(self.files, self._staging, self._all_units, workers.each, self._job.workers)
        gone = {path for withheld in found for path in withheld.files}
        self.files = [path for path in self.files if path not in gone]
        self._notes += map(str, found)
        self._withheld = tuple(found)

    def publish(self, inputs: Mapping[str, str], seconds: Mapping[str, float]) -> Path:
        """Index page, figures of the run and manifest; then the output is put in place. Raises UnwritableOutput."""
        all_units, staging = self._all_units, self._staging
        used = [self._layouts.path(name) for name in layouts()]
        staging.write("index.html", index_page(all_units, self.files, self._notes))
        staging.write("data/run.json", run_file(all_units, seconds))
        order = self._job.as_kept
        made = manifest(all_units.period, inputs, staging.folder, used, all_units.settings.digests, order)
        staging.write("manifest.json", made)
        return staging.commit()

    def over(self, target: Path, seconds: Mapping[str, float]) -> Run:
        """The run, its output in place."""
        return Run(
            all_units=self._all_units,
            target=target,
            files=tuple(self.files),
            notes=tuple(self._notes),
            withheld=self._withheld,
            seconds=seconds,
            without_pdf=self._without_pdf,
            failures=self._failures,
        )

    def _set(self, pairs: Sequence[tuple[Path, Path]]) -> list[Path]:
        """The PDFs that the engine made of documents."""
        made = []
        for result in self._engine.convert(pairs) if self._engine else ():
            path = result.target.relative_to(self._staging.folder).as_posix()
            if result.reason:
                self._notes.append(f"{path} 未能生成：{result.reason}")
            else:
                self.files.append(path)
                made.append(result.target)
        return made
