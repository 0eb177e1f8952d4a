"""职权: a power and the steps that it is exercised in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.source import Read, Sourced


@dataclass(frozen=True, slots=True)
class Power(Sourced):
    """职权: one power that a division exercises."""

    code: str
    name: str
    category: str
    basis: str
    department: str
    post: str
    counterpart: str
    field: str
    amount: Read[Decimal]
    discretion: str
    publicity: str
    remark: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """流向: a way out of a step, with its label (通过, 不通过; empty for the only way) and target number."""

    label: str
    target: int


@dataclass(frozen=True, slots=True)
class Step(Sourced):
    """环节: one step of a power's flow; ``days`` are working days (工作日)."""

    power_code: str
    number: Read[int]
    name: str
    kind: str
    actor: str
    condition: str
    procedure: str
    days: Read[int]
    supervision: str
    ways: Read[tuple[Branch, ...]]
    remark: str
    phase: str = ""
