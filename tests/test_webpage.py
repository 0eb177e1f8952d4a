"""公开版网页 in a real browser, from disk, without network: found, read, printed, by everyone."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from importlib import resources
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pypdfium2
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from pipeline.run.job import Run
from pipeline.run.order import carry_out
from tests.conftest import Tables, job
from tests.test_run import HOSTILE

# WCAG 2.1 AA, 1.4.3: the least contrast of text of normal size.
ENOUGH = 4.5
# Every element that shows text of its own, with its colour and the colour that lies behind it.
PAINTED = """
const behind = (element) => {
  for (; element; element = element.parentElement) {
    const colour = getComputedStyle(element).backgroundColor;
    if (!colour.endsWith(", 0)") && colour !== "transparent") return colour;
  }
  return "rgb(255, 255, 255)";
};
return [...document.querySelectorAll("body *")]
  .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .map((e) => [e.tagName + "." + e.className, getComputedStyle(e).color, behind(e)]);
"""


@pytest.fixture
def page(browser: Chrome, examples: Run) -> Iterator[Chrome]:
    browser.get((examples.target / "公开版" / "index.html").as_uri())
    yield browser
    assert not browser.get_log("browser")  # type: ignore[no-untyped-call]


def shown(page: Chrome) -> list[str]:
    return [heading.text for heading in page.find_elements(By.CSS_SELECTOR, "article h3") if heading.is_displayed()]


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def luminance(red: int, green: int, blue: int) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [value / 255 for value in (red, green, blue)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    light, dark = sorted((luminance(*one[:3]), luminance(*other[:3])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rgb(colour: str) -> tuple[int, ...]:
    if colour.startswith("#"):
        return tuple(bytes.fromhex(colour[1:]))
    return tuple(map(int, re.findall(r"\d+", colour)))


def test_search_and_filters_show_what_they_say(page: Chrome, examples: Run) -> None:
    names = shown(page)
    registers = examples.all_units.registers
    assert len(names) == 21
    query = page.find_element(By.ID, "query")
    query.send_keys("募捐　资格审批")
    assert shown(page) == ["慈善组织公开募捐资格审批"]
    assert "显示 1 项" in page.find_element(By.ID, "found").text
    query.send_keys("无此事项")
    assert shown(page) == []
    assert "没有符合条件" in page.find_element(By.ID, "found").text
    page.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    assert shown(page) == names
    unit = next(register for register in registers if register.name == "社会组织管理局")
    Select(page.find_element(By.ID, "unit")).select_by_value(unit.file_name)
    Select(page.find_element(By.ID, "category")).select_by_value("行政许可")
    assert shown(page) == [power.name for power in unit.powers if power.category == "行政许可"]
    headings = [h.text for h in page.find_elements(By.CSS_SELECTOR, "h2") if h.is_displayed()]
    assert headings == [unit.name]


def test_every_power_has_its_chart_and_its_steps(page: Chrome) -> None:
    page.find_element(By.ID, "unfold").click()
    articles = page.find_elements(By.TAG_NAME, "article")
    for article in articles:
        assert article.find_elements(By.CSS_SELECTOR, "figure img")
        assert len(article.find_elements(By.CSS_SELECTOR, "tbody tr")) > 2
    loaded = page.execute_async_script(
        "const done = arguments[0]; const all = [...document.images]; all.forEach((i) => (i.loading = 'eager'));"
        "Promise.all(all.map((i) => i.decode())).then(() => done(all.every((i) => i.naturalWidth > 50)), done)"
    )
    assert loaded is True


def test_the_page_asks_for_nothing_from_elsewhere(page: Chrome) -> None:
    targets = page.execute_script("return [...document.querySelectorAll('[src],[href]')].map((e) => e.src || e.href)")
    assert targets
    assert all(target.startswith("file://") for target in targets)
    assert all(Path(unquote(target.removeprefix("file://")).partition("#")[0]).exists() for target in targets)


def test_it_can_be_used_by_keyboard_alone(page: Chrome) -> None:
    body = page.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    assert page.switch_to.active_element.text == "跳到职权列表"
    for expected in ("query", "unit", "category"):
        page.switch_to.active_element.send_keys(Keys.TAB)
        assert page.switch_to.active_element.get_attribute("id") == expected
    details = page.find_element(By.TAG_NAME, "details")
    details.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    assert details.get_attribute("open")
    assert page.execute_script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_link_to_a_power_opens_it(page: Chrome) -> None:
    page.get(page.current_url.partition("#")[0] + "#p2-1")
    assert page.find_element(By.CSS_SELECTOR, "#p2-1 details").get_attribute("open")


def test_structure_that_screen_readers_need(page: Chrome) -> None:
    assert page.execute_script("return document.documentElement.lang") == "zh-CN"
    assert page.title.startswith("职权目录")
    for landmark in ("header", "main", "footer", "[role=search]", "[role=status]"):
        assert len(page.find_elements(By.CSS_SELECTOR, landmark)) == 1, landmark
    page.find_element(By.ID, "unfold").click()
    for control in page.find_elements(By.CSS_SELECTOR, "input, select, button, img, summary, a, [role=region]"):
        assert control.accessible_name, control.get_attribute("outerHTML")
    levels = [int(h.tag_name[1]) for h in page.find_elements(By.CSS_SELECTOR, "h1, h2, h3, h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.execute_script("return [...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    assert not page.find_elements(By.CSS_SELECTOR, "th:not([scope]), table:not(:has(caption))")


@pytest.mark.parametrize("media", ["screen", "print"])
def test_every_text_stands_out_from_what_lies_behind_it(media: str, page: Chrome) -> None:
    page.find_element(By.ID, "unfold").click()
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media})
    try:
        painted = {tuple(entry) for entry in page.execute_script(PAINTED)}
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert len(painted) > 8
    for element, ink, paper in painted:
        assert contrast(rgb(ink), rgb(paper)) >= ENOUGH, (element, ink, paper)


def test_the_stylesheet_sets_no_pair_of_colours_too_alike() -> None:
    """Every rule that sets a colour sets what lies behind it, so that the ratio can be reckoned from the file alone."""
    text = resources.files("pipeline").joinpath("data", "public.css").read_text("utf-8")
    colours = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6})", text))
    paper = colours["--paper"]
    rules = [body for body in re.findall(r"{([^{}]*)}", text) if re.search(r"(?<![a-z-])color:", body)]
    assert len(rules) > 10
    for body in rules:
        ink = re.search(r"(?<![a-z-])color: var\((--[a-z-]+)\)", body)
        behind = re.search(r"background: (?:var\((--[a-z-]+)\)|inherit)", body)
        assert ink and behind, body
        for under in [colours[behind[1]]] if behind[1] else [paper, colours["--panel"]]:
            assert contrast(rgb(colours[ink[1]]), rgb(under)) >= ENOUGH, body


def test_it_prints_what_the_filter_shows_all_of_it_and_no_tools(page: Chrome) -> None:
    page.find_element(By.ID, "query").send_keys("慈善组织公开募捐资格审批")
    made = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    document = pypdfium2.PdfDocument(base64.b64decode(made["data"]))
    text = re.sub(r"\s", "", "".join(sheet.get_textpage().get_text_range() for sheet in document))
    assert "慈善组织公开募捐资格审批" in text
    assert "监督方式" in text
    assert "全部展开" not in text
    assert "养老机构监督检查" not in text
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    for sheet in document:
        words = sheet.get_textpage()
        rights = [words.get_charbox(index)[2] for index in range(words.count_chars())]
        # Within the margin of 18 mm, but for the blank half of a mark of punctuation.
        assert max(rights, default=0) <= width - 18 * 72 / 25.4 + 5
    assert not page.find_element(By.TAG_NAME, "details").get_attribute("open")


def test_cell_text_is_only_ever_text(
    browser: Chrome, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    hostile = [text.replace("\x0b", "␋") for text in HOSTILE]
    hostile += [
        "</script><script>document.title='x'</script>",
        '" onload="document.title=1',
        "<img src=x onerror=alert(1)>",
    ]
    first = tables["职权目录"][0]
    tables["职权目录"] = [[*first[:1], f"CS01-XK-{i:03d}", text, *first[3:]] for i, text in enumerate(hostile)]
    run = carry_out(job(write(tables).parent, tmp_path / "out"), lambda line: None)
    browser.get((run.target / "公开版" / "index.html").as_uri())
    shown_names = browser.execute_script("return [...document.querySelectorAll('h3')].map((h) => h.textContent)")
    assert shown_names == hostile
    assert browser.title.startswith("职权目录")
    rows = list(
        csv.reader(io.StringIO((run.target / "公开版/开放数据/职权目录.csv").read_text("utf-8-sig"), newline=""))
    )
    assert [row[2] for row in rows[1:]] == [f"'{text}" if text[0] in "=@" else text for text in hostile]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_open_data_says_what_the_records_say_and_fits_its_schema(examples: Run) -> None:
    folder = examples.target / "公开版" / "开放数据"
    data = json.loads((folder / "职权.json").read_text("utf-8"))
    schema = json.loads((folder / data["$schema"]).read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    validator.validate(data)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(data | {"risks": []})
    public = {
        "行政许可", "行政处罚", "行政强制", "行政征收", "行政给付", "行政裁决", "行政确认", "行政奖励", "行政检查",
        "其他行政权力", "公共服务事项",
    }  # fmt: skip
    expected = [power for power in examples.all_units.powers if power.category in public]
    powers = [power for unit in data["units"] for power in unit["powers"]]
    assert [power["name"] for power in powers] == [power.name for power in expected]
    assert all((folder / chart).is_file() for power in powers for chart in power["charts"])
    assert (folder / "职权目录.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    heads, *rows = table(folder / "职权目录.csv")
    assert [row[heads.index("行使依据")] for row in rows] == [power.basis for power in expected]
    assert len(table(folder / "权力运行流程.csv")) - 1 == sum(len(power["steps"]) for power in powers)


def test_a_draft_says_so_on_the_page_and_in_the_data(page: Chrome, examples: Run) -> None:
    assert "送审稿" in page.find_element(By.CSS_SELECTOR, ".draft").text
    assert json.loads((examples.target / "公开版/开放数据/职权.json").read_text("utf-8"))["standing"] == "送审稿"
    assert "送审稿" in (examples.target / "index.html").read_text("utf-8")


def test_only_the_pages_own_script_runs_and_its_charts_are_seen(browser: Chrome, page: Chrome, examples: Run) -> None:
    """The policy forbids everything else, and the page breaks no rule of it: every chart is shown."""
    text = (examples.target / "公开版" / "index.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy and "default-src &#39;none&#39;" in policy[1] and "unsafe" not in policy[1]
    assert not re.search(r"<[^>]+ (?:style|on\w+)=", text)
    page.find_element(By.ID, "unfold").click()
    widths = page.execute_async_script(
        "const done = arguments[0]; const all = [...document.images]; all.forEach((i) => { i.loading = 'eager'; });"
        "Promise.all(all.map((i) => i.decode().catch(() => null))).then(() => done(all.map((i) => i.naturalWidth)));"
    )
    assert len(widths) > 20
    assert all(widths)
    assert page.execute_script("return document.querySelector('td.n').getBoundingClientRect().width") > 20
    page.execute_script("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    assert page.title != "1"
    blocked = [entry for entry in page.get_log("browser") if "Content Security Policy" in entry["message"]]  # type: ignore[no-untyped-call]
    assert len(blocked) == 1
    browser.refresh()
