"""岗位: who holds a step. One post is one pair of hands; a meeting or a team is not, a department says no post."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.settings.structure import PostWords


class Posts:
    """The posts that actors (办理主体) name, read by the words of structure.toml."""

    def __init__(self, words: PostWords, meetings: Sequence[str]) -> None:
        self._separator = re.compile("|".join(map(re.escape, words.separators)) or "(?!)")
        self._same: Mapping[str, str] = words.same
        self._bodies = tuple(words.bodies)
        self._departments = tuple(words.departments)
        self._meetings = tuple(meetings)
        # The same few actors stand on thousands of steps.
        self._read = lru_cache(maxsize=4096)(self._read_actor)

    def of(self, actor: str, unit: str, division: str) -> tuple[str, ...]:
        """The posts named, each once, without the division's or unit's name before them; no meeting, no department."""
        return self._read(actor, unit, division)

    def names_department(self, actor: str) -> bool:
        """Nothing but a department is named: no post, no meeting, no team."""
        parts = self._parts(actor)
        return bool(parts) and all(part.endswith(self._departments) for part in parts)

    def other_names(self, post: str) -> tuple[str, ...]:
        """The post and whatever else it is called."""
        return (post, *(other for other, name in self._same.items() if name == post))

    def _read_actor(self, actor: str, unit: str, division: str) -> tuple[str, ...]:
        posts: dict[str, None] = {}
        for part in self._parts(actor):
            post = part.removeprefix(unit).removeprefix(division) or part
            if not post.endswith((*self._bodies, *self._departments)) and not any(m in post for m in self._meetings):
                posts[self._same.get(post, post)] = None
        return tuple(posts)

    def _parts(self, actor: str) -> list[str]:
        return [part.strip() for part in self._separator.split(actor) if part.strip()]
