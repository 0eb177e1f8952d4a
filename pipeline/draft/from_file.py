"""An old table as a file to the draft of a standard workbook as a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.draft.rows import draft
from pipeline.errors import UnreadableFile
from pipeline.intake.container import Refused
from pipeline.intake.inbox import read_alone
from pipeline.model import Guess, Leftover
from pipeline.render.excel.drafted import drafted_workbook
from pipeline.run.in_force import settings_in_force
from pipeline.run.one_file import write_file
from pipeline.run.request import StrPath, existing_files


@dataclass(frozen=True, slots=True)
class Drafted:
    """草稿: the workbook written, what went into it, what its clerk must confirm, and what found no place."""

    file: Path
    powers: int
    steps: int
    risks: int
    placed: int
    guesses: tuple[Guess, ...]
    leftovers: tuple[Leftover, ...]


def draft_from(
    source: StrPath, output: StrPath | None = None, *, rules: StrPath | None = None, office: StrPath | None = None
) -> Drafted:
    """Write the draft of a standard workbook from an old table of any shape; by default beside it.

    Raises BadRequest where there is no such file, UnreadableFile, SettingsError, UnwritableOutput.
    """
    (table,) = existing_files([source])
    settings = settings_in_force(rules, office)
    target = Path(output) if output else table.with_name(f"{table.stem}（草稿）.xlsx")
    try:
        made = draft(read_alone(table, table.name), settings)
    except Refused as refused:
        raise UnreadableFile(f"{table}：{refused}") from refused
    return Drafted(
        file=write_file(target, drafted_workbook(made, settings.columns, settings.vocabulary)),
        powers=len(made.rows["powers"]),
        steps=len(made.rows["steps"]),
        risks=len(made.rows["risks"]),
        placed=made.placed,
        guesses=tuple(made.guesses),
        leftovers=tuple(made.leftovers),
    )
