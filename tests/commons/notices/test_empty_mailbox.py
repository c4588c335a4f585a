"""Answers lie in a mailbox at a real mail server: they are fetched over TLS, taken once and removed."""

import ipaddress
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core import mail

from commons.conversations.actions import open_private_thread, write_post
from commons.conversations.models import Post
from commons.notices.mailbox import empty_mailbox

from . import imap_server
from .test_answer_by_mail import ADDRESS, to_answer, written

pytestmark = pytest.mark.django_db


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that only those believe who were told to, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, secret


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="module")
def certificate(box: Path) -> tuple[Path, Path]:
    return certified(box)


@pytest.fixture(scope="module")
def port(box: Path, certificate: tuple[Path, Path]) -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, imap_server.__file__, str(box), *map(str, certificate)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    yield int(process.stdout.readline())
    process.kill()
    process.communicate()


@pytest.fixture(autouse=True)
def mailbox(box: Path, port: int, certificate: Any, settings: Any, monkeypatch: Any) -> str:
    """The town's mailbox at that server, which this machine believes to be the one it says."""
    for old in box.glob("*.eml"):
        old.unlink()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    user, password = quote(imap_server.USER.decode(), safe=""), quote(imap_server.PASSWORD.decode(), safe="")
    settings.CALADE_ANSWERS_ADDRESS = ADDRESS
    settings.CALADE_ANSWERS_MAILBOX = f"imaps://{user}:{password}@127.0.0.1:{port}/INBOX"
    return str(settings.CALADE_ANSWERS_MAILBOX)


@pytest.fixture
def answers_to(alice: Any, bob: Any, worker: Any) -> str:
    thread = open_private_thread(about=alice, title="Secret", members=[alice, bob])
    write_post(thread, by=bob, text="Viens-tu samedi ?")
    worker.run()
    return to_answer()


def said() -> list[str]:
    return [post.text for post in Post.objects.order_by("pk")][1:]


def test_each_message_is_taken_once_and_removed(box: Path, answers_to: str) -> None:
    for number, raw in enumerate(
        (
            written("Oui, avec plaisir.\n\nÀ samedi", answers_to, name="<1@x>").as_bytes(),
            written("Je suis absent.", answers_to, name="<2@x>", Auto_Submitted="auto-replied").as_bytes(),
            b"no message at all",
            written("Et dimanche ?" + "\n> cité" * 20_000, answers_to, name="<3@x>").as_bytes(),
        ),
        1,
    ):
        (box / f"{number}.eml").write_bytes(raw)
    assert empty_mailbox() == 4
    assert said() == ["Oui, avec plaisir.\n\nÀ samedi", "Et dimanche ?"]
    assert not list(box.glob("*.eml")) and empty_mailbox() == 0
    assert len(mail.outbox) == 1, "programs are not answered"


def test_a_worker_that_dies_before_it_has_removed_them_says_nothing_twice(
    box: Path, answers_to: str, monkeypatch: Any
) -> None:
    (box / "1.eml").write_bytes(written("Oui", answers_to).as_bytes())
    monkeypatch.setattr("imaplib.IMAP4.expunge", lambda server: None)
    assert empty_mailbox() == 1 and list(box.glob("*.eml"))
    monkeypatch.undo()
    assert said() == ["Oui"]


def test_the_password_is_given_to_nobody_else(
    box: Path, answers_to: str, monkeypatch: Any, mailbox: str, caplog: Any
) -> None:
    """A server that this machine does not know as the one it says is not logged in to."""
    (box / "1.eml").write_bytes(written("Oui", answers_to).as_bytes())
    monkeypatch.delenv("SSL_CERT_FILE")
    assert empty_mailbox() == 0 and said() == [] and list(box.glob("*.eml"))
    assert "did not answer" in caplog.text and "deviner" not in caplog.text


def test_a_wrong_password_or_no_such_mailbox_is_tried_again_later(
    box: Path, answers_to: str, settings: Any, mailbox: str, caplog: Any
) -> None:
    (box / "1.eml").write_bytes(written("Oui", answers_to).as_bytes())
    for wrong in (mailbox.replace("deviner", "oublier"), mailbox.replace("INBOX", "Ailleurs")):
        settings.CALADE_ANSWERS_MAILBOX = wrong
        assert empty_mailbox() == 0
    settings.CALADE_ANSWERS_MAILBOX = mailbox.replace("127.0.0.1:", "127.0.0.1:1")  # nobody is there
    assert empty_mailbox() == 0 and said() == [] and list(box.glob("*.eml"))
    settings.CALADE_ANSWERS_MAILBOX = mailbox
    assert empty_mailbox() == 1 and said() == ["Oui"]
