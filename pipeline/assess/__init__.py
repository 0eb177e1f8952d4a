"""评定: records to levels and reasons. Knows the rule file."""

from pipeline.assess.assessment import assess_unit
from pipeline.assess.ruleset import Ruleset, load_ruleset

__all__ = ["Ruleset", "assess_unit", "load_ruleset"]
