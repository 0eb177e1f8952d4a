"""核对输出: whether an output is, to the last byte, what its run wrote, and its log of decisions whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.errors import BadDecisions, UnreadablePeriod
from pipeline.intake.kept_decisions import decision_log
from pipeline.publish.manifest import UNLISTED, sha256
from pipeline.run.in_force import office_folder
from pipeline.run.rebuild import Order, rebuilt
from pipeline.run.request import StrPath, optional_path
from pipeline.settings import load_settings


@dataclass(frozen=True, slots=True)
class Verification:
    """核对结果: how many files were as the manifest says, how many decisions the log holds, and what is not right.

    ``inputs`` counts the files of the inbox that were compared with what the run had read.
    """

    files: int
    decisions: int
    inputs: int
    faults: tuple[str, ...]


def verify_output(
    output: StrPath,
    inbox: StrPath | None = None,
    *,
    again: bool = False,
    rules: StrPath | None = None,
    office: StrPath | None = None,
    previous: StrPath | None = None,
    passwords: Sequence[str] = (),
) -> Verification:
    """Hold an output folder (output/2026) against its manifest; with ``inbox``, its inputs too.

    ``again``: make it once more from the kept copies of its inputs, by the same settings (``rules`` and ``office`` as
    in the run; ``previous`` where that lay elsewhere), and compare each byte. Raises UnreadablePeriod where there is no
    manifest to hold it against, or copies are missing; with ``again`` also what ``make_reports`` raises.
    """
    folder = Path(output).resolve()
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        listed = {entry["file"]: entry["sha256"] for entry in manifest["outputs"]}
        inputs = {entry["file"]: entry["sha256"] for entry in manifest["inputs"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadablePeriod(
            f"“{output}”里没有可读的 manifest.json，无法核对。请给出一期的输出文件夹，如 output/2026。"
        ) from error
    faults = list(_changed(folder, listed))
    decisions = 0
    try:
        decisions = len(decision_log(folder))
    except BadDecisions as broken:
        faults.append(str(broken))
    compared = [name for name in inputs if inbox is not None and (Path(inbox) / name).is_file()]
    if inbox is not None:
        faults += _other_inputs(Path(inbox), inputs)
    if again:
        own = office_folder(office, folder.parent.parent)
        now = load_settings(optional_path(rules), own).digests
        if other := sorted(set(now.items()) ^ set(manifest["settings"].items())):
            names = "、".join(dict.fromkeys(name for name, _ in other))
            faults.append(f"设置与当时不同，不能再做一遍来比较：{names}")
        else:
            order = msgspec.convert(manifest.get("order"), Order)
            made = rebuilt(folder, inputs, order, rules=rules, office=own, previous=previous, passwords=passwords)
            faults += _different(listed, made)
    return Verification(len(listed), decisions, len(compared), tuple(faults))


def _different(listed: Mapping[str, str], made: Mapping[str, str]) -> Iterator[str]:
    for name in sorted((listed.keys() | made.keys()) - UNLISTED):
        if listed.get(name) != made.get(name):
            yield f"再做一遍，结果不同：{name}"


def _changed(folder: Path, listed: dict[str, str]) -> Iterator[str]:
    for name, digest in listed.items():
        path = folder / name
        if not path.is_file():
            yield f"少了文件：{name}"
        elif sha256(path) != digest:
            yield f"内容变了：{name}"
    there = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    yield from (f"多了文件：{name}" for name in there if name not in listed and name not in UNLISTED)


def _other_inputs(inbox: Path, inputs: dict[str, str]) -> Iterator[str]:
    for name, digest in inputs.items():
        path = inbox / name
        if not path.is_file():
            yield f"收件箱中没有当时读取的：{name}"
        elif sha256(path) != digest:
            yield f"收件箱中已不是当时读取的内容：{name}"
