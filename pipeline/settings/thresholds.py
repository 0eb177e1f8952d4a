"""重大标准: the amount from which a power counts as 重大, by unit and kind, as the rule file has it ([major])."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def threshold(major: Mapping[str, Any], unit: str, category: str) -> Decimal:
    """The threshold in 万元: the unit's own for the category, its own default, the category's, the common default."""
    own = major.get("by_unit", {}).get(unit, {})
    common = major.get("by_category", {}).get(category, major["default"])
    return Decimal(str(own.get(category, own.get("default", common))))
