"""What can go wrong that a user can mend: one exception a cause, all under ``LianfangError``.

Each message is whole and in Chinese: what is wrong, where, what to do. A bad workbook raises none of these: it is set
aside by name, and the others go on.
"""


class LianfangError(Exception):
    """The work could not be done as asked, for a reason that its message tells the user."""


class BadRequest(LianfangError):
    """What was asked for does not exist or cannot be: no such file, a year or a day that is none, an unknown code."""


class NothingToDo(LianfangError):
    """There is no inbox, or nothing in it."""


class SettingsError(LianfangError):
    """A rule or vocabulary file cannot be used; the message names the file and the line of every fault."""


class LayoutError(LianfangError):
    """A Word layout cannot be used; the message names the layout and what is wrong in it."""


class UnreadableFile(LianfangError):
    """The one file that was asked for gives no tables; the message says why and what its sender should do."""


class UnreadablePeriod(LianfangError):
    """An earlier period's records cannot be read; the message names the file."""


class BadList(LianfangError):
    """The list of who should report cannot be read."""


class BadDecisions(LianfangError):
    """The decisions that an earlier run kept cannot be read. To go on would lose them."""


class UnwritableOutput(LianfangError):
    """A file or folder cannot be written; what stood there before stands there still."""


class OutputBusy(UnwritableOutput):
    """Another run is at work in the output folder; the message says who, and since when."""


class NoFlow(LianfangError):
    """A flowchart cannot be drawn: the workbook has no such flow, or the flow cannot be laid out."""


class CannotFetch(LianfangError):
    """The mailbox cannot be read."""
