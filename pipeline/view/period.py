"""One period as it is compared: each power with its flow, each risk point with all that is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.model import PeriodRecords, Power, Step, Submission
from pipeline.view.point import Point
from pipeline.view.register import Register


@dataclass(frozen=True, slots=True)
class HeldPower:
    """一项职权: in whose workbook it stands, and its flow."""

    submission: Submission
    power: Power
    flow: tuple[Step, ...]

    @property
    def unit(self) -> str:
        """The unit that holds it."""
        return self.submission.info.unit

    @property
    def division(self) -> str:
        """The division that holds it."""
        return self.submission.info.division

    @property
    def reported_on(self) -> date | None:
        """The day that the division filled its workbook."""
        return self.submission.info.reported_on.value


class Period:
    """一期: all powers and points of a period, in the order of units, files and rows."""

    def __init__(self, records: PeriodRecords) -> None:
        self.records = records
        self.registers = tuple(map(Register, records.units))

    @cached_property
    def powers(self) -> tuple[HeldPower, ...]:
        """All powers, with the steps that bear their code."""
        return tuple(
            HeldPower(submission, power, register.flows.get(power.code, ()))
            for register in self.registers
            for submission in register.submissions
            for power in submission.powers
        )

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """All risk points that divisions declared."""
        return tuple(point for register in self.registers for point in register.declared)

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """Each unit with the names of its powers."""
        return {register.name: {power.name for power in register.powers} for register in self.registers}

    @cached_property
    def divisions(self) -> list[tuple[str, str]]:
        """Each (unit, division) that reported, once."""
        return list(
            dict.fromkeys(
                (register.name, submission.info.division)
                for register in self.registers
                for submission in register.submissions
            )
        )
