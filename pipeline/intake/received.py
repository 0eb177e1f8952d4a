"""收件: what a run reads is copied first, and it is the copy that is read.

So what is recorded is what was read: a file that is replaced while the run is at work, or an inbox that vanishes,
changes nothing any more. Inputs are never written to. Copies are kept by their hash, for whoever must show later what
the papers were made from.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.intake.container import MAX_FILE_BYTES

KEPT = "收件"
_PIECE = 1024 * 1024


class Received:
    """The files that a run reads, in a folder of its own, with the SHA-256 of each by the name that it is called."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made; it must lie where the run's other files do."""
        self.inbox = folder / "inbox"
        self._others = folder / "others"
        self._digests: dict[str, str] = {}
        self._copies: dict[str, Path] = {}
        for place in (self.inbox, self._others):
            place.mkdir(parents=True)

    @property
    def digests(self) -> Mapping[str, str]:
        """Name → SHA-256 of the bytes that this run reads."""
        return self._digests

    def take_inbox(self, inbox: Path, paths: Iterable[Path]) -> None:
        """Copy files that lie below ``inbox`` to the same places below ``self.inbox``.

        What cannot be copied looks the same to its reader there as where it came from, and is named by it.
        """
        for path in paths:
            name = path.relative_to(inbox).as_posix()
            copy = self.inbox / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            if digest := self._take(path, copy):
                self._digests[name] = digest

    def copies(self, files: Mapping[str, Path], inbox: Path) -> dict[str, Path]:
        """The copy of each file, by its name: of one in the inbox that which was taken, of others one taken now."""
        found = {}
        for number, (name, path) in enumerate(files.items()):
            if path.is_relative_to(inbox):
                found[name] = self.inbox / path.relative_to(inbox)
            else:
                found[name] = copy = self._others / f"{number}{path.suffix}"
                self._take(path, copy)
        return found

    def hold(self, paths: Iterable[Path]) -> None:
        """Copy files that are read from elsewhere and known by other names, so that they are kept with the others."""
        for number, path in enumerate(paths):
            self._take(path, self._others / f"held{number}{path.suffix}")

    def keep(self, folder: Path) -> None:
        """Put the copies by their hashes into ``folder``, where only its user can read them; each once."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for digest, copy in self._copies.items():
            target = folder / f"{digest}{copy.suffix.lower()}"
            if not target.exists():
                copy.rename(target)

    def _take(self, path: Path, copy: Path) -> str:
        """Copy a file; gives its SHA-256, or nothing where it is none that can be read."""
        try:
            about = path.lstat()
            if stat.S_ISLNK(about.st_mode):
                copy.symlink_to(os.readlink(path))
            elif not stat.S_ISREG(about.st_mode):
                os.mkfifo(copy)
            elif about.st_size > MAX_FILE_BYTES:
                # As large to look at, without the room: no reader opens it.
                copy.touch()
                os.truncate(copy, about.st_size)
            else:
                digest = _copied(path, copy)
                self._copies[digest] = copy
                return digest
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            # A directory in its place: a reader is told that it cannot be read, whoever it is.
            copy.unlink(missing_ok=True)
            copy.mkdir(exist_ok=True)
        return ""


def _copied(path: Path, copy: Path) -> str:
    """Copy a file; gives the SHA-256 of the copy."""
    digest = hashlib.sha256()
    with path.open("rb") as source, copy.open("wb") as target:
        while piece := source.read(_PIECE):
            digest.update(piece)
            target.write(piece)
    shutil.copystat(path, copy)
    return digest.hexdigest()
