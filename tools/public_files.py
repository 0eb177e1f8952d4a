"""The public test files of spreadsheet and mail libraries: each is read, or named with a reason; none stops the others.

``python -m tools.public_files FOLDER`` fetches the libraries' source packages into the folder, as pip is set up here,
and runs every spreadsheet, mail and archive in them; docs/testing.md has the figures.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pipeline.intake import Workbook, read_inbox
from pipeline.intake.isolated import Workers
from pipeline.model import SetAside, Submission
from pipeline.normalise import normalise
from pipeline.settings import load_settings

LIBRARIES = (
    "pyexcel", "pyexcel-io", "pyexcel-ods", "pyexcel-xls", "pyexcel-xlsx", "xlsx2csv", "odfpy", "tnefparse",
)  # fmt: skip
KINDS = frozenset(
    (
        ".xls", ".xlsx", ".xlsm", ".xlsb", ".xlt", ".xltx", ".et", ".ods", ".fods", ".csv", ".tsv", ".eml", ".msg",
        ".mbox", ".tnef", ".dat", ".zip", ".p7m",
    )
)  # fmt: skip


def fetched(folder: Path) -> list[Path]:
    """The libraries' source packages in the folder, fetched where they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in LIBRARIES:
        stem = name.replace("-", "_")
        if not list(folder.glob(f"{stem}-*.tar.gz")):
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation"]
            subprocess.run([*command, "--no-binary", ":all:", name, "-d", str(folder)], check=False)
    return sorted(folder.glob("*.tar.gz"))


def test_files(package: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file of a source package that could come in a mail."""
    with tarfile.open(package) as archive:
        for entry in archive:
            stream = archive.extractfile(entry) if entry.isfile() else None
            if stream is not None and PurePosixPath(entry.name).suffix.lower() in KINDS:
                yield entry.name, stream.read()


def outcomes(package: Path) -> Counter[str]:
    """How many files of a package were read, named, and named because a reader failed on them."""
    settings = load_settings()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, Workers(1) as workers:
        inbox = Path(folder, "inbox")
        inbox.mkdir()
        for number, (name, data) in enumerate(test_files(package)):
            path = inbox / f"{number}{PurePosixPath(name).suffix}"
            path.write_bytes(data)
            results = list(read_inbox(inbox, [path], workers=workers, keep=Path(folder)))
            path.unlink()
            counts["files"] += 1
            failed = any(isinstance(item, SetAside) and item.reason.startswith("文件无法读取：") for item in results)
            counts["a reader failed"] += failed
            counts["nothing said"] += not results
            counts["read"] += any(isinstance(item, Workbook) for item in results)
            for item in results:
                if isinstance(item, Workbook):
                    counts["standard workbooks"] += isinstance(normalise(item, settings), Submission)
            counts["named"] += not any(isinstance(item, Workbook) for item in results)
    return counts


def main() -> None:
    """One line a library, then the sum."""
    total: Counter[str] = Counter()
    for package in fetched(Path(sys.argv[1])):
        counts = outcomes(package)
        total += counts
        sys.stdout.write(f"{package.name}: {dict(counts)}\n")
        sys.stdout.flush()
    sys.stdout.write(f"sum: {dict(total)}\n")


if __name__ == "__main__":
    main()
