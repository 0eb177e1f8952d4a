"""Fill the standard workbook with the texts below examples/texts: one Markdown file, one workbook.

The texts are written by hand; this only puts each table's cells under their headings.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from pathlib import Path

from pipeline.render.excel.template import standard_workbook
from pipeline.run.job import Job
from pipeline.run.order import carry_out
from pipeline.settings import load_settings

HERE = Path(__file__).parent
# What a comparison reads of a period; run.json beside them.
PREVIOUS = (
    "divisions.jsonl", "powers.jsonl", "steps.jsonl", "risks.jsonl", "measures.jsonl", "evaluations.jsonl",
    "levels.jsonl", "rules.json",
)  # fmt: skip
NUMBERS = frozenset({"序号", "环节序号", "涉及金额（万元）", "办理期限（工作日）"})


def read_tables(text: str) -> dict[str, list[list[str]]]:
    """Sheet name → rows of the table below its "## " heading, heads first; <br> is a line break."""
    tables: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("## "):
            rows = tables.setdefault(line[3:].strip(), [])
        elif line.startswith("|"):
            cells = [cell.strip().replace("<br>", "\n") for cell in line.strip().strip("|").split("|")]
            if set("".join(cells)) - set("-: "):
                rows.append(cells)
    return tables


def cell(heading: str, text: str) -> str | float | None:
    """A number where the column holds numbers and the text is one; else the text as written."""
    if heading in NUMBERS and text.replace(".", "", 1).isdecimal():
        return float(text) if "." in text else int(text)
    return text or None


def workbook(text: str) -> bytes:
    """The filled standard workbook of one division's texts. Raises ValueError where a table has other heads."""
    settings = load_settings()
    filled: dict[str, list[list[str | float | None]]] = {}
    for name, (heads, *rows) in read_tables(text).items():
        sheet = next(sheet for sheet in settings.columns.sheets if sheet.name == name)
        if sheet.layout == "pairs":
            filled[name] = [list(row) for row in rows]
            continue
        expected = [column.heading for column in sheet.columns]
        optional = [column.heading for column in sheet.columns[len(heads) :] if not column.required]
        # Columns that were added since, and need not be filled, may be missing at the end.
        if heads + optional != expected:
            raise ValueError(f"{name}: heads {heads} are not {expected}")
        for row in rows:
            if len(row) != len(heads):
                raise ValueError(f"{name}: {row[:2]} has {len(row)} cells, not {len(heads)}")
        filled[name] = [[cell(head, text) for head, text in zip(heads, row, strict=True)] for row in rows]
    return standard_workbook(settings.columns, settings.vocabulary, filled)


def last_period() -> None:
    """Write examples/previous/<period>/data: the records of a run over last year's texts (previous/edits.toml)."""
    edits = tomllib.loads((HERE / "previous" / "edits.toml").read_text(encoding="utf-8"))
    period = edits["period"]
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        for source in sorted((HERE / "texts").glob("*/*.md")):
            name = source.relative_to(HERE / "texts").as_posix()
            text = source.read_text(encoding="utf-8")
            text = text.replace("| 填报日期 | 2026", f"| 填报日期 | {period}").replace(
                "| 填报年度 | 2026", f"| 填报年度 | {period}"
            )
            for edit in edits["edit"]:
                if edit["file"] == name:
                    if edit["new"] not in text:
                        raise ValueError(f"{edit['new']} is not in the text")
                    text = text.replace(edit["new"], edit["old"])
            target = inbox / source.parent.name / f"{source.parent.name}-{source.stem}.xlsx"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(workbook(text))
        job = Job(inbox, Path(folder) / "out", HERE.parent / "templates_docx", period, period, False, 1)
        data = carry_out(job, lambda line: None).target / "data"
        kept = HERE / "previous" / period / "data"
        kept.mkdir(parents=True, exist_ok=True)
        for name in PREVIOUS:
            (kept / name).write_bytes((data / name).read_bytes())
        run = json.loads((data / "run.json").read_text(encoding="utf-8"))
        # Seconds differ from run to run.
        del run["seconds"]
        (kept / "run.json").write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Write every workbook to examples/inbox/<unit>/<unit>-<division>.xlsx, and the records of the last period."""
    for source in sorted((HERE / "texts").glob("*/*.md")):
        unit, division = source.parent.name, source.stem
        target = HERE / "inbox" / unit / f"{unit}-{division}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.write_bytes(workbook(source.read_text(encoding="utf-8")))
        except ValueError as error:
            sys.exit(f"{source.relative_to(HERE)}: {error}")
        sys.stdout.write(f"{target.relative_to(HERE)}\n")
    last_period()


if __name__ == "__main__":
    main()
