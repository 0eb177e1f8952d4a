"""Nothing leaves the machine: the papers are the same where there is no network at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.run.order import carry_out
from tests.conftest import ROOT, Tables, job
from tests.test_run import hashes

RUN = """
import sys
from pipeline import make_reports
make_reports(sys.argv[1], sys.argv[2], pdf=False, workers=1)
talks = {"requests", "urllib3", "aiohttp", "httpx", "websocket", "imap_tools"}
print(sorted(talks & sys.modules.keys()))
"""


def alone(*call: str) -> subprocess.CompletedProcess[str]:
    """A command in a network namespace of its own, in which there is no network."""
    return subprocess.run(
        ["unshare", "--user", "--map-root-user", "--net", *call], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_a_run_without_a_network_gives_the_same_bytes(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    inbox = write(tables).parent
    made = carry_out(job(inbox, tmp_path / "here"), lambda line: None)
    run = alone(sys.executable, "-c", RUN, str(inbox), str(tmp_path / "alone"))
    assert run.returncode == 0, run.stderr
    assert hashes(tmp_path / "alone" / "2026") == hashes(made.target)


def test_there_is_no_network_in_there() -> None:
    """The test above means something only where this holds."""
    probe = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    assert "unreachable" in alone(sys.executable, "-c", probe).stderr


def test_no_part_of_a_run_loads_anything_that_can_talk_to_others(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    """mermaid-py brings a client for a drawing service: only its builder of texts is ever loaded."""
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(write(tables).parent), str(tmp_path / "out")],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert run.stdout == "[]\n"
