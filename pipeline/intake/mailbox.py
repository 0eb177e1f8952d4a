"""收取邮件: attachments of unseen mails from an IMAP mailbox into the inbox, each mail once."""

from __future__ import annotations

import json
import os
import re
import shutil
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from pipeline.errors import CannotFetch
from pipeline.intake.mail import unmail
from pipeline.intake.opening import MAIL_NOTE
from pipeline.intake.tables import Delivery

if TYPE_CHECKING:
    from imap_tools import BaseMailBox, MailMessage

# Which mails were taken, by mailbox and number: a mail is taken once, whatever happens to its \Seen mark.
TAKEN = ".fetched"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_TIMEOUT_SECONDS = 60
# Encrypted from the start, encrypted by STARTTLS, or not at all (for a server on this machine).
Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """邮箱: where to fetch from. ``port`` 0 means the usual one;"""

    host: str
    user: str
    password: str
    port: int = 0
    folder: str = "INBOX"
    security: Security = "tls"
    ca_file: Path | None = None


def fetch_mails(
    mailbox: Mailbox, inbox: str | os.PathLike[str] = "inbox", *, progress: Callable[[str], None] = lambda line: None
) -> int:
    """Take the attachments of unseen mails into folders of ``inbox``, one a mail; returns how many mails were taken.

    A mail's folder appears whole or not at all, and is noted before the mail is marked as seen. Raises CannotFetch.
    """
    from imap_tools import AND, MailboxLoginError
    from imap_tools.errors import ImapToolsError

    inbox = Path(inbox)
    taken_file = inbox / TAKEN
    if mailbox.ca_file is not None and not mailbox.ca_file.is_file():
        raise CannotFetch(f"没有这个证书文件：{mailbox.ca_file}。请核对文件名和位置。")
    try:
        inbox.mkdir(parents=True, exist_ok=True)
        taken = set(taken_file.read_text(encoding="utf-8").split()) if taken_file.exists() else set()
        with _opened(mailbox) as box:
            validity = box.folder.status(mailbox.folder, ["UIDVALIDITY"]).get("UIDVALIDITY", 0)
            count = 0
            for mail in box.fetch(AND(seen=False), mark_seen=False, bulk=False):
                key = f"{validity}:{mail.uid}"
                if key not in taken:
                    _take(mail, inbox, key, progress)
                    taken.add(key)
                    taken_file.write_text("\n".join(sorted(taken)) + "\n", encoding="utf-8")
                    count += 1
                box.flag(str(mail.uid), "\\Seen", True)
            return count
    except MailboxLoginError as error:
        raise CannotFetch("邮箱不接受用户名或密码。请核对 LIANFANG_IMAP_USER 和密码（有的邮箱要用授权码）。") from error
    except ssl.SSLError as error:
        raise CannotFetch(f"与“{mailbox.host}”的加密连接不可信：{error.reason or error}。请核对服务器地址。") from error
    except ImapToolsError as error:
        raise CannotFetch(f"邮箱“{mailbox.host}”答复有误：{error}。请核对文件夹名“{mailbox.folder}”。") from error
    except OSError as error:
        raise CannotFetch(f"无法连接邮箱“{mailbox.host}”或写入“{inbox}”：{error.strerror or error}。") from error


def _opened(mailbox: Mailbox) -> BaseMailBox:
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    context = ssl.create_default_context(cafile=str(mailbox.ca_file) if mailbox.ca_file else None)
    box: BaseMailBox
    if mailbox.security == "none":
        box = MailBoxUnencrypted(mailbox.host, mailbox.port or 143, timeout=_TIMEOUT_SECONDS)
    elif mailbox.security == "starttls":
        box = MailBoxStartTls(mailbox.host, mailbox.port or 143, timeout=_TIMEOUT_SECONDS, ssl_context=context)
    else:
        box = MailBox(mailbox.host, mailbox.port or 993, timeout=_TIMEOUT_SECONDS, ssl_context=context)
    if (mailbox.user + mailbox.password).isascii():
        return box.login(mailbox.user, mailbox.password, initial_folder=mailbox.folder)
    # The plain LOGIN command knows ASCII only.
    return box.login_utf8(mailbox.user, mailbox.password, initial_folder=mailbox.folder)


def _take(mail: MailMessage, inbox: Path, key: str, say: Callable[[str], None]) -> None:
    attachments = [item for item in unmail(Delivery("", b""), mail.obj) if isinstance(item, Delivery)]
    if not attachments:
        say(f"没有填报表附件：{mail.from_} “{mail.subject}”")
        return
    sent = attachments[0].mailed or mail.date.astimezone(UTC)
    sender = _UNSAFE.sub("_", mail.from_)[:60] or "不详"
    name = f"{sent:%Y%m%d-%H%M%S}-{sender}-{_UNSAFE.sub('_', key)}"
    # Hidden while it is written: a run that reads the inbox meanwhile does not see half a mail.
    aside, target = inbox / f".{name}", inbox / name
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for item in attachments:
        safe = _UNSAFE.sub("_", PurePosixPath(item.name).name).strip(" .") or "附件"
        (aside / safe).write_bytes(item.data)
    note = {"date": sent.isoformat(), "from": mail.from_, "subject": mail.subject}
    (aside / MAIL_NOTE).write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    if target.exists():
        shutil.rmtree(target)
    aside.rename(target)
    say(f"已收取：{name}（附件{len(attachments)}个）")
