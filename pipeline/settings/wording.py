"""文字: the titles and sentences of the papers (data/wording.toml), whose places are filled with facts."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from pipeline.errors import SettingsError


class Sentence(str):
    """句子: text with places in braces. A place that no fact fills is named, not crashed on."""

    name: str

    def format(self, *_: object, **facts: object) -> str:
        """The sentence with its places filled. Raises SettingsError where it asks for what there is not."""
        try:
            return super().format(**facts)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            known = "、".join(f"{{{name}}}" for name in facts)
            raise SettingsError(
                f"wording.toml 中 {self.name} 的花括号写错了：“{self}”。这一句可用的有：{known}。请改正后重新运行。"
            ) from error


def sentences(raw: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The wordings as sentences that know their names. Raises SettingsError where braces do not match."""
    return {key: _worded(value, f"{prefix}{key}") for key, value in raw.items()}


def _worded(value: object, name: str) -> object:
    if isinstance(value, dict):
        return sentences(value, f"{name}.")
    if not isinstance(value, str):
        return value
    try:
        list(Formatter().parse(value))
    except ValueError as error:
        raise SettingsError(f"wording.toml 中 {name} 的花括号不成对：“{value}”。请改正后重新运行。") from error
    sentence = Sentence(value)
    sentence.name = name
    return sentence
