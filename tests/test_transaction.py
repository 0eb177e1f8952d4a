"""A run is a transaction: one at a time, whole or not at all, and nothing of it stays behind."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.errors import UnwritableOutput
from pipeline.publish import staging
from pipeline.publish.lock import LOCK, locked
from pipeline.publish.staging import Stage, Staging, staged
from pipeline.render.pdf import engine
from pipeline.render.pdf.engine import FAILED, GIVEN_UP, PdfEngine
from pipeline.run.order import carry_out
from tests.conftest import ROOT, Tables, job

# How often a run is killed at a random moment; ``make kills`` asks for more.
KILLS = int(os.environ.get("LIANFANG_KILLS", "40"))

HOLDS = """
import sys, time
from pathlib import Path
from pipeline.publish.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def other_run(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another run at work in ``out``."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path / "out")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout and process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_run_says_in_one_line_who_is_at_work_and_since_when(
    tables: Tables, write: Callable[..., Path], tmp_path: Path, other_run: subprocess.Popen[str]
) -> None:
    inbox = write(tables).parent
    result = CliRunner().invoke(
        main, ["reports", "--inbox", str(inbox), "--out", str(tmp_path / "out"), "--no-pdf", "--quiet"]
    )
    assert result.exit_code == 2
    (line,) = result.output.strip().splitlines()
    assert f"进程{other_run.pid}" in line
    assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d 起", line)
    assert "--wait" in line
    assert {path.name for path in (tmp_path / "out").iterdir()} == {LOCK}


def test_a_run_that_may_wait_goes_on_when_the_other_is_done(
    tables: Tables, write: Callable[..., Path], tmp_path: Path, other_run: subprocess.Popen[str]
) -> None:
    order = replace(job(write(tables).parent, tmp_path / "out"), wait=True)
    said: list[str] = []

    def progress(line: str) -> None:
        said.append(line)
        if "等它完成" in line:
            other_run.terminate()

    assert (carry_out(order, progress).target / "index.html").is_file()
    assert "等它完成" in said[0]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2026"]


def test_the_lock_of_a_dead_run_is_taken_over(
    tables: Tables, write: Callable[..., Path], tmp_path: Path, other_run: subprocess.Popen[str]
) -> None:
    other_run.kill()
    other_run.wait()
    assert (tmp_path / "out" / LOCK).is_file()
    carry_out(job(write(tables).parent, tmp_path / "out"), lambda line: None)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2026"]


def test_of_many_runs_at_once_one_works_at_a_time(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        with locked(tmp_path, wait=True):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 12
    assert max(most) == 1
    assert not list(tmp_path.iterdir())


def _output(stage: Stage, text: str) -> Staging:
    made = Staging(stage, "2026")
    for name in ("index.html", "data/run.json"):
        made.write(name, text.encode())
    return made


def test_at_no_instant_is_the_output_absent_or_half(tmp_path: Path) -> None:
    """Read without a pause while outputs replace one another: both files are there, and of one run."""
    with staged(tmp_path) as stage:
        _output(stage, "0").commit()
    done = threading.Event()
    torn: list[object] = []

    def read() -> None:
        while not done.is_set():
            try:
                folder = os.open(tmp_path / "2026", os.O_RDONLY | os.O_DIRECTORY)
            except OSError as error:
                torn.append(error)
                continue
            os.close(folder)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 200):
        with staged(tmp_path) as stage:
            _output(stage, str(number)).commit()
        texts = {(tmp_path / "2026" / name).read_text() for name in ("index.html", "data/run.json")}
        assert texts == {str(number)}
    done.set()
    reader.join()
    assert not torn


def test_where_folders_cannot_change_places_a_run_that_dies_in_between_is_healed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "_exchanged", lambda one, other: False)
    with staged(tmp_path) as stage:
        _output(stage, "old").commit()
    with staged(tmp_path) as stage:
        _output(stage, "new").commit()
    assert (tmp_path / "2026" / "index.html").read_text() == "new"
    # The power goes between the two steps: nothing of this run's own puts anything back.
    dead = Stage(tmp_path)
    (tmp_path / "2026").rename(dead.folder / "last-2026")
    with staged(tmp_path):
        assert (tmp_path / "2026" / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["2026"]


def test_a_run_sweeps_what_a_dead_one_left_and_nothing_else(tmp_path: Path) -> None:
    dead = Stage(tmp_path)
    (dead.temporary / "一处.xlsx").write_bytes(b"a division's workbook")
    for name in (".gitignore", ".lianfang-notes", "2025"):
        (tmp_path / name).mkdir()
    with staged(tmp_path):
        assert not dead.folder.exists()
    assert {path.name for path in tmp_path.iterdir()} == {".gitignore", ".lianfang-notes", "2025"}


def test_temporary_files_lie_beside_the_output_for_nobody_else_to_read(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        with tempfile.NamedTemporaryFile() as file:
            assert Path(file.name).is_relative_to(stage.folder)
        said = subprocess.run(["sh", "-c", "echo $TMPDIR"], capture_output=True, text=True, check=True)
        assert Path(said.stdout.strip()).is_relative_to(stage.folder)
        assert stage.folder.stat().st_mode & 0o777 == 0o700
    assert not Path(tempfile.gettempdir()).is_relative_to(tmp_path / "out")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("count", [0, KILLS // 2])
def test_the_last_output_survives_a_kill_at_any_point(
    workers: int, count: int, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    """At every named point in turn (0), and at random moments: the output is whole, and no worker lives on."""
    inbox, out = write(tables).parent, tmp_path / "out"
    call = [sys.executable, "-m", "tests.killing", str(inbox), str(out), str(workers), "20261125", str(count)]
    told = subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT)
    result = json.loads(told.stdout)
    assert result["faults"] == []
    # Some random moments come after the end of a run, the more the busier the machine is at first.
    assert result["killed"] >= (20 if count == 0 else count * 0.5)
    carry_out(job(inbox, out), lambda line: None)
    assert [path.name for path in out.iterdir()] == ["2026"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_that_is_stopped_leaves_nothing(
    number: signal.Signals, workers: str, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    """Stopped while a PDF engine hangs: engine, workers and files go with the run; the last output stays."""
    inbox, out, bin_folder = write(tables).parent, tmp_path / "out", tmp_path / "bin"
    carry_out(job(inbox, out), lambda line: None)
    before = (out / "2026" / "manifest.json").read_bytes()
    _engine(bin_folder, "sleep 1000 & sleep 1000")
    environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "PYTHONUNBUFFERED": "1"}
    call = [sys.executable, "-m", "pipeline", "reports", "--inbox", str(inbox), "--out", str(out), "--workers", workers]
    process = subprocess.Popen(
        call,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    assert process.stdout
    for line in process.stdout:
        if "PDF" in line:
            break
    while not list(out.glob(".lianfang-run-*/tmp/*/batch*/*.docx")):
        time.sleep(0.01)
    process.send_signal(number)
    _, errors = process.communicate()
    assert process.returncode == 2
    assert errors.strip() == "已中止。上次的输出没有动。"
    assert [path.name for path in out.iterdir()] == ["2026"]
    assert (out / "2026" / "manifest.json").read_bytes() == before
    listed = subprocess.run(["pgrep", "-f", str(bin_folder)], capture_output=True, text=True, check=False)
    assert not listed.stdout


def _engine(folder: Path, script: str) -> None:
    """A PDF engine that does as ``script`` says."""
    folder.mkdir()
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def _documents(folder: Path, count: int) -> list[tuple[Path, Path]]:
    folder.mkdir()
    pairs = []
    for number in range(count):
        source = folder / f"{number}.docx"
        # Largest first is the order of the work.
        source.write_bytes(b"x" * (1000 - number))
        pairs.append((source, folder / f"{number}.pdf"))
    return pairs


WRITES = 'for f in "$@"; do case "$f" in *.docx) {each} ;; esac; done'
PDF = 'cp "$LIANFANG_TEST_PDF" "$(dirname "$f")/$(basename "$f" .docx).pdf"'


@pytest.mark.parametrize(
    ("script", "calls"),
    [
        ("echo call >> {log}; exit 1", 3),
        ("echo call >> {log}; exit 0", 3),
        ("echo call >> {log}; kill -9 $$", 3),
        ("echo call >> {log}; sleep 1000", 3),
        ("echo call >> {log}; " + WRITES.format(each='echo junk > "$(dirname "$f")/$(basename "$f" .docx).pdf"'), 3),
    ],
)
def test_an_engine_that_makes_nothing_is_given_up_and_every_document_named(
    script: str, calls: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    _engine(tmp_path / "bin", script.format(log=log))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(engine, "START_SECONDS", 1)
    monkeypatch.setattr(engine, "SECONDS_PER_FILE", 1)
    made = PdfEngine(1)
    results = made.convert(_documents(tmp_path / "papers", 9))
    assert [result.reason for result in results] == [FAILED] * 2 + [GIVEN_UP] * 7
    assert len(log.read_text().splitlines()) == calls
    # Nor is it tried again for the compendium.
    assert [result.reason for result in made.convert(_documents(tmp_path / "book", 1))] == [GIVEN_UP]
    assert len(log.read_text().splitlines()) == calls


def test_a_document_that_hangs_the_engine_is_named_and_the_others_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples_pdf: Path
) -> None:
    pairs = _documents(tmp_path / "papers", 6)
    _engine(tmp_path / "bin", WRITES.format(each=f'case "$(wc -c < "$f")" in 998|996) sleep 1000 ;; *) {PDF} ;; esac'))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("LIANFANG_TEST_PDF", str(examples_pdf))
    monkeypatch.setattr(engine, "START_SECONDS", 1)
    monkeypatch.setattr(engine, "SECONDS_PER_FILE", 1)
    results = PdfEngine(1).convert(pairs)
    assert [result.reason for result in results] == ["", "", FAILED, "", FAILED, ""]


@pytest.fixture
def examples_pdf(tmp_path: Path) -> Path:
    """Any real PDF."""
    import pikepdf

    path = tmp_path / "any.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    return path


def test_a_run_whose_pdfs_are_all_missing_is_not_clean(
    tables: Tables, write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = write(tables).parent
    assert carry_out(job(inbox, tmp_path / "out"), lambda line: None).errors == 0
    _engine(tmp_path / "bin", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    run = carry_out(job(inbox, tmp_path / "out", pdf=True), lambda line: None)
    assert run.errors == 1
    assert any(GIVEN_UP in note for note in run.notes)
    assert (run.target / "台账.xlsx").is_file()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("where", ["output", "temporary"])
def test_a_disk_that_fills_is_one_line_and_the_last_output_stays(
    where: str, number: int, tables: Tables, write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = job(write(tables).parent, tmp_path / "out")
    before = carry_out(order, lambda line: None).target / "manifest.json"
    content = before.read_bytes()
    full = order.out / ".lianfang-run-"
    write_bytes = Path.write_bytes

    def until_full(path: Path, data: bytes) -> int:
        part = "/new/" if where == "output" else "/tmp/"
        if str(path).startswith(str(full)) and part in str(path):
            raise OSError(number, os.strerror(number))
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", until_full)
    with pytest.raises(UnwritableOutput, match=r"磁盘已满.*腾出空间"):
        carry_out(order, lambda line: None)
    assert before.read_bytes() == content
    assert [path.name for path in order.out.iterdir()] == ["2026"]


@pytest.mark.skipif(engine.engine() is None, reason="the PDF engine is not installed")
def test_the_commands_own_defaults_are_relative_folders(
    tables: Tables, write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As make reports calls it, in the folder where inbox/ lies: every paper has its PDF."""
    tables["职权目录"][0][3] = ""
    write(tables)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["reports", "--workers", "2"])
    assert result.exit_code == 1, result.output
    documents = {path.with_suffix(".pdf") for path in (tmp_path / "output" / "2026").rglob("*.docx")}
    assert documents and documents == set((tmp_path / "output" / "2026").rglob("*.pdf"))
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == ["2026", "收件"]
