"""What a rule file would change in the classes and levels of the inbox's points."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.assess import Rulesets
from pipeline.assess.effect import Shift, shifts
from pipeline.errors import BadRequest
from pipeline.intake.isolated import Workers
from pipeline.model import SetAside, Submission
from pipeline.run.arrival import check_inbox, read_arrived
from pipeline.run.in_force import office_folder
from pipeline.run.request import StrPath, optional_path
from pipeline.settings import load_settings


@dataclass(frozen=True, slots=True)
class Effect:
    """变动: the points that the new rules judge otherwise, of how many; and the files that could not be read."""

    rules: str
    shifts: tuple[Shift, ...]
    points: int
    set_aside: tuple[SetAside, ...]


def effect_of_rules(
    rules: StrPath | None = None,
    inbox: StrPath = "inbox",
    *,
    instead_of: StrPath | None = None,
    office: StrPath | None = None,
    passwords: Sequence[str] = (),
) -> Effect:
    """Judge the inbox by the rules that would be put in force, and by those that they replace: what differs.

    ``rules`` is held against the office's folder (by default 本机关 beside the inbox) or what ships. Without it, or
    where it is that folder's own rule file, the whole folder is held against what ships. ``instead_of`` is another
    rule file to hold it against. Raises BadRequest where there is nothing to try, NothingToDo, SettingsError.
    """
    own = office_folder(office, Path(inbox).parent)
    tried = optional_path(rules)
    if own and tried and tried.resolve() == (own / "rules.toml").resolve():
        tried = None
    if not (tried or own):
        raise BadRequest("没有说打算换用什么：请用 --rules 指定规则文件，或用 --office 指定本机关的文件夹。")
    old = load_settings(optional_path(instead_of), own if tried else None)
    new = load_settings(tried, own)
    before, after = Rulesets(old).all_read(), Rulesets(new).all_read()
    check_inbox(Path(inbox))
    with tempfile.TemporaryDirectory(prefix="lianfang-") as folder, Workers(1) as workers:
        arrived = read_arrived(Path(inbox), tuple(passwords), (), new, Path(folder), workers)
    units: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in arrived.submissions:
        units[submission.info.unit].append(submission)
    judged = list(shifts(units, before, after))
    found = tuple(shift for _, shift in judged if shift)
    return Effect(after.named("").name, found, len(judged), arrived.set_aside)
