"""What every document is before it is one: a layout's name, a file name, and the content to fill it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pipeline.flowchart.chart import Chart
from pipeline.papers.figure import Graph
from pipeline.settings import Settings


class Edition(StrEnum):
    """版: who may read a document."""

    INTERNAL = "内部版"
    PUBLIC = "公开版"


@dataclass(frozen=True, slots=True)
class Paper:
    """公文: the Word layout to use, where it goes (without extension), its title, and its content.

    ``charts`` (flowcharts) and ``graphs`` (of figures) are the drawings that the content names by key.
    """

    layout: str
    path: str
    title: str
    edition: Edition
    content: Mapping[str, Any]
    charts: Mapping[str, Chart] = field(default_factory=dict)
    graphs: Mapping[str, Graph] = field(default_factory=dict)


def signed(settings: Settings) -> Mapping[str, str]:
    """署名 and 成文日期 of a paper: the program cannot know when it will be signed, the wording file may say it."""
    return {"organ": settings.wording.organ, "date": settings.wording.issued_on}
