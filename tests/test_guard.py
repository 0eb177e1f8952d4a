"""公开版查漏: what is internal is found wherever it hides in a public file, and what is public is let through."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pipeline.assess import Ruleset, Rulesets, assess_unit
from pipeline.errors import SettingsError
from pipeline.flowchart import Drawing, emf
from pipeline.flowchart.drawing import Label, Line, Rect, Span
from pipeline.meaning.personal_numbers import is_identity_number
from pipeline.model import Basis, Decision, Opinion, Place, Read, Submission, UnitRecords
from pipeline.papers.all_units import AllUnits
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Edition
from pipeline.papers.power_catalogue import unit_catalogue
from pipeline.papers.public import public_texts
from pipeline.publish.guard import Leak, PublicFile, Task, inspect, secrets, surroundings
from pipeline.publish.guard.passage import Passage
from pipeline.publish.guard.search import Searcher
from pipeline.publish.guard.secrets import names_in
from pipeline.run.job import Run
from pipeline.run.order import carry_out
from pipeline.settings import Settings, load_settings
from pipeline.view.register import Register
from tests.conftest import Tables, job

# What CLEAN's records hold, and what any record might: each is planted in each place.
SECRET = "选择性受理并拖延办理"
IDENTITY = "11010519491231002X"

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def all_units(read: Callable[[Tables], Submission], settings: Settings, rules: Ruleset) -> Callable[[Tables], AllUnits]:
    """What a run over one workbook would know."""

    def of(tables: Tables) -> AllUnits:
        submissions = (read(tables),)
        judged = UnitRecords(
            "测试司", "测试司", submissions, (), assess_unit("测试司", submissions, Rulesets(settings))
        )
        return AllUnits("2026", (Register(judged),), settings, rules)

    return of


@pytest.fixture
def inspected(tables: Tables, all_units: Callable[[Tables], AllUnits], tmp_path: Path) -> Callable[..., list[Leak]]:
    """Read one file through as a run over the clean tables would; its risk description is long enough to be one."""
    tables["廉政风险自查表"][0][4] = SECRET
    tables["职权目录"][0][12] = "内部掌握，暂不调整"
    known = all_units(tables)
    said = surroundings(public_texts(known), known.settings)

    def revisit(name: str, data: bytes, *, risks: bool = True) -> list[Leak]:
        path = tmp_path / "public"
        path.write_bytes(data)
        return inspect(Task((PublicFile(name, path, risks),), secrets(known), said, known.settings))

    return revisit


def searched(known: AllUnits, text: str) -> list[str]:
    said = surroundings(public_texts(known), known.settings)
    found = Searcher(secrets(known), said, known.settings, risks=True)
    return [hit.text for hit in found.hits(Passage("", "", text))]


def package(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return buffer.getvalue()


def body(inner: str) -> str:
    return f"<w:document {W}><w:body>{inner}</w:body></w:document>"


def metafile(*lines: str) -> bytes:
    """A chart's picture with words of no box in it."""
    labels = tuple(Label(line, Rect(0, 0, 99, 9), (Line((Span(line),), 50, 8, 9, 99),)) for line in lines)
    return emf(Drawing(99, 99, False, (), (), labels, (), (), ()))


COMMENT = struct.pack("<3I", 70, 32, 20) + SECRET.encode("utf-16-le")
DOCX_PLACES: dict[str, dict[str, str | bytes]] = {
    "正文": {"word/document.xml": body(f"<w:p><w:t>存在{SECRET[:4]}</w:t><w:t>{SECRET[4:]}。</w:t></w:p>")},
    "隐藏文字": {"word/document.xml": body(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p>")},
    "删去的文字": {"word/document.xml": body(f"<w:p><w:del><w:r><w:delText>{SECRET}</w:delText></w:r></w:del></w:p>")},
    "替代文字": {"word/document.xml": body(f'<w:p><w:drawing><docPr descr="图：{SECRET}"/></w:drawing></w:p>')},
    "批注": {"word/comments.xml": f"<w:comments {W}><w:comment><w:t>{SECRET}</w:t></w:comment></w:comments>"},
    "页眉": {"word/header1.xml": f"<w:hdr {W}><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:hdr>"},
    "脚注": {"word/footnotes.xml": f"<w:footnotes {W}><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:footnotes>"},
    "XML 注释": {"word/document.xml": body(f"<w:p/><!-- {SECRET} -->")},
    "属性": {"docProps/core.xml": f"<core><keywords>{SECRET}</keywords></core>"},
    "自定义属性": {"docProps/custom.xml": f'<Properties><property name="a"><v>{SECRET}</v></property></Properties>'},
    "自定义 XML": {"customXml/item1.xml": f"<data><entry note='{SECRET}'/></data>"},
    "部件名": {f"word/media/{SECRET}.bin": b""},
    "链接目标": {"word/_rels/document.xml.rels": f'<Relationships><a Target="file:///{SECRET}"/></Relationships>'},
    "矢量图": {"word/media/a.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SECRET}</text></svg>'},
    "嵌入的工作簿": {"word/embeddings/a.xlsx": package({"xl/sharedStrings.xml": f"<sst><t>{SECRET}</t></sst>"})},
    "图元文件": {"word/media/a.emf": metafile(f"存在{SECRET}")},
    "图元文件里分行的文字": {"word/media/a.emf": metafile(SECRET[:4], SECRET[4:])},
    "图元文件的注释": {"word/media/a.emf": metafile() + COMMENT},
    "认不出的部件": {"word/vbaProject.bin": b"\x00\x01" + SECRET.encode("utf-16-le")},
}  # fmt: skip


@pytest.mark.parametrize("place", DOCX_PLACES)
def test_a_leak_is_found_in_every_place_of_a_word_document(place: str, inspected: Callable[..., list[Leak]]) -> None:
    leaks = inspected("公开版/职权目录/测试司.docx", package(DOCX_PLACES[place]))
    assert SECRET in {leak.text for leak in leaks}
    assert all(leak.part for leak in leaks)


@pytest.mark.parametrize(
    ("part", "what"),
    [
        (("word/document.xml", body("<w:p><w:ins><w:r><w:t>补充</w:t></w:r></w:ins></w:p>")), "修订"),
        (("word/comments.xml", f"<w:comments {W}><w:comment><w:p/></w:comment></w:comments>"), "批注"),
        (("docProps/thumbnail.jpeg", b"\xff\xd8"), "缩略图"),
        (("word/embeddings/a.xlsx", b"PK\x03\x04 broken"), "打不开、无法检查的内容"),
        (("word/embeddings/a.pdf", b"%PDF-1.7 broken"), "打不开、无法检查的内容"),
        (("docProps/core.xml", "<core><creator>某甲</creator></core>"), "作者"),
    ],
)
def test_what_has_no_place_in_a_public_document(
    part: tuple[str, str | bytes], what: str, inspected: Callable[..., list[Leak]]
) -> None:
    assert [leak.what for leak in inspected("a.docx", package(dict([part])))] == [what]


def test_a_name_in_a_metafile_is_found_once_and_as_a_word(inspected: Callable[..., list[Leak]]) -> None:
    (leak,) = inspected("a.docx", package({"word/media/a.emf": metafile("审核人", "王一", "办结")}))
    assert (leak.text, leak.count, leak.part, leak.place) == ("王一", 1, "图片", "图中文字")
    assert not inspected("a.docx", package({"word/media/a.emf": metafile("审核", "由王一般负责", "见王", "一般事项")}))


def test_the_texts_of_a_picture_are_read(inspected: Callable[..., list[Leak]]) -> None:
    for packed in (False, True):
        buffer, texts = io.BytesIO(), PngInfo()
        texts.add_itxt("Comment", SECRET, zip=packed)
        Image.new("L", (1, 1)).save(buffer, "PNG", pnginfo=texts)
        assert [leak.text for leak in inspected("图.png", buffer.getvalue())] == [SECRET]


def _pdf(plant: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        plant(pdf)
        buffer = io.BytesIO()
        pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def _page_text(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    # 3 Tr: drawn with no ink at all.
    pdf.pages[0].Contents = pdf.make_stream(b"BT 3 Tr /F 9 Tf 9 9 Td (CS01-XK-001-F1) Tj ET")


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = SECRET.encode()


def _outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(SECRET, 0))


def _metadata(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(update_docinfo=False) as metadata:
        metadata["dc:description"] = SECRET


def _annotation(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=SECRET)
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))


def _alternative(pdf: pikepdf.Pdf) -> None:
    figure = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Figure, Alt=SECRET))
    pdf.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Array([figure]))


def _property(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Keywords"] = SECRET


@pytest.mark.parametrize(
    ("plant", "where"),
    [
        (_page_text, "第1页"), (_attachment, "附件"), (_outline, "书签"), (_metadata, "XMP"), (_annotation, "批注"),
        (_alternative, "替代文字"), (_property, "文档属性"),
    ],
)  # fmt: skip
def test_a_leak_is_found_in_every_place_of_a_pdf(
    plant: Callable[[pikepdf.Pdf], None], where: str, inspected: Callable[..., list[Leak]]
) -> None:
    leaks = inspected("公开版/职权目录/测试司.pdf", _pdf(plant))
    assert where in "".join(leak.part for leak in leaks if leak.text in (SECRET, "CS01-XK-001-F1"))
    assert not inspected("公开版/职权目录/测试司.pdf", _pdf(lambda pdf: None))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("公开版/index.html", f"<p>办理<b>{SECRET[:3]}</b>{SECRET[3:]}</p>"),
        ("公开版/index.html", f"<p title='{SECRET}'>办理</p>"),
        ("公开版/index.html", f"<p>办理<!-- {SECRET} --></p>"),
        ("公开版/index.html", f"<p>办理</p><script>var a = '{SECRET}'</script>"),
        ("公开版/开放数据/职权.json", json.dumps({"a": [{"b": SECRET}]})),
        ("公开版/开放数据/职权.json", json.dumps({SECRET: 1})),
        ("公开版/开放数据/职权.csv", f'\ufeffa,"b\n{SECRET[:4]}\n{SECRET[4:]}"\n'),
        ("公开版/流程图/测试司/01.svg", f"<svg xmlns='http://www.w3.org/2000/svg'><desc>{SECRET}</desc></svg>"),
    ],
)
def test_a_leak_is_found_in_pages_data_and_drawings(name: str, text: str, inspected: Callable[..., list[Leak]]) -> None:
    assert [leak.text for leak in inspected(name, text.encode())] == [SECRET]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("联系人王一，请来人来函", "填报人姓名"), ("审核：赵　二", "审核人姓名"), ("风险 CS01-XK-001-F1", "风险编号"),
        ("手机 138 0013 8000", "手机号码"), ("电话：010-65123456", "固定电话号码"),
        ("传真（0571）87012345", "固定电话号码"), (f"证件{IDENTITY}", "居民身份证号码"),
        ("寄 wang.yi@example.gov.cn 收", "电子邮箱"),
        ("见风险点清单", "内部用语"), ("评为高风险", "风险等级"), ("▲1 受理", "风险标记"), ("物资采购", "内部权力类别"),
        ("CS01-CG-001", "内部职权编码"), ("内部掌握，暂不调整", "职权备注"),
    ],
)  # fmt: skip
def test_every_kind_of_internal_content_is_known(text: str, what: str, inspected: Callable[..., list[Leak]]) -> None:
    leaks = inspected("a.csv", text.encode())
    assert [leak.what for leak in leaks] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "由王一般负责", "赵二十个工作日", "CS01-XK-001-F12", "CS01-XK-001", "国办发〔2024〕54号",
        "2026年13800138000000号", "110105194912310021", "《物资采购管理办法》", "法律风险防范指引", "第二类医疗器械",
        "○○○有限公司", "12345政务服务热线", "测试采购项目",
    ],
)  # fmt: skip
def test_what_only_looks_internal_is_let_through(text: str, inspected: Callable[..., list[Leak]]) -> None:
    assert not inspected("a.csv", text.encode())


def test_internal_words_are_let_through_where_the_public_fields_say_them(
    tables: Tables, all_units: Callable[[Tables], AllUnits]
) -> None:
    tables["职权目录"][0][2] = "高风险作业场所许可"
    tables["职权目录"][0][4] = "《重大风险点分级管控办法》第六条"
    known = all_units(tables)
    assert not searched(known, "高风险作业场所许可\n《重大风险点分级管控办法》第六条")
    assert searched(known, "评定为高风险") == ["高风险"]


def test_what_the_public_fields_say_word_for_word_is_no_secret(
    tables: Tables, all_units: Callable[[Tables], AllUnits]
) -> None:
    # Clerks number risks as they number powers, and measures say what the steps say.
    tables["廉政风险自查表"][0][0] = "CS01-XK-001"
    tables["廉政风险自查表"][0][10] = "实行双人核对并全程留痕"
    tables["权力运行流程"][1][8] = "实行双人核对并全程留痕，定期抽查"
    tables["廉政风险自查表"][1][5] = "审核决定"
    known = all_units(tables)
    assert not searched(known, "CS01-XK-001\n实行双人核对并全程留痕\n审核决定")
    # A description is kept from the public even so.
    tables["廉政风险自查表"][0][4] = tables["权力运行流程"][2][6] = SECRET
    assert searched(all_units(tables), SECRET) == [SECRET]


def test_a_name_that_is_a_word_is_a_name_only_where_persons_are_spoken_of(
    tables: Tables, all_units: Callable[[Tables], AllUnits]
) -> None:
    tables["单位信息"][2][1] = "安全"
    known = all_units(tables)
    assert not searched(known, "负责安全生产和安全检查")
    assert searched(known, "联系人：安全") == ["安全"]


def test_posts_are_no_persons_and_persons_among_posts_are_found(settings: Settings) -> None:
    person = settings.guard.person
    assert not list(names_in("一处处长、分管领导；慈善处负责人，许可岗，单位领导 党组", person))
    assert list(names_in("一处处长（李四）、欧阳小明，王处长；赵 六", person)) == ["李四", "欧阳小明", "王处长", "赵六"]
    assert list(names_in("嬴政、李会、综合处", person, of_persons=True)) == ["嬴政", "李会"]


def test_the_check_digit_is_the_standards() -> None:
    assert is_identity_number(IDENTITY)
    assert not is_identity_number(IDENTITY[:-1] + "1")


def test_a_leaking_document_is_withheld_with_its_forms_and_the_others_are_published(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    tables["权力运行流程"][2][4] = "王一"
    run = carry_out(job(write(tables).parent, tmp_path / "out"), lambda line: None)
    public = run.target / "公开版"
    assert not (public / "权力运行流程图" / "测试司.docx").exists()
    assert (public / "职权目录" / "测试司.docx").is_file()
    assert (run.target / "权力运行流程图" / "测试司.docx").is_file()
    (told_to_the_clerk,) = [f for f in run.all_units.findings if f.code == "F113"]
    assert run.errors == len(run.withheld) + 1 > 1
    assert "王一" in told_to_the_clerk.message
    told = (run.target / "index.html").read_text("utf-8")
    assert "公开版/权力运行流程图/测试司.docx" in told and "填报人姓名“王一”" in told
    assert "正文第" in "".join(run.notes)
    assert "公开版/权力运行流程图" not in (run.target / "manifest.json").read_text("utf-8")


def test_what_can_never_be_public_is_refused_by_name(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[public]\nkinds = ["总结报告"]\n', "utf-8")
    with pytest.raises(SettingsError, match=r"rules.toml 第2行：“总结报告”不能公开，可写的有：职权目录、"):
        load_settings(rules)


def test_a_number_made_public_by_the_office_is_let_through(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    tables["权力运行流程"][2][8] = "电话 010-65123456"
    order = job(write(tables).parent, tmp_path / "out")
    assert carry_out(order, lambda line: None).withheld
    rules = tmp_path / "rules.toml"
    rules.write_text('[public]\nkinds = ["职权目录", "权力运行流程图"]\nallow = ["010-65123456"]\n', "utf-8")
    assert not carry_out(replace(order, rules=rules), lambda line: None).withheld


def test_a_draft_may_be_published_when_the_last_point_of_its_powers_is_decided(
    tables: Tables, all_units: Callable[[Tables], AllUnits], settings: Settings
) -> None:
    records = all_units(tables).registers[0].records

    def titled_after(*codes: str) -> str:
        on: Read[date] = Read("", None)
        basis = Basis("", "", "")
        decisions = {
            code: Decision("测试司", "一处", code, Opinion.KEEP, "", "", "", "", on, basis, "2026", Place(""))
            for code in codes
        }
        register = Register(replace(records, decisions=decisions))
        (catalogue,) = unit_catalogue(OneUnit(register, "2026", settings), Edition.PUBLIC)
        return catalogue.content.title

    assert titled_after() == titled_after("CS01-XK-001-F1") == "测试司职权目录（送审稿）"
    # The third point is one of an internal power: nothing of it is published.
    assert titled_after("CS01-XK-001-F1", "CS01-XK-001-F2") == "测试司职权目录"


def test_an_organ_may_publish_its_risk_tables_but_never_who_answers(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    for row in tables["廉政风险自查表"]:
        row[11] = "李四"
    tables["廉政风险自查表"][0][4] = SECRET
    rules = tmp_path / "rules.toml"
    rules.write_text('[public]\nkinds = ["职权目录", "廉政风险自查表", "风险点及防控措施汇总表"]\n', "utf-8")
    order = replace(job(write(tables).parent, tmp_path / "out"), rules=rules)
    run = carry_out(order, lambda line: None)
    assert not run.withheld
    public = run.target / "公开版"
    assert not (public / "权力运行流程图").exists()
    for name in ("廉政风险自查表/测试司.docx", "风险点及防控措施汇总表.docx"):
        xml = zipfile.ZipFile(public / name).read("word/document.xml").decode()
        assert SECRET in xml
        assert "测试采购" not in xml
        assert not [word for word in ("李四", "王一", "赵二", "责任人") if word in xml]


def test_the_public_edition_of_the_examples_is_clean_and_complete(examples: Run) -> None:
    assert not examples.withheld
    assert len(list((examples.target / "公开版").rglob("*.docx"))) == 11


def test_the_internal_edition_would_not_pass(examples: Run, inspected: Callable[..., list[Leak]]) -> None:
    """The guard is not blind: the same kinds of documents in their internal edition are full of leaks."""
    path = next((examples.target / "权力运行流程图").glob("*.docx"))
    assert {"内部用语", "风险等级", "风险标记"} <= {leak.what for leak in inspected("a.docx", path.read_bytes())}
    assert Document(str(path)).core_properties.author == ""
