"""Fuzzing guided by coverage (atheris): whatever bytes come, intake, normalise and check end with records or a reason.

``make fuzz`` runs it; RUNS says how often. A crash, a hang of more than five seconds or more than one gigabyte stops it
and leaves the input behind. What a reader that is not ours raises or panics with is a reason for the file: in a run
each file is read in a process of its own (pipeline/intake/isolated.py).
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.intake.inbox import read_inbox
    from pipeline.model import SetAside, Submission
    from pipeline.normalise import normalise
    from pipeline.run.judging import judge, judge_tasks
    from pipeline.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "tests" / "fuzz"
SECONDS, MEGABYTES = 5, 1024
# What the first byte of an input makes of the rest: a file of this name, or this part of a workbook.
FILES = ("a.xlsx", "a.eml", "a.zip", "a.xls", "a.ods", "a-职权目录.csv")
PARTS = ("xl/worksheets/sheet2.xml", "xl/worksheets/sheet5.xml", "xl/styles.xml", "xl/workbook.xml")


class Target:
    """One input after another, each as a file in an inbox of its own."""

    def __init__(self) -> None:
        self.settings: Settings = load_settings()
        self.parts = _parts(ROOT / "tests" / "odd" / "12-amount-wan-format.xlsx")
        self.folder = Path(tempfile.mkdtemp(prefix="lianfang-fuzz-"))

    def __call__(self, data: bytes) -> None:
        """Read, normalise and check one input."""
        if not data:
            return
        choice, rest = data[0] % (len(FILES) + len(PARTS)), data[1:]
        if choice < len(FILES):
            path = self.folder / FILES[choice]
            path.write_bytes(rest)
        else:
            path = self.folder / "a.xlsx"
            path.write_bytes(_workbook({**self.parts, PARTS[choice - len(FILES)]: rest}))
        for item in read_inbox(self.folder, [path]):
            result = item if isinstance(item, SetAside) else normalise(item, self.settings)
            if isinstance(result, Submission):
                for task in judge_tasks([result], self.settings):
                    judge(task)
        path.unlink()


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def _workbook(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def write_seeds(folder: Path) -> None:
    """The inputs to start from: each kind of file and part once, small."""
    folder.mkdir(exist_ok=True)
    odd = ROOT / "tests" / "odd"
    parts = _parts(odd / "12-amount-wan-format.xlsx")
    for number, name in enumerate(PARTS, start=len(FILES)):
        (folder / f"part-{number}").write_bytes(bytes([number]) + parts[name])
    mail = (
        "From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"
    )
    table = '职权编码,权力名称,备注\r\nCS01-XK-001,测试许可,"a;b"\r\n'
    (folder / "mail").write_bytes(b"\x01" + mail.encode())
    (folder / "table").write_bytes(b"\x05" + table.encode())
    (folder / "archive").write_bytes(b"\x02" + _workbook({"a.csv": table.encode(), "b.eml": mail.encode()}))
    (folder / "broken").write_bytes(b"\x00" + (odd / "150-xlsb-sheet-without-relation.xlsb").read_bytes())


def main() -> None:
    """Fuzz from the seeds: ``python -m tools.fuzz -runs=200000``; ``seeds`` writes them anew."""
    if sys.argv[1:] == ["seeds"]:
        write_seeds(SEEDS)
        return
    limits = [f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", "-max_len=65536"]
    atheris.Setup([*sys.argv, *limits, str(SEEDS)], Target())
    atheris.Fuzz()


if __name__ == "__main__":
    main()
