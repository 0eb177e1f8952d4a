"""Which settings a piece of work goes by: those that ship, with the office's own folder and rule file over them."""

from __future__ import annotations

from pathlib import Path

from pipeline.run.request import StrPath, optional_path
from pipeline.settings import Settings, load_settings
from pipeline.settings.sources import LAYOUTS, OFFICE


def office_folder(office: StrPath | None, beside: Path = Path()) -> Path | None:
    """The office's own folder (本机关): as asked, else the one in the folder ``beside``, else none."""
    if office is not None:
        return Path(office)
    usual = beside / OFFICE
    return usual if usual.is_dir() else None


def office_layouts(office: Path | None) -> Path | None:
    """The folder with the office's own Word layouts, if its folder has one."""
    layouts = office and office / LAYOUTS
    return layouts if layouts and layouts.is_dir() else None


def settings_in_force(rules: StrPath | None, office: StrPath | None) -> Settings:
    """The settings for work in the present folder. Raises SettingsError."""
    return load_settings(optional_path(rules), office_folder(office))
