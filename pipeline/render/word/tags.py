"""The tags of a Word layout held against what the layout is given: wrong names, with their place and the nearest right.

A layout is read the way docxtpl reads it, so that what passes here is what docxtpl will see.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from io import BytesIO
from zipfile import BadZipFile

from docx.document import Document as DocumentType
from docx.table import Table
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from pipeline.errors import LayoutError
from pipeline.likeness.ratio import nearest
from pipeline.papers.paper import Content
from pipeline.papers.registry import layouts as layouts_of_papers
from pipeline.render.word.document import DRAWINGS, Layouts

# What Jinja itself offers inside a loop.
_LOOP = ("index", "index0", "first", "last", "length", "revindex", "depth", "previtem", "nextitem", "changed", "cycle")
_TAG = re.compile(r"\{[{%]-?\s*(?:(?:p|tr|tc|r)\s)?\s*(.*?)\s*-?[%}]\}", re.DOTALL)
_QUOTES = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True, slots=True)
class TagFault:
    """标记有误: the layout, where in it, the tag as it stands there, and what is wrong."""

    layout: str
    place: str
    tag: str
    message: str

    def __str__(self) -> str:
        return f"版式“{self.layout}.docx”{self.place}的标记“{self.tag}”有误：{self.message}"


def check_layouts(layouts: Layouts) -> None:
    """Hold every layout against what it will be given. Raises LayoutError naming all that is wrong, a fault a line."""
    if not layouts.folder.is_dir():
        raise LayoutError(f"没有版式文件夹“{layouts.folder}”。请核对名称，或不用 --layouts，采用原来的版式。")
    faults = [
        fault for name, content in layouts_of_papers().items() for fault in tag_faults(name, layouts[name], content)
    ]
    if faults:
        raise LayoutError("\n".join(map(str, faults)))


def names_given(content: type[Content]) -> Mapping[str, object]:
    """The names that the layout of such a content may use, each with the type of its value."""
    types_of = typing.get_type_hints(content)
    return {**{part.name: types_of[part.name] for part in fields(content)}, **DRAWINGS}


def tag_faults(name: str, layout: bytes, content: type[Content]) -> list[TagFault]:
    """All wrong tags of a layout that shows ``content``, in their order.

    Raises LayoutError where it is no Word document.
    """
    template = DocxTemplate(BytesIO(layout))
    try:
        template.init_docx()
    except (BadZipFile, KeyError, ValueError) as error:
        raise LayoutError(f"版式“{name}.docx”不是 Word 文档或已损坏。请恢复该文件。") from error
    faults = []
    for source in _sources(template):
        lines = source.split("\n")
        for line, message in _wrong(source, names_given(content)):
            tag = _normal(_TAG.match(lines[line - 1]))
            same = sum(_normal(_TAG.match(text)) == tag for text in lines[: line - 1])
            faults.append(TagFault(name, _place(template.docx, tag, same), tag, message))
    return faults


def _sources(template: DocxTemplate) -> Iterator[str]:
    """Body, headers and footers as Jinja sees them, each tag at the beginning of a line of its own."""
    texts = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        texts += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
    for text in texts:
        yield re.sub(r"(?=\{[{%])", "\n", template.patch_xml(text.replace("\n", " ")))


def _wrong(source: str, given: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    """(line, what is wrong) of each wrong tag; one that is no Jinja hides those after it."""
    unmatched = _unmatched(source)
    if unmatched:
        yield unmatched
        return
    try:
        tree = SandboxedEnvironment().parse(source)
    except TemplateSyntaxError as error:
        unknown = "unknown tag" in (error.message or "")
        allowed = "没有这种标记；可用的有 for、endfor、if、elif、else、endif、set"
        yield error.lineno, allowed if unknown else f"写法不合语法（{error.message}）"
        return
    yield from _Reader().statements(tree.body, dict(given))


def _unmatched(source: str) -> tuple[int, str] | None:
    """The first for or if without its end, or end without its beginning: Jinja names only where it noticed."""
    opened: list[tuple[int, str]] = []
    for number, line in enumerate(source.split("\n"), start=1):
        tag = re.match(r"\{%-?\s*(end)?(for|if)\b", line)
        if tag is None:
            continue
        ends, kind = tag.groups()
        if not ends:
            opened.append((number, kind))
        elif not opened:
            return number, f"多余：前面没有对应的 {{% {kind} … %}}"
        elif opened[-1][1] != kind:
            break
        else:
            opened.pop()
    return (opened[-1][0], f"没有结束：缺少对应的 {{% end{opened[-1][1]} %}}") if opened else None


class _Reader:
    """Walks the tags in order, and knows of each name what type it has."""

    def statements(self, body: Sequence[nodes.Node], scope: dict[str, object]) -> Iterator[tuple[int, str]]:
        for node in body:
            yield from self.statement(node, scope)

    def statement(self, node: nodes.Node, scope: dict[str, object]) -> Iterator[tuple[int, str]]:
        match node:
            case nodes.For():
                yield from self.names(node.iter, scope)
                inner = scope | {"loop": _Loop}
                _bind(node.target, element_type(self.type_of(node.iter, scope)), inner)
                yield from self.statements(node.body, inner)
                yield from self.statements(node.else_, scope)
            case nodes.If():
                yield from self.names(node.test, scope)
                for part in (node.body, node.elif_, node.else_):
                    yield from self.statements(part, scope)
            case nodes.Assign():
                yield from self.names(node.node, scope)
                _bind(node.target, self.type_of(node.node, scope), scope)
            case nodes.Output():
                for expression in node.nodes:
                    yield from self.names(expression, scope)
            case _:
                yield node.lineno, "版式中只用 for、if、set 和 {{ }}"

    def names(self, node: nodes.Node, scope: Mapping[str, object]) -> Iterator[tuple[int, str]]:
        """The wrong names within an expression."""
        if isinstance(node, nodes.Name):
            if node.name not in scope:
                yield node.lineno, _unknown(node.name, scope)
        elif isinstance(node, nodes.Getattr):
            yield from self.names(node.node, scope)
            known = field_types(self.type_of(node.node, scope))
            if known is not None and node.attr not in known:
                yield node.lineno, _unknown(node.attr, known)
        else:
            for child in node.iter_child_nodes():
                yield from self.names(child, scope)

    def type_of(self, node: nodes.Node, scope: Mapping[str, object]) -> object:
        """What an expression is, as far as types can tell; None where they cannot."""
        match node:
            case nodes.Name():
                return scope.get(node.name)
            case nodes.Getattr():
                return (field_types(self.type_of(node.node, scope)) or {}).get(node.attr)
            case nodes.Getitem():
                return element_type(self.type_of(node.node, scope))
            case nodes.Call():
                signature = typing.get_args(self.type_of(node.node, scope))
                return signature[-1] if signature else None
            case _:
                return None


class _Loop:
    """Stands for Jinja's own ``loop``."""


def _unknown(name: str, known: Mapping[str, object]) -> str:
    meant = nearest(name, known.keys())
    hint = f"是否为“{meant}”？" if meant else f"可用的有：{'、'.join(known)}。"
    return f"没有“{name}”这个名称，{hint}"


def field_types(kind: object) -> Mapping[str, object] | None:
    """The names that a value of this type answers to; None where any might do."""
    if kind is _Loop:
        return dict.fromkeys(_LOOP)
    if _is_union(kind):
        parts = [field_types(part) for part in typing.get_args(kind) if part is not types.NoneType]
        return None if None in parts else {name: kind for part in parts if part for name, kind in part.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        properties = {
            name: typing.get_type_hints(value.fget).get("return")
            for name, value in vars(kind).items()
            if isinstance(value, property) and value.fget
        }
        return {**typing.get_type_hints(kind), **properties}
    return {} if kind in (str, int, float) else None


def element_type(kind: object) -> object:
    """What a list of this type is a list of."""
    if _is_union(kind):
        return next((element for part in typing.get_args(kind) if (element := element_type(part))), None)
    arguments = typing.get_args(kind)
    return arguments[0] if arguments and isinstance(typing.get_origin(kind), type) else None


def _is_union(kind: object) -> bool:
    return typing.get_origin(kind) in (typing.Union, types.UnionType)


def _bind(target: nodes.Node, kind: object, scope: dict[str, object]) -> None:
    """A loop's or set's name, or several of a tuple."""
    if isinstance(target, nodes.Name):
        scope[target.name] = kind
    elif isinstance(target, nodes.Tuple):
        kinds = typing.get_args(kind)
        for index, item in enumerate(target.items):
            _bind(item, kinds[index] if len(kinds) == len(target.items) else None, scope)


def _normal(match: re.Match[str] | None) -> str:
    """A tag's inside, whatever its quotes and spaces: as it stands in the paragraph and as docxtpl hands it on."""
    return " ".join(match.group(1).translate(_QUOTES).split()) if match else ""


def _place(document: DocumentType, tag: str, before: int) -> str:
    """Where the tag stands for somebody who looks at the page: the ``before`` + 1st time that it does."""
    places = [place for place, text in _texts(document) for match in _TAG.finditer(text) if _normal(match) == tag]
    return places[before] if before < len(places) else places[-1] if places else "（页眉或页脚）"


def _texts(document: DocumentType) -> Iterator[tuple[str, str]]:
    """Each paragraph's place and text, in order; those of tables by table, row and column."""
    paragraphs = tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            for number, row in enumerate(block.rows, start=1):
                for column, cell in enumerate(row.cells, start=1):
                    yield f"第{tables}个表格第{number}行第{column}列", cell.text
        else:
            paragraphs += 1
            yield f"第{paragraphs}段（不计表格）", block.text
