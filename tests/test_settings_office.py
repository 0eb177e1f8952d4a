"""An office writes what it changes into its own folder, key by key; what it writes wrong is told at its line."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import FILES, Settings, load_settings
from pipeline.settings.tomlfile import parsed
from tests.conftest import ROOT

DATA = resources.files("pipeline").joinpath("data")
# So many keys of each file are tried.
SAMPLE = 12
PLAIN = load_settings()


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every key of a file that is no table; lists are values."""
    if isinstance(value, dict) and value:
        for key, entry in value.items():
            yield from leaves(entry, (*path, key))
    elif path:
        yield path, value


def written(value: object) -> str:
    """A value as TOML has it."""
    match value:
        case dict():
            return (
                "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {written(v)}" for k, v in value.items()) + "}"
            )
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case date():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False)


def sample(name: str) -> list[tuple[tuple[str, ...], object]]:
    """Keys of a file that ships: always the same, from all of its sections."""
    found = list(leaves(dict(parsed(name, DATA.joinpath(f"{name}.toml").read_bytes()).content)))
    return random.Random(name).sample(found, min(SAMPLE, len(found)))


def same(one: Settings, other: Settings) -> bool:
    skipped = ("digests", "rules_document")
    return all(getattr(one, f.name) == getattr(other, f.name) for f in fields(Settings) if f.name not in skipped)


def refused(office: Path, rules: Path | None = None) -> list[str]:
    with pytest.raises(SettingsError) as error:
        load_settings(rules, office)
    return str(error.value).splitlines()


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "本机关"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", FILES)
def test_a_key_written_as_it_ships_changes_nothing(name: str, office: Path) -> None:
    for path, value in sample(name):
        key = ".".join(map(written, path))
        (office / f"{name}.toml").write_text(f"{key} = {written(value)}\n", "utf-8")
        assert same(load_settings(office=office), PLAIN), path


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_type_is_one_refusal_at_its_line(name: str, office: Path) -> None:
    for path, value in sample(name):
        key = ".".join(map(written, path))
        wrong = written("字") if isinstance(value, bool | int | float) else "7"
        (office / f"{name}.toml").write_text(f"# 本机关\n\n{key} = {wrong}\n", "utf-8")
        told = refused(office)
        assert [line.partition("：")[0] for line in told] == [f"设置文件 本机关/{name}.toml 第3行"], (path, told)


@pytest.mark.parametrize("name", FILES)
def test_an_unknown_section_is_refused(name: str, office: Path) -> None:
    (office / f"{name}.toml").write_text('\n["没有这一节"]\n', "utf-8")
    (told,) = refused(office)
    assert told.startswith(f"设置文件 本机关/{name}.toml 第2行：不认识的设置“没有这一节”")


def test_a_synonym_that_points_to_no_term_is_refused(office: Path) -> None:
    (office / "vocabulary.toml").write_text('["权力类别".synonyms]\n"许可证" = "行政许司"\n', "utf-8")
    assert refused(office) == ["设置文件 本机关/vocabulary.toml 第2行：“行政许司”不存在，是否为“行政许可”？"]


def test_a_part_that_no_term_plays_is_refused(office: Path) -> None:
    (office / "vocabulary.toml").write_text('["环节类型"]\nfork = "分叉"\n', "utf-8")
    (told,) = refused(office)
    assert told.startswith("设置文件 本机关/vocabulary.toml 第2行：“分叉”不存在")


def test_faults_of_several_files_are_told_together(office: Path) -> None:
    (office / "rules.toml").write_text('[checks]\noff = ["S8O1"]\n', "utf-8")
    (office / "measures.toml").write_text("[offer]\nmost = -1\n", "utf-8")
    (office / "guard.toml").write_text("[[number]\n", "utf-8")
    own = office.parent / "own.toml"
    own.write_text("[major]\ndefault = true\n", "utf-8")
    told = refused(office, own)
    assert sorted(line.partition("：")[0] for line in told) == [
        "设置文件 own.toml 第2行",
        "设置文件 本机关/guard.toml 第1行",
        "设置文件 本机关/measures.toml 第2行",
        "设置文件 本机关/rules.toml 第2行",
    ]


def test_the_rule_file_lies_over_the_folder(office: Path) -> None:
    (office / "rules.toml").write_text("[major]\ndefault = 300\n[charts]\nextra_pages = 2\n", "utf-8")
    own = office.parent / "own.toml"
    own.write_text("[major]\ndefault = 100\n", "utf-8")
    settings = load_settings(own, office)
    assert (int(settings.rules.major.default), settings.rules.charts.extra_pages) == (100, 2)
    # A fault in what lies beneath is told where it is.
    (office / "rules.toml").write_text("[charts]\nextra_pages = -2\n", "utf-8")
    (told,) = refused(office, own)
    assert told.startswith("设置文件 本机关/rules.toml 第2行：")


def test_a_law_is_added_and_one_is_changed_by_its_name(office: Path) -> None:
    shipped = PLAIN.laws.known[0]
    (office / "laws.toml").write_text(
        f'[[law]]\nname = "{shipped.name}"\nkind = "规范性文件"\nstatus = "废止"\n'
        '[[law]]\nname = "某某办法"\nkind = "规范性文件"\nstatus = "现行"\n',
        "utf-8",
    )
    laws = {law.name: law for law in load_settings(office=office).laws.known}
    assert laws[shipped.name] == replace(laws[shipped.name], kind="规范性文件", status="废止")
    assert laws["某某办法"].status == "现行"
    assert set(laws) == {law.name for law in PLAIN.laws.known} | {"某某办法"}


def test_a_category_that_an_office_adds_is_known_to_its_rules(office: Path) -> None:
    terms = [*PLAIN.vocabulary.power_categories.terms, "行政备案"]
    (office / "vocabulary.toml").write_text(f'["权力类别"]\nterms = {written(terms)}\n', "utf-8")
    (office / "rules.toml").write_text('[class.by_category]\n"行政备案" = "行政审批"\n', "utf-8")
    settings = load_settings(office=office)
    assert settings.rules.klass.by_category["行政备案"] == "行政审批"
    assert settings.vocabulary.power_categories.synonyms == PLAIN.vocabulary.power_categories.synonyms


def test_what_ships_for_a_term_that_is_taken_out_goes_with_it(office: Path) -> None:
    terms = [term for term in PLAIN.vocabulary.power_categories.terms if term != "行政裁决"]
    (office / "vocabulary.toml").write_text(f'["权力类别"]\nterms = {written(terms)}\n', "utf-8")
    settings = load_settings(office=office)
    assert "裁决" not in settings.vocabulary.power_categories.synonyms
    assert "行政裁决" not in settings.structure.power.decided
    # What the office itself writes of it is a fault.
    (office / "structure.toml").write_text('[structure]\ndecided = ["行政裁决"]\n', "utf-8")
    (told,) = refused(office)
    assert told.startswith("设置文件 本机关/structure.toml 第2行：“行政裁决”不存在")


def test_what_ships_and_does_not_fit_a_change_any_more_says_where_to_mend_it(office: Path) -> None:
    (office / "rules.toml").write_text("[factor.discretion]\nlacking = ''\n", "utf-8")
    (told,) = refused(office)
    assert told.startswith("设置文件 rules.toml 第") and "因素“discretion”没有写“lacking”" in told
    assert told.endswith("（这一行随程序，被本机关的改动牵连，请在本机关的文件里一并写明）")
    # The same fault in the office's own clause is told there, and needs no such word.
    (office / "rules.toml").write_text(
        "[factor.discretion]\nlacking = ''\n[[level.ceiling]]\ncode = 'G1'\ntitle = '甲'\nlevel = '中'\n"
        "when = ['second_class']\nunless = ['discretion']\nfound = '不高于{level}'\n",
        "utf-8",
    )
    (told,) = refused(office)
    assert told.startswith("设置文件 本机关/rules.toml 第8行") and not told.endswith("）")


@pytest.mark.parametrize(
    ("name", "meant"), [("rule.toml", "rules.toml"), ("rules.toml.txt", "rules.toml"), ("Wording.toml", "wording.toml")]
)
def test_a_file_that_is_called_otherwise_is_refused(name: str, meant: str, office: Path) -> None:
    (office / name).write_text("", "utf-8")
    assert refused(office) == [f"文件夹“本机关”中的“{name}”不认识，是否为“{meant}”？"]


def test_notes_layouts_and_rule_sets_may_lie_in_the_folder(office: Path) -> None:
    (office / "版式").mkdir()
    for name in ("说明.txt", "README.md", ".DS_Store", "~$rules.toml", "Thumbs.db"):
        (office / name).write_text("", "utf-8")
    (office / "从严.toml").write_text("[major]\ndefault = 1\n", "utf-8")
    (office / "rules.toml").write_text('[sets]\n"从严" = "从严.toml"\n', "utf-8")
    assert load_settings(office=office).rule_sets["从严"].major.default == 1


def test_a_fault_in_a_rule_set_is_told_in_its_file(office: Path) -> None:
    (office / "从严.toml").write_text("[major]\ndefault = '一'\n[levle]\n", "utf-8")
    (office / "rules.toml").write_text('[sets]\n"从严" = "从严.toml"\n', "utf-8")
    assert refused(office) == [
        "设置文件 从严.toml 第2行：“default”应为数字，现在是“一”",
        "设置文件 从严.toml 第3行：不认识的设置“levle”，是否为“level”？",
    ]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有") == [f"没有文件夹“{tmp_path / '没有'}”。请核对名称和位置。"]


def test_the_manifest_names_what_the_folder_holds(office: Path) -> None:
    (office / "wording.toml").write_text('organ = "某某部"\n', "utf-8")
    settings = load_settings(office=office)
    assert settings.wording.organ == "某某部"
    assert set(settings.digests) - set(PLAIN.digests) == {"本机关/wording.toml"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('高 = "主要领导"', "中文的名称要用英文双引号括起来"),
        ("[scales.等级]", "中文的名称要用英文双引号括起来"),
        ("“高” = “主要领导”", "中文标点 “ ，"),
        ('"高" ＝ "主要领导"', "中文标点 ＝ ，"),
        ('"高" = ["甲"，"乙"]', "中文标点 ， ，"),
        ('"高" = "主要领导', "请检查引号、方括号、等号是否成对"),
    ],
)
def test_what_is_no_toml_is_told_as_a_clerk_may_mend_it(line: str, told: str, office: Path) -> None:
    (office / "rules.toml").write_text(f"# 本机关\n{line}\n", "utf-8")
    (message,) = refused(office)
    assert message.startswith("设置文件 本机关/rules.toml 第2行：格式有误。") and told in message


def test_the_example_of_the_readme_is_two_lines_that_change_two_things(office: Path) -> None:
    example = (ROOT / "README.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    (office / "rules.toml").write_text(example, "utf-8")
    rules = load_settings(office=office).rules
    matrix, shipped = rules.level.matrix, PLAIN.rules.level.matrix
    assert matrix and shipped
    changed = {
        (row, column): level
        for row, levels in matrix.grid.items()
        for column, level in levels.items()
        if shipped.grid[row][column] != level
    }
    assert (changed, rules.checks.off) == ({("中", "中"): "高"}, ("S806",))
    assert replace(rules, level=PLAIN.rules.level, checks=PLAIN.rules.checks) == PLAIN.rules
