"""The public edition as one static web page: works from disk, without network, with its charts beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from importlib import resources
from pathlib import PurePosixPath
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pipeline.papers.public import CHARTS, WEB_PAGE, PublicRegister, Standing
from pipeline.render.web.policy import policy

_HERE = PurePosixPath(WEB_PAGE).parent

# (unit's folder, chart's key) → the files of its pages, in order.
Charts = dict[tuple[str, str], list[str]]


def charts_among(files: Sequence[str]) -> Charts:
    """The public charts among a run's files."""
    charts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    numbered = [(PurePosixPath(path), path) for path in files if path.startswith(f"{CHARTS}/")]
    for at, path in sorted(numbered, key=lambda entry: (entry[0].parent, int(entry[0].stem.rpartition("-")[2]))):
        charts[at.parent.name, at.stem.rpartition("-")[0]].append(path)
    return dict(charts)


def web_page(register: PublicRegister, charts: Charts, data: Sequence[str]) -> bytes:
    """The page; ``data`` are the files of the open data that it offers."""
    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["link"] = lambda path: quote(str(PurePosixPath(path).relative_to(_HERE)))
    style, script = _resource("public.css"), _resource("public.js")
    page = environment.from_string(_resource("public.html.jinja")).render(
        page=register,
        draft=register.standing is Standing.DRAFT,
        charts=charts,
        data=data,
        policy=policy(style, script, images=True),
        style=Markup(style),
        script=Markup(script),
    )
    return page.encode("utf-8")


def _resource(name: str) -> str:
    return resources.files("pipeline").joinpath("data", name).read_text(encoding="utf-8")
