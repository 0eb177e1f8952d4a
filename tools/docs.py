"""The pages under docs/ that are made from the program: ``python -m tools.docs FOLDER``, or ``make docs``."""

from __future__ import annotations

import json
import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from importlib import resources
from pathlib import Path

import click

from pipeline.check import CATALOGUE, FAMILIES
from pipeline.cli import main
from pipeline.papers.registry import kinds, layouts
from pipeline.render.word.document import DRAWINGS
from pipeline.render.word.tags import element_type, field_types, names_given
from pipeline.settings.shipped import shipped
from tools.law_pages import laws_page
from tools.level_rules import level_rules_page

_TEMPLATES = """# 版式的标记

本页由程序生成（`make docs`），请勿手改。每个版式是一份 Word 文件，放在 `templates_docx/`；
办公室改过的另存到自己的文件夹，如 `版式/`，文件名不变，用 `lianfang reports --layouts 版式` 生成公文
（`make reports` 见到 `版式/` 文件夹即自动采用）；没有放进去的仍用原来的版式。
改完用 `lianfang templates check --layouts 版式` 检查。

样式、列宽、页边距、固定文字都可以改；标记照抄，不要自造名称。

- `{{ title }}` 写出一个值；`{{ row.name }}` 写出一行中的一个值。
- `{%p for group in groups %}` … `{%p endfor %}` 各占一段，其间的段落和表格逐项重复。
- `{%tr for row in group.rows %}` … `{%tr endfor %}` 各占表格的一行，其间的行逐项重复。
- `{%p if flow.steps %}` … `{%p else %}` … `{%p endif %}` 有内容才写。
- `{{r page.drawing }}`、`{{r graph(part.name) }}` 写出图形；`chart_pages(flow.chart)` 给出一幅流程图的各页，
  每页有 `page.name`（第几页）、`page.drawing`（图形）、`page.refusal`（画不了的原因）。
"""


@dataclass(frozen=True, slots=True)
class Glossary:
    """版式标记的说明: what names stand for that several papers have; a paper's own say it where they are written."""

    tags: Mapping[str, str]


def catalogue_page() -> str:
    """docs/checks.md."""
    parts = ["# 检查目录\n\n本页由程序中的检查目录生成（`make docs`），请勿手改。\n"]
    for family in (family for family in FAMILIES if family.checks):
        parts.append(f"## {family.letter} {family.title}\n")
        parts += [
            f"### {check.code} {check.title}\n\n"
            f"- 严重程度：{check.severity}\n- 为什么：{check.reason}\n"
            f"- 例：{check.example}\n- 怎样改：{check.mend}\n"
            for check in family.checks
        ]
    return "\n".join(parts)


def templates_page() -> str:
    """docs/templates.md: every tag of every layout, from the types of what the layouts are given."""
    glossary = shipped(Glossary, "tags.toml").tags
    parts = [_TEMPLATES]
    for layout, content in layouts().items():
        named = {name: kind for name, kind in names_given(content).items() if name not in DRAWINGS}
        lines = "\n".join(_tags(named, "", {**glossary, **dict(_explained(content))}))
        parts.append(f"## {layout}\n\n{lines}\n")
    return "\n".join(parts)


def commands_page() -> str:
    """docs/commands.md: the help of every command, as it stands on a screen of 100 columns."""
    parts = ["# 命令\n\n本页由程序生成（`make docs`），请勿手改；与 `lianfang 命令 --help` 所示相同。\n"]
    for name, command in _commands("lianfang", main):
        shown = command.get_help(click.Context(command, info_name=name, terminal_width=100, max_content_width=100))
        parts.append(f"## {name}\n\n```\n{shown}\n```\n")
    return "\n".join(parts)


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command by its full name, and those below it."""
    yield name, command
    if isinstance(command, click.Group):
        for below in sorted(command.commands):
            yield from _commands(f"{name} {below}", command.commands[below])


def _tags(kinds: Mapping[str, object], indent: str, glossary: Mapping[str, str]) -> Iterator[str]:
    for name, kind in kinds.items():
        yield f"{indent}- `{name}` {glossary[name]}"
        for fields in _record_fields(kind):
            yield from _tags(fields, f"{indent}  ", glossary)


def _explained(record: type) -> Iterator[tuple[str, str]]:
    """Name and meaning of the fields and properties, of a record and of those in it, that say what they mean."""
    hints = typing.get_type_hints(record, include_extras=True)
    for name, value in vars(record).items():
        if isinstance(value, property) and value.fget:
            hints[name] = typing.get_type_hints(value.fget, include_extras=True).get("return")
    for name, hint in hints.items():
        if typing.get_origin(hint) is typing.Annotated:
            yield name, hint.__metadata__[0]
        for inner in _records_in(hint):
            yield from _explained(inner)


def _records_in(hint: object) -> Iterator[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for part in typing.get_args(hint):
        yield from _records_in(part)


def _record_fields(kind: object) -> Iterator[Mapping[str, object]]:
    """The fields of the records that a list holds, also where it holds them in lists or pairs of lists."""
    element = element_type(kind)
    fields = field_types(element)
    if fields:
        yield fields
    elif typing.get_args(element):
        for part in typing.get_args(element):
            yield from _record_fields(part)


def check_list() -> str:
    """data/checks.toml: code and title of each check, so that settings may name checks without loading them."""
    head = "# 检查目录：编号和名称。本文件由程序生成（`make docs`），请勿手改。\n\n"
    lines = (f"{code} = {json.dumps(CATALOGUE[code].title, ensure_ascii=False)}\n" for code in sorted(CATALOGUE))
    return head + "".join(lines)


def paper_list() -> str:
    """data/papers.toml: each kind of paper, and whether it may be public, so that settings need not load papers."""
    head = "# 公文名录：名称，可否公开。本文件由程序生成（`make docs`），请勿手改。\n\n"
    public = {kind.name: kind.public for kind in kinds()}
    return head + "".join(
        f"{json.dumps(name, ensure_ascii=False)} = {str(may).lower()}\n" for name, may in public.items()
    )


# Names of later rooms that settings may speak of, as files of pipeline/data.
LISTS: Mapping[str, Callable[[], str]] = {"checks.toml": check_list, "papers.toml": paper_list}

PAGES: Mapping[str, Callable[[], str]] = {
    "checks.md": catalogue_page,
    "commands.md": commands_page,
    "laws.md": laws_page,
    "levels.md": level_rules_page,
    "templates.md": templates_page,
}


if __name__ == "__main__":
    # The lists first: pages are made with settings, which look names up in them.
    for name, listed in LISTS.items():
        Path(str(resources.files("pipeline").joinpath("data", name))).write_text(listed(), "utf-8")
    for page, made in PAGES.items():
        (Path(sys.argv[1]) / page).write_text(made(), "utf-8")
