"""An office's own Word layouts, checked before they are used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BadRequest, LayoutError
from pipeline.papers.registry import layouts as layouts_of_papers
from pipeline.render.word.document import SHIPPED, Layouts
from pipeline.render.word.tags import check_layouts as check_tags
from pipeline.run.in_force import office_folder, office_layouts
from pipeline.run.request import StrPath


@dataclass(frozen=True, slots=True)
class CheckedLayouts:
    """版式检查: the layouts of the folder, the files that no paper takes, and what is wrong (a line a fault)."""

    layouts: tuple[str, ...]
    unknown: tuple[str, ...]
    known: tuple[str, ...]
    faults: tuple[str, ...]


def check_layouts(layouts: StrPath | None = None) -> CheckedLayouts:
    """Check the tags of all layouts in a folder; by default in 本机关/版式, if there is one, else of those that ship.

    Raises BadRequest where there is no such folder.
    """
    folder = Path(layouts or office_layouts(office_folder(None)) or SHIPPED)
    if not folder.is_dir():
        raise BadRequest(f"没有版式文件夹“{folder}”。请核对名称。")
    known = tuple(layouts_of_papers())
    faults: tuple[str, ...] = ()
    try:
        check_tags(Layouts(folder))
    except LayoutError as error:
        faults = tuple(str(error).splitlines())
    return CheckedLayouts(
        layouts=tuple(name for name in known if (folder / f"{name}.docx").is_file()),
        unknown=tuple(sorted(path.name for path in folder.glob("*.docx") if path.stem not in known)),
        known=known,
        faults=faults,
    )
