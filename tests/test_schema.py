"""Word documents against the schemas: ECMA-376 (transitional) and Microsoft's drawing extensions of 2010."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from pipeline.run.job import Run

KINDS = (
    "职权目录/社会组织管理局",
    "职权目录/职权总目录",
    "权力运行流程图/社会组织管理局",
    "权力运行流程图/养老服务司",
    "廉政风险自查表/社会组织管理局",
    "廉政风险自查表/社会组织管理局（一点一表）",
    "防控措施一览表/社会组织管理局",
    "风险点及防控措施汇总表",
    "廉政风险防控工作总结报告",
    "廉政风险防控汇编",
    "公开版/职权目录/养老服务司",
    "公开版/权力运行流程图/养老服务司",
    "退回修改/慈善事业促进司/慈善事业促进司-公益金管理处退回修改通知",
)


def errors(document: Path) -> list[str]:
    """What the schemas of Word 2010 and after do not allow, place by place."""
    found = OpenXmlValidator(file_format=FileFormat.OFFICE_2010, max_errors=20).validate(document).errors
    return [f"{error.part_uri}{error.path}: {error.description}" for error in found]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_document_keeps_to_the_schemas(examples: Run, name: str) -> None:
    assert errors(examples.target / f"{name}.docx") == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<wpc:bg/><wpc:whole/>", "<wpc:whole/><wpc:bg/>"),
        ("<wps:cNvSpPr/>", '<wps:cNvSpPr colour="red"/>'),
        ('prst="flowChartProcess"', 'prst="box"'),
        ('<a:stCxn id="', '<a:stCxn number="'),
        ('descr="', 'alt="'),
    ],
)
def test_the_check_looks_into_the_drawings(examples: Run, tmp_path: Path, right: str, wrong: str) -> None:
    target = tmp_path / "错.docx"
    source = examples.target / "权力运行流程图/养老服务司.docx"
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as changed:
        for part in package.namelist():
            data = package.read(part)
            if part == "word/document.xml":
                assert right in data.decode("utf-8")
                data = data.decode("utf-8").replace(right, wrong, 1).encode("utf-8")
            changed.writestr(part, data)
    assert errors(target) != []
