"""The index page in a real browser, from disk: what the office sees, clicks, searches and prints."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlencode, urlsplit

import pypdfium2
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from pipeline.model import PeriodFigures, Severity
from pipeline.papers.index.monitor import Monitor
from pipeline.publish import index_page
from pipeline.run.job import Run
from pipeline.run.order import carry_out
from tests.conftest import Tables, job
from tests.test_webpage import ENOUGH, PAINTED, contrast, rgb

HOSTILE = [
    "<script>document.title='hit'</script>", "</script><script>document.title='hit'</script>",
    "<img src=x onerror=\"document.title='hit'\">", "{{ 7*7 }}", "${7*7}", "<!--", "]]>", "\u2028甲\u2029", "&lt;b&gt;",
]  # fmt: skip


@pytest.fixture
def page(browser: Chrome, examples: Run) -> Iterator[Chrome]:
    # A page apart in between: the address alone would only change the part after "#".
    browser.get("about:blank")
    browser.get((examples.target / "index.html").as_uri())
    yield browser
    assert not browser.get_log("browser")  # type: ignore[no-untyped-call]


def all_of(page: Chrome | WebElement, selector: str) -> list[WebElement]:
    return page.find_elements(By.CSS_SELECTOR, selector)


def one(page: Chrome, selector: str) -> WebElement:
    return page.find_element(By.CSS_SELECTOR, selector)


def follow(page: Chrome, link: WebElement) -> None:
    page.execute_script("arguments[0].click()", link)


def count(page: Chrome, section: str = "points") -> int:
    """How many the list says it shows."""
    found = re.search(r"共 (\d+) 条", one(page, f"#{section} .status").text)
    assert found
    return int(found[1])


def test_every_count_lists_as_many_points_as_it_says(page: Chrome) -> None:
    links = all_of(page, ".grid a, .cards a[href^='#points']")
    assert len(links) > 60
    for link in links:
        says = int(str(link.get_property("innerText")).split()[0])
        follow(page, link)
        assert count(page) == says, link.get_attribute("href")


def test_a_point_opens_to_its_reasons_measures_and_cell(page: Chrome, examples: Run) -> None:
    point = next(point for point in examples.all_units.points if point.decision is None)
    unit, code = point.submission.info.unit, point.risk.code
    base = (examples.target / "index.html").as_uri()
    page.get("about:blank")
    page.get(f"{base}#points?{urlencode({'unit': unit, 'code': code})}")
    # Asked for alone, it is open already.
    detail = one(page, "tr.detail").text
    for reason in point.assessment.reasons:
        assert f"{reason.rule} {reason.title}：{reason.evidence}" in detail
    assert point.measures[0].text in detail
    assert f"第{point.risk.row.number}行" in detail
    button = one(page, "#points tbody button")
    assert button.get_attribute("aria-expanded") == "true"
    button.send_keys(Keys.ENTER)
    assert not all_of(page, "tr.detail")


def test_search_and_filters_narrow_the_list_and_stay_in_the_address(page: Chrome, examples: Run) -> None:
    section = one(page, "#points")
    points = examples.all_units.points
    assert count(page) == len(points)
    unit = points[0].submission.info.unit
    Select(section.find_element(By.NAME, "unit")).select_by_value(unit)
    assert count(page) == sum(point.submission.info.unit == unit for point in points)
    words = points[0].risk.description[:6]
    section.find_element(By.NAME, "q").send_keys(words, Keys.TAB)
    assert 1 <= count(page) < sum(point.submission.info.unit == unit for point in points)
    address = page.current_url
    page.get("about:blank")
    page.get(address)
    assert section_value(page, "unit") == unit and section_value(page, "q") == words
    one(page, "#points button[type=reset]").click()
    page.implicitly_wait(0)
    assert page.execute_async_script(
        "const done = arguments[0]; setTimeout(() => done(document.querySelector('#points .status').textContent), 50)"
    ).startswith(f"全部共 {len(points)} 条")


def section_value(page: Chrome, name: str) -> str:
    return str(one(page, f"#points [name={name}]").get_property("value"))


def test_long_lists_are_paged(page: Chrome, examples: Run) -> None:
    assert len(all_of(page, "#points tbody tr")) == 50
    before, after = all_of(page, "#points .pages button")
    assert not before.is_enabled()
    first = one(page, "#points tbody button").text
    while after.is_enabled():
        follow(page, after)
    assert one(page, "#points tbody button").text != first
    assert len(all_of(page, "#points tbody tr")) == len(examples.all_units.points) % 50 or 50


def test_findings_are_one_click_from_the_division(page: Chrome, examples: Run) -> None:
    for link in all_of(page, "#sent a[href^='#findings']"):
        says = int(str(link.get_property("innerText")))
        follow(page, link)
        assert count(page, "findings") == says
    follow(page, one(page, ".cards a[href*='severity']"))
    errors = [finding for finding in examples.all_units.findings if finding.severity is Severity.ERROR]
    assert count(page, "findings") == len(errors)
    assert errors[0].message.splitlines()[0] in one(page, "#findings .scripted tbody").text


def test_all_documents_are_linked_and_every_link_leads_somewhere(page: Chrome, examples: Run) -> None:
    hrefs = page.execute_script(
        "return [...document.querySelectorAll('#documents a, footer a, .tasks a')].map((a) => decodeURI(a.href))"
    )
    target = examples.target.as_uri()
    paths = {href.removeprefix(f"{target}/") for href in hrefs if "#" not in href}
    assert all((examples.target / path).is_file() for path in paths)
    written = {path for path in examples.files if path.endswith((".docx", ".xlsx", ".csv", ".drawio"))}
    assert written <= paths
    for href in hrefs:
        if "#" in href:
            assert all_of(page, f"#{href.split('#')[1].split('?')[0]}")


def test_without_script_the_basics_are_there(browser: Chrome, examples: Run) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get("about:blank")
        browser.get((examples.target / "index.html").as_uri())
        for heading in ("报送情况", "公文", "风险监测", "填报问题"):
            assert heading in one(browser, "main").text
        assert examples.all_units.findings[0].mend in one(browser, "#findings").text
        assert "没有启用脚本" in one(browser, "#points").text
        assert not any(form.is_displayed() for form in all_of(browser, "form"))
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_it_prints_on_paper_without_what_only_a_screen_needs(page: Chrome) -> None:
    made = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    document = pypdfium2.PdfDocument(base64.b64decode(made["data"]))
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (842, 595)
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    assert "历年趋势" in text and "下一页" not in text and "清除条件" not in text


def test_it_can_be_read_by_everyone(page: Chrome) -> None:
    """Contrast of every text, a label for every field, headings without gaps, no sideways scrolling on a phone."""
    for name, ink, ground in page.execute_script(PAINTED):
        assert contrast(rgb(ink), rgb(ground)) >= ENOUGH, (name, ink, ground)
    unlabelled = page.execute_script(
        "return [...document.querySelectorAll('input, select')].filter((field) => !field.labels.length).length"
    )
    assert unlabelled == 0
    levels = [int(heading.tag_name[1]) for heading in all_of(page, "h1, h2, h3")]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    try:
        phone = {"width": 380, "height": 800, "deviceScaleFactor": 1, "mobile": True}
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        assert page.execute_script("return document.documentElement.scrollWidth") <= 380
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_text_of_cells_is_only_ever_text(
    browser: Chrome, write: Callable[..., Path], tables: Tables, tmp_path: Path
) -> None:
    tables["单位信息"][0][1] = HOSTILE[0]
    tables["单位信息"][1][1] = HOSTILE[2]
    for number, row in enumerate(tables["廉政风险自查表"]):
        row[4], row[5], row[10] = HOSTILE[number], HOSTILE[number + 3], HOSTILE[number + 6]
    tables["职权目录"][0][2] = HOSTILE[1]
    write(tables, "inbox/<b>甲.xlsx")
    made = carry_out(job(tmp_path / "inbox", tmp_path / "out"), lambda line: None)
    browser.get("about:blank")
    browser.get((made.target / "index.html").as_uri())
    assert browser.title.startswith("廉政风险防控")
    assert not all_of(browser, "main script, main img, main b b")
    for button in all_of(browser, "#points tbody button"):
        follow(browser, button)
    shown = one(browser, "#points").text
    for text in (HOSTILE[0], HOSTILE[1], HOSTILE[2], "{{ 7*7 }}", "${7*7}", "&lt;b&gt;"):
        assert text in shown
    assert browser.title.startswith("廉政风险防控")
    assert not browser.get_log("browser")  # type: ignore[no-untyped-call]


def test_only_the_pages_own_script_runs_and_nothing_is_fetched(examples: Run) -> None:
    text = (examples.target / "index.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy and "default-src &#39;none&#39;" in policy[1] and "unsafe" not in policy[1]
    assert not re.search(r"https?://|//cdn|@import|url\(", text)
    assert not re.search(r"<[^>]+ (?:style|on\w+)=", text)


def test_the_trend_shows_every_period_and_a_dash_where_nothing_was_counted(examples: Run) -> None:
    all_units = replace(
        examples.all_units,
        trend=(
            PeriodFigures("2024", 40, 100, {}, 3),
            PeriodFigures("2025", 44, 120, {"高": 40, "中": 60, "低": 20}, 9),
        ),
    )
    bars = Monitor(all_units).trend
    assert [bar.figures.period for bar in bars] == ["2024", "2025", "2026"]
    assert sum(share for _, _, share in bars[-1].parts) == pytest.approx(100)
    page = index_page(all_units, (), ()).decode()
    trend = page[page.index('id="trend"') : page.index("</section>", page.index('id="trend"'))]
    assert trend.count("<svg") == 2 and "那一期没有统计等级" in trend


def test_overdue_measures_are_counted_by_the_day_that_the_office_names(examples: Run) -> None:
    assert Monitor(examples.all_units).overdue == ()
    day = date(2026, 10, 20)
    monitor = Monitor(replace(examples.all_units, asked_date=day))
    passed = [m for p in examples.all_units.points for m in p.measures if m.due.value and m.due.value < day]
    assert 0 < len(monitor.overdue) < len(passed)
    assert [overdue.due for overdue in monitor.overdue] == sorted(overdue.due for overdue in monitor.overdue)


def test_a_score_card_leads_to_what_it_counts(page: Chrome, examples: Run) -> None:
    rows = all_of(page, "#scores .wide:first-of-type tbody tr")
    assert [row.find_element(By.TAG_NAME, "th").text for row in rows] == [r.name for r in examples.all_units.registers]
    for row, register in zip(rows, examples.all_units.registers, strict=True):
        link = row.find_element(By.CSS_SELECTOR, "a[href^='#points']")
        follow(page, link)
        assert count(page) == len(register.points) == int(str(link.get_property("innerText")))


def test_every_finding_leads_to_the_workbook_where_it_is_mended(page: Chrome, examples: Run) -> None:
    page.get(f"{(examples.target / 'index.html').as_uri()}#findings?{urlencode({'severity': '错误'})}")
    links = all_of(page, "#findings .scripted tbody a")
    assert len(links) >= 20
    for link in links:
        path = Path(unquote(urlsplit(str(link.get_property("href"))).path))
        assert path.is_file() and path.name.endswith("（退回修改）.xlsx")


def test_the_page_of_two_periods_shows_what_changed(
    browser: Chrome, write: Callable[..., Path], tables: Tables, tmp_path: Path
) -> None:
    for year in ("2025", "2026"):
        tables["单位信息"][6][1] = year
        write(tables)
        run = carry_out(job(tmp_path / "inbox", tmp_path / "out"), lambda line: None)
        tables["廉政风险自查表"][1][6] = "高"
    browser.get("about:blank")
    browser.get((run.target / "index.html").as_uri())
    changes = one(browser, "#changes")
    assert "等级变动的风险点（1）" in changes.text and "事实变动" in changes.text
    follow(browser, changes.find_element(By.CSS_SELECTOR, "a[href^='#points']"))
    assert "风险等级上升" in one(browser, "tr.detail").text
    assert [row.text.split()[0] for row in all_of(browser, ".trend tbody tr")] == ["2025", "2026"]
