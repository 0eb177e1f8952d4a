"""Persons and their numbers in texts written by somebody who had not seen the reader: what is told, what is let be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.meaning.persons import PersonReader
from pipeline.settings import Settings

CORPUS = Path(__file__).parent / "corpora" / "persons"
OF_POSTS = ("责任岗位", "办理主体")
OWN = {
    "name": "人名", "mobile": "手机号码", "landline": "固定电话号码", "identity": "居民身份证号码", "card": "银行卡号",
    "plate": "车牌号码", "address": "住址", "health": "健康情况", "belief": "宗教信仰",
}  # fmt: skip


# The half, and how many of its texts at most go untold, are told of as another kind only, are told of in vain.
@pytest.mark.parametrize(
    ("half", "personal", "harmless", "untold", "not_as_own", "in_vain"),
    [("develop", 113, 112, 0, 0, 0), ("measure", 112, 113, 5, 7, 0)],
)
def test_of_personal_texts_few_go_untold_and_of_look_alikes_none_is_told(
    half: str, personal: int, harmless: int, untold: int, not_as_own: int, in_vain: int, settings: Settings
) -> None:
    reader = PersonReader(settings.guard)
    texts = [json.loads(line) for line in (CORPUS / f"{half}.jsonl").read_text("utf-8").splitlines()]
    told = [(one, reader.mentions(one["text"], one["field"] in OF_POSTS)) for one in texts]
    of_persons = [(one, found) for one, found in told if one["personal"]]
    alike = [found for one, found in told if not one["personal"]]
    assert (len(of_persons), len(alike)) == (personal, harmless)
    assert sum(not found for _, found in of_persons) <= untold
    assert sum(OWN[one["kind"]] not in {f.what for f in found} for one, found in of_persons) <= not_as_own
    assert sum(bool(found) for found in alike) <= in_vain


@pytest.mark.parametrize(
    "text",
    [
        "《行政单位财务规则》（财政部令第113号）第二十三条至第二十九条", "《中华人民共和国会计法》第九条",
        "合同总价13,800,138,000元", "国家层面启动应急响应", "向三家以上市场主体了解情况", "公众可在线核对",
        "主管司局会签",
    ],
)  # fmt: skip
def test_words_of_office_are_no_persons(text: str, settings: Settings) -> None:
    assert PersonReader(settings.guard).mentions(text) == ()
