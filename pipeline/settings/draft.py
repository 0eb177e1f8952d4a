"""旧表转草稿: which heads of old tables fill which columns, which fill none, and what the draft's notes say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pipeline.settings.marks import Filled, Of, Places

DRAFT_FIELD = "旧表栏目"
"""The subject of the fields that heads may fill."""

BESIDE_COLUMNS = ("powers.subitem", "powers.name+steps", "steps.duties")
"""Fields that heads may fill beside the standard columns: 子项, powers with their steps in one cell, 责任事项."""


@dataclass(frozen=True, slots=True)
class DraftNotes:
    """草稿批注: what the clerk is to look at, on the cell."""

    code: str
    risk_code: str
    subitem: str
    joined: str
    step: str
    points: str
    level: str
    marked_level: str
    unit: str


@dataclass(frozen=True, slots=True)
class LeftoverReasons:
    """未能填入的原因."""

    no_head: str
    no_term: Annotated[str, Places("text", "list")]
    no_room: str
    units: str
    unread: str
    measures: str
    before: str
    line: str


@dataclass(frozen=True, slots=True)
class DraftRules:
    """旧表转草稿的口径; ``fillers`` are words that only adorn a head; ``none``: heads without a column, and why."""

    fillers: tuple[Annotated[str, Filled()], ...]
    heads: Mapping[Annotated[str, Of(DRAFT_FIELD)], tuple[str, ...]]
    none: Mapping[str, str]
    notes: DraftNotes
    reasons: LeftoverReasons
