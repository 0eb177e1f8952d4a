"""Fetching mail, against a real IMAP server on loopback: each mail once, never unencrypted unasked."""

from __future__ import annotations

import imaplib
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.errors import CannotFetch
from pipeline.intake import Workbook, read_inbox
from pipeline.intake.inbox import inbox_files
from pipeline.intake.mailbox import Mailbox, fetch_mails
from tests.conftest import Tables

USER, PASSWORD = "office", "geheim-口令"


@dataclass(frozen=True)
class Server:
    """A running IMAP server: its plain and STARTTLS port, its TLS port, and whom to trust."""

    port: int
    tls_port: int
    ca_file: Path

    def send(self, name: str, data: bytes, *, date: str = "Wed, 20 May 2026 09:30:00 +0800") -> None:
        """Put a mail into the mailbox, as a division's clerk would."""
        mail = EmailMessage()
        mail["From"] = "王一 <wangyi@example.org>"
        mail["Subject"] = "报送填报表"
        mail["Date"] = date
        mail.set_content("见附件。")
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="signature.png")
        with imaplib.IMAP4("127.0.0.1", self.port) as box:
            box.starttls(ssl.create_default_context(cafile=str(self.ca_file)))
            box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            box.append("INBOX", "", "", mail.as_bytes())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _relay(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """Encrypt a port from the start, as mail providers do; the server itself only knows STARTTLS."""

    def pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def serve(client: socket.socket) -> None:
        try:
            secure = context.wrap_socket(client, server_side=True)
        except OSError:
            return
        server = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=pump, args=(secure, server), daemon=True).start()
        pump(server, secure)

    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=serve, args=(client,), daemon=True).start()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1", "localhost")
    certificate, key, ca_file = tmp_path / "cert.pem", tmp_path / "key.pem", tmp_path / "ca.pem"
    certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(str(key))
    authority.cert_pem.write_to_path(str(ca_file))
    port = _free_port()
    process = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port),
            "--cert", str(certificate), "--key", str(key),
            "dict", "--demo-user", USER, "--demo-password", PASSWORD,
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    listener = socket.create_server(("127.0.0.1", 0))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    issued.configure_cert(context)
    threading.Thread(target=_relay, args=(listener, context, port), daemon=True).start()
    try:
        # However long a busy machine takes: only a server that has died is waited for in vain.
        while process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Server(port, int(listener.getsockname()[1]), ca_file)
    finally:
        listener.close()
        process.terminate()
        process.wait()


def _mailbox(server: Server) -> Mailbox:
    return Mailbox("localhost", USER, PASSWORD, server.tls_port, ca_file=server.ca_file)


def test_a_mail_is_taken_once_with_its_date_and_sender(
    server: Server, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    server.send("一处 填报表.xlsx", write(tables, "sent/一处.xlsx").read_bytes())
    inbox = tmp_path / "inbox"
    lines: list[str] = []
    assert fetch_mails(_mailbox(server), inbox, progress=lines.append) == 1
    assert fetch_mails(_mailbox(server), inbox, progress=lines.append) == 0
    (workbook,) = read_inbox(inbox, inbox_files(inbox))
    assert isinstance(workbook, Workbook)
    assert workbook.file.endswith("/一处 填报表.xlsx")
    assert "wangyi@example.org" in workbook.sender
    assert workbook.mailed is not None
    assert workbook.mailed.isoformat() == "2026-05-20T01:30:00+00:00"
    assert "附件1个" in lines[0]


def test_a_mail_is_not_taken_again_when_somebody_marks_it_unseen(
    server: Server, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    server.send("一处.xlsx", write(tables, "sent/一处.xlsx").read_bytes())
    inbox = tmp_path / "inbox"
    assert fetch_mails(_mailbox(server), inbox) == 1
    with imaplib.IMAP4("127.0.0.1", server.port) as box:
        box.starttls(ssl.create_default_context(cafile=str(server.ca_file)))
        box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        box.select("INBOX")
        box.store("1", "-FLAGS", "\\Seen")
    assert fetch_mails(_mailbox(server), inbox) == 0
    assert len(inbox_files(inbox)) == 1


def test_starttls_works_too(server: Server, tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    server.send("一处.xlsx", write(tables, "sent/一处.xlsx").read_bytes())
    mailbox = replace(_mailbox(server), port=server.port, security="starttls")
    assert fetch_mails(mailbox, tmp_path / "inbox") == 1


def test_a_server_that_nobody_vouches_for_gets_no_password(server: Server, tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="不可信"):
        fetch_mails(replace(_mailbox(server), ca_file=None), tmp_path / "inbox")


def test_a_wrong_password_is_said_plainly(server: Server, tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="用户名或密码"):
        fetch_mails(replace(_mailbox(server), password="falsch"), tmp_path / "inbox")


def test_no_server_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="无法连接"):
        fetch_mails(Mailbox("127.0.0.1", USER, PASSWORD, _free_port()), tmp_path / "inbox")


def test_the_command_takes_its_settings_from_the_environment(
    server: Server, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    server.send("一处.xlsx", write(tables, "sent/一处.xlsx").read_bytes())
    environment = {
        "LIANFANG_IMAP_HOST": "localhost", "LIANFANG_IMAP_PORT": str(server.tls_port), "LIANFANG_IMAP_USER": USER,
        "LIANFANG_IMAP_PASSWORD": PASSWORD, "LIANFANG_IMAP_CA": str(server.ca_file),
    }  # fmt: skip
    result = CliRunner().invoke(main, ["fetch", "--inbox", str(tmp_path / "inbox")], env=environment)
    assert result.exit_code == 0, result.output
    assert "收取1封邮件" in result.output
    assert PASSWORD not in result.output
