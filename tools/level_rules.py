"""docs/levels.md: the rules of class and level, made from the rule files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.assess import Ruleset, Rulesets
from pipeline.assess.level import Clause, FirstOf, Matrix, Points, Score
from pipeline.assess.rule_texts import steps_text, without_places
from pipeline.settings import load_settings


def level_rules_page() -> str:
    """docs/levels.md."""
    return levels_page(Rulesets(load_settings()).all())


def levels_page(rulesets: Mapping[str, Ruleset]) -> str:
    """docs/levels.md: the plan's own rules in full, then what each further rule set does otherwise."""
    plan = rulesets[""]
    parts = [_HEAD, f"## {plan.name}（{plan.version}）\n", *_classing(plan), *_factors(plan), *_grading(plan)]
    for name, rules in rulesets.items():
        if name:
            parts += [f"## {name}（{rules.version}）\n", f"{rules.note}\n", *_factors(rules, plan), *_grading(rules)]
    return "\n".join(parts)


_HEAD = """# 定类和定级的规则

本页由规则文件生成（`make docs`），请勿手改。规则在 `pipeline/data/rules.toml`，另备的在 `pipeline/data/rules/`。

一个风险点先定类，再定级；结果是类别、等级、得分、依次起作用的规则（各带它看到的文字或数字），
以及怎样能使等级降低（换一个事实，再按同样的规则算一遍）。等级不同于自评的、未归类的，列在审定意见表最前面。

## 换用本机关的规则

1. 在收件箱旁边的 `本机关/` 文件夹里写一份 `rules.toml`（或另存一个文件，用 `--rules 文件` 指定，盖在文件夹之上），
   只写要改的那几项；随程序的规则不动，升级时不受影响。
   - 写到的一项换掉同一项，同一节里没有写到的不变。改等级矩阵的一格是一行：`level.matrix.grid."中"."中" = "高"`。
   - 列表（`[…]`，或成组的 `[[…]]`，如 `[[level.floor]]`）写了就整个换掉；
     不要某种规则，写空列表，如 `[level]` 下 `ceiling = []`。
   - 去掉对照表里的一条，写 `"名称" = false`，如 `[class.by_category]` 下 `"行政给付" = false`。
   - 例外：`[level]` 换了 `manner`（定级方式），或 `[factor.名称]` 换了看法
     （`equals`、`words`、`blank`、`at_least`、`class`、`structure`），就整组另起：原来的矩阵、上限、底线或用语属于原来的方式，合并起来会误导。
2. `lianfang levels --rules 文件` 列出哪些风险点的类别、等级会变，从什么变成什么，因为哪条规则；文件有错的，指出哪一行，
   写错的名称给出最接近的正确名称。
3. `lianfang reports` 使用它。只让个别单位用的，写在 `[sets]`、`[units]`，
   或由单位在《单位信息》加一行“定级规则”。

其他等级说法（一级/二级/三级、A/B/C、★）各地方向不一，只按声明换算：写在规则文件 `[scales."等级"]`
（如 `"一级" = "高"`），或由填报表在《单位信息》加一行“等级换算”（如 `一级=高；二级=中；三级=低`）。没有声明的不推定。

规则文件写法的约束：加重的因素只能加分、抬高等级，减轻的只能减分、压低等级；矩阵不能有缺格，也不能可能性或危害更高而等级更低；
分值要够得着；规则编号不能重复。违反的在读入时指出文件和行号。
"""


def _classing(rules: Ruleset) -> Iterator[str]:
    classing = rules.classing
    yield "### 定类\n"
    yield (
        "先看所填涉及领域，再看权力类别，最后看文字；哪一样都定不了的记为"
        + classing.unclassed
        + "，列出相近的领域，交审定。\n"
    )
    yield _table(
        ("规则", "名称", "写明", "把握"),
        [(r.code, r.title, without_places(r.found), str(r.confidence)) for r in classing.written.rule.all()],
    )
    listed = classing.text.fields_of_word
    yield _table(
        ("涉及领域", "类别", "权力类别推定", "达到重大标准时", "文字"),
        [
            (
                field,
                klass,
                "、".join(category for category, of in classing.written.by_category.items() if of == field),
                classing.written.when_major.get(field, ""),
                "、".join(word for word, fields in listed.items() if field in fields),
            )
            for field, klass in classing.class_of_field.items()
        ],
    )
    own = "，".join(f"{category}{amount}" for category, amount in classing.major.by_category.items())
    yield f"重大标准（万元）：{own}，其余{classing.major.default}。单位另有标准的写在 `[major.by_unit]`。\n"


def _factors(rules: Ruleset, known: Ruleset | None = None) -> Iterator[str]:
    """The factors; of a further rule set, only those that the plan's own rules do not have."""
    factors = [factor for factor in rules.factors.values() if known is None or factor.name not in known.factors]
    if factors:
        yield "### 因素\n"
        yield _table(
            ("名称", "含义", "加重或减轻", "看什么", "怎样改变"),
            [(f"`{f.name}`", f.title, "加重" if f.raises else "减轻", f.sees, f.mend) for f in factors],
        )


def _grading(rules: Ruleset) -> Iterator[str]:
    manner = rules.grading.manner
    yield "### 定级\n"
    match manner:
        case Matrix():
            yield f"{manner.rule.code} {manner.rule.title}（行为可能性，列为危害程度）：\n"
            yield _table(
                ("", *rules.levels),
                [(row, *(manner.grid[row, column] for column in rules.levels)) for row in rules.levels],
            )
            filled, estimated = manner.filled, manner.estimated
            yield f"{filled.code} {filled.title}的照填报；{estimated.code} {estimated.title}：\n"
            for points in (manner.likelihood, manner.harm):
                yield from _points(points, rules)
        case Score():
            yield f"{manner.rule.code} {manner.rule.title}：\n"
            yield from _points(manner.points, rules)
        case FirstOf():
            yield "从上到下依次对照，以先符合的为准：\n"
            yield _clauses((*manner.clauses, manner.otherwise), "为", rules)
    bounds = [(rules.grading.ceilings, "不高于"), (rules.grading.floors, "不低于")]
    for clauses, gives in bounds:
        if clauses:
            yield _clauses(clauses, gives, rules)
    yield "由谁负责：" + "，".join(f"{level}风险{who}" for level, who in rules.answers.items()) + "。\n"


def _points(points: Points, rules: Ruleset) -> Iterator[str]:
    yield f"{points.title}：{steps_text(points)}。\n"
    yield _table(
        ("规则", "名称", "分值", "看什么"),
        [(r.rule.code, r.rule.title, f"{r.points:+d}", rules.factors[r.factor].sees) for r in points.rules],
    )


def _clauses(clauses: Iterable[Clause], gives: str, rules: Ruleset) -> str:
    def titles(names: tuple[str, ...]) -> str:
        return "、".join(rules.factors[name].title for name in names)

    return _table(
        ("规则", "名称", "须成立", "须不成立", "等级"),
        [(c.rule.code, c.rule.title, titles(c.when), titles(c.unless), f"{gives}{c.level}") for c in clauses],
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines) + "\n"
