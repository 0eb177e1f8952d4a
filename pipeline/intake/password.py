"""加密工作簿: opened with the passwords that the office was given; never guessed."""

from __future__ import annotations

import io

from pipeline.intake.container import OLE_MAGIC, Refused

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

# A workbook of which only the structure is protected is encrypted with this; Excel tries it by itself.
_OF_EXCEL = "VelvetSweatshop"
MEND = "请去掉密码后重新报送，或把密码写入密码文件（一行一个）后用 --password-file 指定。"


def opened(data: bytes, passwords: tuple[str, ...]) -> tuple[bytes, bool]:
    """The workbook without its password, and whether it had one. Raises Refused where no password fits."""
    if not data.startswith(OLE_MAGIC):
        return data, False
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    try:
        file = OfficeFile(io.BytesIO(data))
        encrypted = file.is_encrypted()
    except (FileFormatError, ParseError, OSError, ValueError, IndexError, KeyError) as error:
        if _ENCRYPTED in data:
            raise Refused("工作簿设有打开密码，且文件可能已损坏", MEND) from error
        # Not something that carries a password; the spreadsheet reader will say whether it can be read.
        return data, False
    if not encrypted:
        return data, False
    for password in (_OF_EXCEL, *passwords):
        target = io.BytesIO()
        try:
            file.load_key(password=password, verify_password=True)
            file.decrypt(target)
        except (InvalidKeyError, DecryptionError, ValueError, TypeError):
            continue
        return target.getvalue(), password != _OF_EXCEL
    raise Refused("工作簿设有打开密码" + ("，所给的密码都打不开" if passwords else ""), MEND)
