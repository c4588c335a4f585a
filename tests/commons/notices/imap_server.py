"""A mail server of another make (Twisted's IMAP4), over TLS, in a process of its own.

python imap_server.py FOLDER CERTIFICATE KEY → prints its port. FOLDER holds one file per message; what is expunged is
deleted there.
"""

import io
import sys
from pathlib import Path
from typing import Any

from twisted.cred.error import UnauthorizedLogin
from twisted.internet import endpoints, protocol, reactor
from twisted.mail import imap4
from zope.interface import implementer

USER, PASSWORD = b"reponses@ville.example", b"un mot: a deviner@chez/nous"
DELETED = "\\Deleted"


@implementer(imap4.IMessage, imap4.IMessageFile)
class Message:
    def __init__(self, file: Path) -> None:
        self.file, self.flags = file, set[str]()

    def getUID(self) -> int:
        return int(self.file.stem)

    def getFlags(self) -> list[str]:
        return sorted(self.flags)

    def getSize(self) -> int:
        return self.file.stat().st_size

    def open(self) -> io.BufferedReader:
        return self.file.open("rb")

    def isMultipart(self) -> bool:
        return False


@implementer(imap4.IMailbox)
class Box:
    """All that a client of one connection meets, numbered from 1."""

    def __init__(self, folder: Path) -> None:
        files = sorted(folder.glob("*.eml"), key=lambda file: int(file.stem))
        self.messages = [Message(file) for file in files]

    def getFlags(self) -> list[str]:
        return [DELETED, "\\Seen"]

    def getMessageCount(self) -> int:
        return len(self.messages)

    def getRecentCount(self) -> int:
        return 0

    def getUIDValidity(self) -> int:
        return 1

    def isWriteable(self) -> bool:
        return True

    def addListener(self, listener: Any) -> None:
        pass

    removeListener = addListener

    def _chosen(self, numbers: Any) -> list[tuple[int, Message]]:
        numbers.last = len(self.messages)
        return [(n, self.messages[n - 1]) for n in numbers if 0 < n <= len(self.messages)]

    def fetch(self, numbers: Any, uid: bool) -> list[tuple[int, Message]]:
        return self._chosen(numbers)

    def store(self, numbers: Any, flags: list[str], mode: int, uid: bool) -> dict[int, list[str]]:
        chosen = self._chosen(numbers)
        for _n, message in chosen:
            message.flags = message.flags - set(flags) if mode < 0 else message.flags | set(flags)
        return {n: message.getFlags() for n, message in chosen}

    def expunge(self) -> list[int]:
        gone = [message for message in self.messages if DELETED in message.flags]
        numbers = []
        for message in gone:
            numbers.append(self.messages.index(message) + 1)
            self.messages.remove(message)
            message.file.unlink()
        return numbers


class Server(imap4.IMAP4Server):
    def authenticateLogin(self, user: bytes, passwd: bytes) -> Any:
        if (user, passwd) != (USER, PASSWORD):
            raise UnauthorizedLogin
        account = imap4.MemoryAccountWithoutNamespaces(user)
        account.addMailbox("INBOX", Box(Path(sys.argv[1])))
        return imap4.IAccount, account, lambda: None


def main(certificate: str, key: str) -> None:
    endpoint = endpoints.serverFromString(
        reactor, f"ssl:0:interface=127.0.0.1:privateKey={key}:certKey={certificate}"
    )
    listening = endpoint.listen(protocol.Factory.forProtocol(Server))
    listening.addCallback(lambda port: print(port.getHost().port, flush=True))
    reactor.run()


if __name__ == "__main__":
    main(*sys.argv[2:4])
