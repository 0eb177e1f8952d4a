"""评定: records to levels and reasons. Knows the rule file."""

from pipeline.assess.assessment import assess_unit
from pipeline.assess.earlier_problems import past_problems
from pipeline.assess.ruleset import Ruleset
from pipeline.assess.rulesets import Rulesets

__all__ = ["Ruleset", "Rulesets", "assess_unit", "past_problems"]
