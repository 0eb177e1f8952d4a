"""法律、文件的名称: names in 《》, names without marks, and the names that are no law's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.law.plain import CJK, NUMERAL, plain, quotations

_LONGEST_TITLE = 120
_FURTHEST = 90

_ISSUED = re.compile("(?:印发|公布|发布|转发|下发)[〈《<]([^〈〉《》<>]+)[〉》>]")
_ISSUED_BARE = re.compile(
    f"关于(?:印发|公布|发布|转发|下发)({CJK}[^〈〉《》<>]*?(?:办法|规定|细则|规则|规范|意见|方案|条例|标准|规程|制度))的通知$"
)

# Certificates, forms and the like; a party's or an organ's own 章程 is a rule, that of an applicant is none.
_NO_LAW = re.compile(
    r"(?:[证书表单簿册牌卡图状]|证明|执照|护照|户口本|协议|合同|声明|报告|回执|(?<!中国共产党)章程|[笔记]录|通讯录|示范文本|格式文本"
    r"|文书格式|指南|台[账帐]|档案|简章|须知|收据|发票|印章|公章|讲话|样式|汇编)$"
)
_SUFFIX = r"(?:法典|宪法|法|条例|办法|规定|细则|规则|规范|准则|决定|通知|意见|解释|规程|章程)"
# What may stand behind a name that has no marks: an article, a bracket, a joint, the end.
_STRONG = (
    rf"\s*(?:{CJK}{{2,6}}编|[总附分]则)?\s*"
    rf"(?:第\s*\(?{NUMERAL}\s*[条款章、,至到-]|{NUMERAL}\s*条|附件\s*(?:第|\d|[一二三四五六七八九十]))"
)
_BARE = re.compile(
    rf"(?P<name>(?:{CJK}|\((?:试行|暂行|草案|修订|{CJK}{{1,10}})\)|[“”、〈〉<>]){{1,60}}?{_SUFFIX}(?:\((?:试行|暂行)\))?)"
    rf"(?:(?P<strong>{_STRONG})|(?P<bracket>\s*\((?!试行|暂行))|(?P<weak>\s*(?:[;。\n+、,①-⑳]|$|的?(?:有关|相关)?规定(?=\s*(?:[;。\n、,]|$)))))"
)
_WEAK = re.compile("(?:(?<![做方想说看手用执司立依合守普书技语办])法|条例|办法|规定|细则|规则|规范|准则)$")
# Who issued it, before a name without marks.
_ISSUER = re.compile(
    "(?:国务院|国家卫生健康委|(?:民政|财政|交通运输|交通|公安|司法|农业农村|水利|教育|商务|卫生|人力资源和?社会保障|住房和城乡建设)部)"
    "(?!关于|办公厅|[门令、\\s和]|公告)"
)
# A name does not begin or read like this: 有关规定, 本办法, 依法.
_NO_NAME = re.compile(
    r"^(?:[本该同此其各按由经对在依不违第并另]|实施|有关|相关|上述|前述|下列|其他|国家有关|单位|局|内部|领导|上级|工作|文件|岗位|职责|惯例|会议)"
    r"|应当|可以|不得|违反|依照|根据|符合|有关|相关|本单位|单位内部|上级|按照|执行|依法|领导|研究|要求|交办|工作需要|惯例|讲话|《|“[^”]*$"
)


@lru_cache(maxsize=8192)
def law_name(title: str) -> str:
    """A title for comparing: 《中华人民共和国慈善法（2023年修正）》 and 《慈善法》 are one law.

    《关于印发〈…办法〉的通知》 is the 办法 that it brings.
    """
    name = re.sub(r"\([^()]*\)", "", "".join(plain(title).split()))
    if issued := _ISSUED.search(name) or _ISSUED_BARE.search(name):
        name = issued[1]
    return re.sub('[《》〈〉<>“”"]', "", name).removeprefix("中华人民共和国")


@lru_cache(maxsize=8192)
def is_no_law(title: str) -> bool:
    """A certificate, a form, a charter, a handbook: named in a ground, but no ground itself."""
    name = re.sub(r"\([^()]*\)$", "", "".join(plain(title).split()))
    return bool(_NO_LAW.search(name)) or (len(name) <= 2 and not re.search("法典?|条例|章程", name))


def marked_titles(text: str, opening: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Spans of 《…》, nested ones as one, those inside a quotation left out; an unclosed 《 opens nothing.

    A quotation that begins like ``opening`` is none: a whole list or article stands in it.
    """
    quotes = [span for span in quotations(text) if not opening.match(text, span[0])]
    start, depth, quote = 0, 0, 0
    for position, character in enumerate(text):
        if character == "《":
            if depth == 0 or position - start > _LONGEST_TITLE:
                start, depth = position, 0
            depth += 1
        elif character == "》" and depth:
            depth -= 1
            if depth == 0:
                while quote < len(quotes) and quotes[quote][1] <= start:
                    quote += 1
                if not (quote < len(quotes) and quotes[quote][0] < start):
                    yield start, position + 1


def bare_title(text: str, start: int) -> tuple[int, int, str] | None:
    """Where the name without marks at ``start`` begins and ends, and how surely it is one: strong, bracket, weak.

    Who issued it stands before the name and is no part of it.
    """
    if issuer := _ISSUER.match(text, start):
        start = issuer.end()
    match = _BARE.match(text, start, min(len(text), start + _FURTHEST))
    if match is None or _NO_NAME.search(match["name"]) or is_no_law(match["name"]):
        return None
    name = match["name"]
    sure = "strong" if match["strong"] else "bracket" if match["bracket"] else "weak"
    if sure == "weak" and (match.end() == start + _FURTHEST or len(name) < 3 or not _WEAK.search(name)):
        return None
    return start, match.end("name"), sure
