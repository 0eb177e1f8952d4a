"""``python -m benchmarks.grounds``: right citations made from the list of laws, and what the checks say against them.

Each citation names a law in force by a number or year that may be cited, and articles that it has, in one of the forms
that organs use. Printed: how many there were, how many were accused, and what reading 10,000 grounds costs.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from benchmarks.common import submissions
from pipeline.check import check_unit
from pipeline.law.citations import read
from pipeline.law.plain import numeral
from pipeline.law.short_form import short_form
from pipeline.model import Finding, Submission
from pipeline.settings import Law, Settings, load_settings

# What says that a citation is wrong; the others of the family speak of how it is written (digits, brackets, marks).
ACCUSING = frozenset(
    f"B{number}" for number in (101, 103, 104, 105, 106, 107, 108, 109, 111, 112, 117, 118, 121, 122, 123, 124, 125)
)

Form = Callable[[str, str, Sequence[int]], str]


def _listed(articles: Sequence[int]) -> str:
    return "、".join(f"第{numeral(article)}条" for article in articles)


FORMS: tuple[Form, ...] = (
    lambda name, number, articles: f"《{name}》（{number}）{_listed(articles)}",
    lambda name, number, articles: f"《{name}》{number}{_listed(articles)}",
    lambda name, number, articles: f"{number}《{name}》{_listed(articles)}",
    lambda name, number, articles: (
        f"1.《{name}》（{number}公布）{_listed(articles)}；2.《{name}》第{articles[0]}条第一款"
    ),
    lambda name, number, articles: f"根据《{name}》（{number}）第{'、'.join(map(str, articles))}条",
    lambda name, number, articles: f"《{name}》第{numeral(articles[0])}条规定：“应当依法办理。”",
    lambda name, number, articles: f"《{name}》\n{chr(10).join(f'第{numeral(one)}条' for one in articles)}",
    lambda name, number, articles: f"{name}（{number}）第{articles[0]}条+第{articles[-1]}条",
    lambda name, number, articles: f"《{name}》（以下简称《本法规》）第{articles[0]}条；《本法规》第{articles[-1]}条",
    lambda name, number, articles: f"【法律法规】《{name}》（{number}）第{articles[0]}条第（一）项、第二项",
    lambda name, number, articles: f"《{name}》第{articles[0]}-{articles[-1]}条（{number}）",
    lambda name, number, articles: f"依据《{name.removeprefix('中华人民共和国')}》{_listed(articles)}办理",
)


def right_citations(laws: Sequence[Law], count: int, seed: int = 19) -> Iterator[str]:
    """Grounds that are right: of laws in force, with a number or year that stands and articles that there are."""
    chance = random.Random(seed)
    standing = [law for law in laws if law.status != "废止" and (law.effective is None or law.effective.year < 2026)]
    for index in range(count):
        law = chance.choice(standing)
        last = law.articles or 20
        articles = sorted(chance.sample(range(1, last + 1), min(last, chance.randint(1, 3))))
        yield FORMS[index % len(FORMS)](law.name, _number(law, chance), articles)


def _number(law: Law, chance: random.Random) -> str:
    """A number that may be cited in one of its forms, else the year of the law's text."""
    if not law.numbers:
        return f"{max(law.since, law.version)}年"
    number = chance.choice(law.numbers)
    if "令第" in number:
        bodies, figure = number.split("令第")
        forms = (
            number,
            f"{bodies}{figure.removesuffix('号')}号令",
            f"{bodies}第{figure}令",
            f"{bodies}令（第{figure}）",
        )
        dated = f"{max(law.since, law.version)}年{number}"
        return chance.choice((*forms, dated, f"中华人民共和国{number}" if bodies == "国务院" else number))
    return chance.choice((number, number.replace("〔", "[").replace("〕", "]")))


def accusations(
    grounds: Sequence[str], submission: Submission, settings: Settings, category: str = "其他行政权力"
) -> list[tuple[str, Finding]]:
    """What the checks say against grounds, each the ground of a power of its own."""
    power = submission.powers[0]
    powers = tuple(
        replace(power, row=replace(power.row, number=index + 3), code=f"P{index}", category=category, basis=basis)
        for index, basis in enumerate(grounds)
    )
    alone = replace(submission, powers=powers, steps=(), risks=(), measures=(), evaluations=())
    found = check_unit(submission.info.unit, (alone,), settings)
    return [
        (grounds[int("".join(filter(str.isdecimal, place.cell))) - 3], finding)
        for finding in found
        if finding.code in ACCUSING
        for place in finding.places
    ]


def main() -> None:
    """Make, check, count, print."""
    settings = load_settings()
    submission = submissions(settings)[0]
    made = list(right_citations(settings.laws.known, 2000))
    accused = accusations(made, submission, settings)
    say = sys.stdout.write
    say(f"正确的依据{len(made)}条，误报{len(accused)}条\n")
    for (code, title), number in Counter((one.code, one.title) for _, one in accused).most_common():
        say(f"  {code} {title}：{number}\n")
    many = [f"{ground}{'　' * (index % 7)}（{index}）" for index, ground in enumerate(made * 5)]
    start = time.process_time()
    for text in many:
        read(text)
        short_form(text)
    say(f"读{len(many)}格依据并简写：{time.process_time() - start:.1f} 秒 CPU\n")


if __name__ == "__main__":
    main()
