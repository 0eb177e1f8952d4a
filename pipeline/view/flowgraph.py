"""流程图: a power's steps as a graph, walked without recursion: a flow may be as long as it likes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property

from pipeline.model import Step


class Graph:
    """One flow: steps by number, and the ways between them. Of steps with the same number (C303), the first counts.

    Ways to numbers that no step has (G504) lead nowhere and are left out.
    """

    def __init__(self, steps: Sequence[Step], start: str, end: str) -> None:
        self.steps: dict[int, Step] = {}
        for step in steps:
            if step.number.value is not None:
                self.steps.setdefault(step.number.value, step)
        self.starts = [number for number, step in self.steps.items() if step.kind == start]
        self.ends = [number for number, step in self.steps.items() if step.kind == end]
        self.ways: Mapping[int, list[int]] = {
            number: list(dict.fromkeys(b.target for b in step.ways.value or () if b.target in self.steps))
            for number, step in self.steps.items()
        }

    @cached_property
    def reached(self) -> set[int]:
        """The numbers that a path from a start reaches."""
        return _closure(self.starts, self.ways)

    @cached_property
    def leading(self) -> set[int]:
        """The numbers from which a path leads to an end."""
        return _closure(self.ends, self._back)

    @cached_property
    def dead_ends(self) -> list[int]:
        """The numbers that no way leads out of, though they are no end."""
        return [number for number in self.steps if not self.ways[number] and number not in self.ends]

    @cached_property
    def trapped(self) -> list[int]:
        """The numbers from which one goes round and round: neither an end nor a dead end can be reached."""
        leaving = self.leading | _closure(self.dead_ends, self._back)
        return [number for number in self.steps if number not in leaving]

    def longest(
        self, sources: Iterable[int], targets: Collection[int], days: Callable[[Step], int]
    ) -> tuple[int, list[int]]:
        """The days and numbers of the longest path from a source to a target; (0, []) where none leads there.

        A source's own days do not count. Ways back to a step already passed are left out, so that a loop is gone
        through once: what is sent back starts a period of its own.
        """
        best: dict[int, int] = dict.fromkeys(sources, 0)
        came: dict[int, int] = {}
        for number in self._order:
            if number not in best:
                continue
            for target in self._forward[number]:
                length = best[number] + days(self.steps[target])
                if length > best.get(target, -1):
                    best[target] = length
                    came[target] = number
        reached = [number for number in targets if number in came]
        if not reached:
            return 0, []
        last = max(reached, key=lambda number: best[number])
        path = [last]
        while path[-1] in came:
            path.append(came[path[-1]])
        return best[last], path[::-1]

    @cached_property
    def _back(self) -> Mapping[int, list[int]]:
        back: dict[int, list[int]] = {}
        for number, targets in self.ways.items():
            for target in targets:
                back.setdefault(target, []).append(number)
        return back

    @cached_property
    def _walk(self) -> tuple[list[int], Mapping[int, list[int]]]:
        """Depth first from the starts: the numbers in an order that ways follow, and the ways without those back."""
        forward: dict[int, list[int]] = {}
        finished: list[int] = []
        on_path: set[int] = set()
        for root in (*self.starts, *self.steps):
            stack = [] if root in forward else [root]
            while stack:
                number = stack[-1]
                if number not in forward:
                    on_path.add(number)
                    forward[number] = [target for target in self.ways[number] if target not in on_path]
                    stack.extend(target for target in reversed(forward[number]) if target not in forward)
                else:
                    stack.pop()
                    if number in on_path:
                        on_path.discard(number)
                        finished.append(number)
        return finished[::-1], forward

    @property
    def _order(self) -> list[int]:
        return self._walk[0]

    @property
    def _forward(self) -> Mapping[int, list[int]]:
        return self._walk[1]


def _closure(numbers: Iterable[int], ways: Mapping[int, list[int]]) -> set[int]:
    """The numbers, and all that their ways lead to."""
    seen = set(numbers)
    stack = list(seen)
    while stack:
        for target in ways.get(stack.pop(), []):
            if target not in seen:
                seen.add(target)
                stack.append(target)
    return seen
