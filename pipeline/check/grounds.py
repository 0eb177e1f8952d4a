"""B 行使依据: how grounds are written: laws in 《》, with number and article, in the form that documents ask for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from pipeline.check.catalogue import Fault, check, short
from pipeline.law.citations import citations, read
from pipeline.law.plain import numeral
from pipeline.model import Place, Power, Severity
from pipeline.view.unit import Unit

_DIGIT_ARTICLE = re.compile(r"第\s*([0-9０-９]+)\s*条")
_ODD_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:[\[(（［【]\s*(?:19|20)\d\d\s*[\])）］】]\s*第?\s*\d+|〔\s*(?:19|20)\d\d\s*〕\s*(?:第\s*\d+|0\d*))\s*号"
)
_NESTED = re.compile("《[^《》]*《")


def _open_mark(text: str) -> int | None:
    """Where a 《 or 》 stands that has no fellow."""
    opened: list[int] = []
    for position, character in enumerate(text):
        if character == "《":
            opened.append(position)
        elif character == "》":
            if not opened:
                return position
            opened.pop()
    return opened[-1] if opened else None


@check(
    "B101",
    Severity.WARNING,
    "书名号不成对",
    reason="少了半边书名号，法律名称从哪里到哪里就分不清，目录也摘不出依据。",
    example="“《社会团体登记管理条例第六条”。",
    mend="补上缺少的《或》。",
)
def unpaired_marks(unit: Unit) -> Iterator[Fault]:
    """A 《 without 》, or the other way round."""
    for power in unit.powers:
        position = _open_mark(power.basis)
        if position is not None:
            around = power.basis[max(0, position - 6) : position + 10]
            yield Fault((power.at("basis"),), f"行使依据中“{around}”处书名号不成对", "请补上缺少的半边书名号《或》。")


@check(
    "B102",
    Severity.WARNING,
    "依据没有用书名号标明",
    reason="法律、文件名称应写全称并加书名号，读者才能查到是哪一部。",
    example="“社会团体登记管理条例第六条”。",
    mend="写作“《社会团体登记管理条例》第六条”。",
)
def no_title(unit: Unit) -> Iterator[Fault]:
    """A law or paper named without 《…》, or by its number alone; what names none is B103."""
    for power in unit.powers:
        reading = read(power.basis)
        bare = [one.title for one in reading.citations if not one.marked]
        if bare or (reading.unread and not reading.citations and not re.search("[《》]", power.basis)):
            yield Fault(
                (power.at("basis"),),
                f"行使依据“{short(bare[0] if bare else power.basis)}”没有用书名号标明法律、文件名称",
                "请写明全称并加书名号，如“《社会团体登记管理条例》第六条”。",
            )


@check(
    "B103",
    Severity.ERROR,
    "依据笼统",
    reason="“按有关规定”“领导要求”说不出是哪一部、哪一条，等于没有依据；职权法定，必须写明。",
    example="“根据有关法律法规和工作需要”“上级统一安排”。",
    mend="写明法律、文件的名称、文号和条款。",
)
def vague_grounds(unit: Unit) -> Iterator[Fault]:
    """Grounds that cite nothing, whatever they say: 领导要求, 历来如此, 按有关规定."""
    for power in unit.powers:
        reading = read(power.basis)
        if power.basis and not reading.citations and not reading.unread:
            yield Fault(
                (power.at("basis"),),
                f"行使依据“{short(power.basis)}”没有写明是哪一部法律或文件",
                "请写明名称、文号和条款。",
            )


@check(
    "B119",
    Severity.HINT,
    "依据中有认不出的写法",
    reason="认不出的文号、条款照原样印在目录里，程序不作核对，也不简写。",
    example="“《××决定》第67项”“《××办法》附表一”。",
    mend="核对原文；能写成“《名称》（文号）第×条第×款”的，请改写。",
)
def unread_grounds(unit: Unit) -> Iterator[Fault]:
    """Beside what was read, numbers or provisions in a form that is not known; told once a workbook."""
    for powers in _by_file(unit, lambda power: bool(read(power.basis).citations and read(power.basis).unread)):
        unread = read(powers[0].basis).unread
        yield Fault(
            _places(powers),
            f"{len(powers)} 项职权的依据中有认不出的写法，如“{short(unread[0])}”，照原样印出",
            "请核对原文；能写成“《名称》（文号）第×条第×款”的，请改写。",
        )


@check(
    "B110",
    Severity.WARNING,
    "依据没有写到条款",
    reason="只写法律名称，看不出是哪一条授予了这项权力。",
    example="行政处罚的依据只写“《殡葬管理条例》”。",
    mend="写明条、款、项，如“《殡葬管理条例》第二十条”。",
)
def no_article(unit: Unit) -> Iterator[Fault]:
    """A power towards the public whose grounds name laws, but not one article or chapter."""
    internal = unit.settings.vocabulary.power_categories.internal
    for power in unit.powers:
        cited = citations(power.basis)
        if cited and power.category not in internal and not any(one.articles or one.chapters for one in cited):
            yield Fault(
                (power.at("basis"),),
                f"职权“{power.name}”的依据只有名称，没有写到条款",
                "请写明是哪一条、哪一款授予这项权力。",
            )


@check(
    "B114",
    Severity.HINT,
    "条文序号用了阿拉伯数字",
    reason="法律条文的序号是汉字，公文引用应与原文一致。",
    example="“第32条”。",
    mend="改为“第三十二条”。",
)
def digit_articles(unit: Unit) -> Iterator[Fault]:
    """第32条; all places of a workbook are one finding."""
    for powers in _by_file(unit, lambda power: bool(_DIGIT_ARTICLE.search(power.basis))):
        match = _DIGIT_ARTICLE.search(powers[0].basis)
        assert match
        yield Fault(
            _places(powers),
            f"{len(powers)} 项职权的依据用阿拉伯数字写条文序号，如“{match[0]}”",
            f"请改为汉字，如“第{numeral(int(match[1]))}条”。",
        )


@check(
    "B115",
    Severity.HINT,
    "文号写法不规范",
    reason="《党政机关公文格式》（GB/T 9704—2012）规定发文字号的年份用六角括号〔〕括入，序号不加“第”字、不编虚位。",
    example="“民发[2017]第045号”。",
    mend="改为“民发〔2017〕45号”。",
)
def odd_document_number(unit: Unit) -> Iterator[Fault]:
    """民发[2017]第045号; all places of a workbook are one finding."""
    for powers in _by_file(unit, lambda power: bool(_ODD_NUMBER.search(power.basis))):
        match = _ODD_NUMBER.search(powers[0].basis)
        assert match
        year, number = re.findall(r"\d+", match[0])
        agency = re.split(r"[\[(（［【〔]", match[0])[0]
        yield Fault(
            _places(powers),
            f"{len(powers)} 项职权的依据中文号写法不规范，如“{match[0]}”",
            f"请用六角括号，不加“第”字，如“{agency}〔{year}〕{int(number)}号”。",
        )


@check(
    "B116",
    Severity.HINT,
    "书名号套用",
    reason="《标点符号用法》（GB/T 15834—2011）规定书名号里面还要用书名号时，里面一层用单书名号。",
    example="“《关于印发《××办法》的通知》”。",
    mend="改为“《关于印发〈××办法〉的通知》”。",
)
def nested_marks(unit: Unit) -> Iterator[Fault]:
    """《…《…》…》; all places of a workbook are one finding."""
    nested = _by_file(unit, lambda power: bool(_NESTED.search(power.basis)) and _open_mark(power.basis) is None)
    for powers in nested:
        yield Fault(
            _places(powers),
            f"{len(powers)} 项职权的依据在书名号里又用了双书名号",
            "里面一层请改用单书名号〈〉。",
        )


@check(
    "B117",
    Severity.ERROR,
    "以草案为依据",
    reason="征求意见稿、草案没有效力，不能据以行使权力。",
    example="“《社会组织登记管理条例（草案征求意见稿）》”。",
    mend="改引现行有效的法律、文件；没有的，这项权力不能列入目录。",
)
def draft_cited(unit: Unit) -> Iterator[Fault]:
    """A draft cited as a ground."""
    drafts = unit.settings.rules.grounds.drafts
    for power in unit.powers:
        for one in citations(power.basis):
            if any(word in one.title for word in drafts):
                yield Fault(
                    (power.at("basis"),),
                    f"依据《{one.title}》还不是生效的文本",
                    "请改引现行有效的法律、文件。",
                )


@check(
    "B118",
    Severity.HINT,
    "同一条款重复引用",
    reason="一格里同一条引了两次，多半是粘贴重复。",
    example="“《××条例》第六条；《××条例》第六条”。",
    mend="删去重复的一处。",
)
def cited_twice(unit: Unit) -> Iterator[Fault]:
    """The same article of the same law twice in one cell."""
    for power in unit.powers:
        seen: set[tuple[str, object]] = set()
        for one in citations(power.basis):
            cited = {(one.law, article) for article in one.articles or (None,)}
            if twice := seen & cited:
                articles = "、".join(sorted(str(article) for _, article in twice if article))
                yield Fault((power.at("basis"),), f"依据重复引用《{one.title}》{articles}", "请删去重复的一处。")
                break
            seen |= cited


def _by_file(unit: Unit, has: Callable[[Power], bool]) -> Iterator[list[Power]]:
    """The powers of each workbook that have a habit of writing: one finding a workbook, not one a row."""
    found: defaultdict[str, list[Power]] = defaultdict(list)
    for power in unit.powers:
        if has(power):
            found[power.row.file].append(power)
    yield from found.values()


def _places(powers: list[Power]) -> tuple[Place, ...]:
    return tuple(power.at("basis") for power in powers)
