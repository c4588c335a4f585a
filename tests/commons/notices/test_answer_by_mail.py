"""Somebody answers the message itself: real messages, as mail programs write them."""

import mailbox
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from commons.conversations.actions import lock_topic, open_private_thread, start_topic, write_post
from commons.conversations.actions.closing import close_thread
from commons.conversations.models import Post
from commons.notices.actions import take_answer
from commons.notices.incoming import MOST_BYTES, NotTaken, cut, read
from commons.notices.mailbox import empty_mailbox
from commons.notices.models import AnswerAddress

ADDRESS = "reponses@ville.example"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def answers(settings: Any) -> None:
    settings.CALADE_ANSWERS_ADDRESS = ADDRESS


@pytest.fixture
def thread(alice: Any, bob: Any, worker: Any) -> Any:
    found = open_private_thread(about=alice, title="Secret", members=[alice, bob])
    write_post(found, by=bob, text="Viens-tu samedi ?")
    worker.run()
    return found


def to_answer() -> str:
    [message] = mail.outbox
    [address] = message.reply_to
    return str(address)


def written(text: str, to: str, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = headers.pop("sender", "Alice <alice@example.org>")
    message["To"] = to
    message["Subject"] = "Re: Calade"
    message["Message-ID"] = headers.pop("name", "<1@mail.example>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def posts() -> list[str]:
    return [post.text for post in Post.objects.order_by("pk")][1:]


def test_an_answer_is_a_message_under_ones_own_name(alice: Any, thread: Any) -> None:
    [message] = mail.outbox
    assert "Viens-tu" not in message.body and "⁂" in message.body and "répondre à ce message" in message.body
    answer = written("Oui, avec plaisir.\n\nAlice\n", to_answer())
    assert take_answer(answer.as_bytes())
    assert posts() == ["Oui, avec plaisir.\n\nAlice"]
    assert Post.objects.latest("pk").author == alice
    take_answer(answer.as_bytes())
    assert len(posts()) == 1, "the same message twice is said once"


QUOTED = [
    "Oui.\n\nLe lun. 30 nov. 2026 à 09:12, Calade <calade@ville.example> a écrit :\n> Bonjour,\n> Bob a écrit",
    "Oui.\n\nLe lun. 30 nov. 2026 à 09:12, Calade <reponses+abc@ville.example>\na écrit :\n\n> Bonjour,",
    "Oui.\n\nOn Mon, Nov 30, 2026 at 9:12 AM Calade <calade@ville.example> wrote:\n> Hello,",
    "Oui.\r\n\r\n-----Message d’origine-----\r\nDe : Calade\r\nBonjour,",
    "Oui.\n\n________________________________\nDe : Calade <calade@ville.example>\nEnvoyé : lundi",
    "Oui.\n\nDe : Calade <calade@ville.example>\nEnvoyé : lundi 30 novembre\nBonjour,",
    "Oui.\n-- \nAlice, présidente de tout",
    "Oui.\n\nEnvoyé de mon iPhone\n",
    "Oui.\n\n⁂ ⁂ ⁂\nBonjour,\nBob a écrit un message.",
    "Oui.\n\nCalade <calade@ville.example> :\n> Bonjour",
]


@pytest.mark.parametrize("text", QUOTED)
def test_what_is_not_theirs_is_cut(text: str) -> None:
    assert cut(text) == "Oui."


def test_what_is_theirs_stays() -> None:
    text = "Le lundi je peux, le mardi non : à toi de voir.\n\n- du pain\n- du sel\n\nDe : rien"
    assert cut(text) == text


def test_html_alone_is_read_without_what_it_quotes(thread: Any) -> None:
    message = written("x", to_answer())
    message.set_content(
        "<html><style>p{color:red}</style><p>Oui &amp; merci<br>samedi</p>"
        "<blockquote><p>Viens-tu ?</p></blockquote><script>alert(1)</script></html>",
        subtype="html",
    )
    assert take_answer(message.as_bytes())
    assert posts() == ["Oui & merci\nsamedi"]


def test_attachments_are_left_out_and_other_alphabets_are_read(thread: Any) -> None:
    message = written("Ça marche, à l’après-midi", to_answer())
    message.add_alternative("<p>HTML</p>", subtype="html")
    message.add_attachment(b"%PDF" * 1000, maintype="application", subtype="pdf", filename="tout.pdf")
    message.add_attachment("un texte joint", filename="notes.txt")
    assert take_answer(message.as_bytes())
    assert posts() == ["Ça marche, à l’après-midi"]
    latin = (
        f"From: alice@example.org\r\nTo: {to_answer()}\r\nMessage-ID: <2@x>\r\n"
        "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "D=E9j=E0 l=E0\r\n"
    ).encode()
    assert take_answer(latin) and posts()[-1] == "Déjà là"


MACHINES = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated; x=y"},
    {"Precedence": "bulk"},
    {"Precedence": "auto_reply"},
    {"X_Autoreply": "yes"},
    {"List_Id": "<l.example.org>"},
    {"Return_Path": "<>"},
    {"sender": "MAILER-DAEMON@example.org"},
    {"sender": "no-reply@example.org"},
    {"sender": f"Calade <{ADDRESS}>"},
    {"sender": "reponses+abc@ville.example"},
    {"sender": "alice@example.org, bob@example.org"},
    {"sender": ""},
]


@pytest.mark.parametrize("headers", MACHINES)
def test_programs_are_not_heard_and_nobody_is_answered(thread: Any, headers: dict[str, str]) -> None:
    to = to_answer()
    assert not take_answer(written("Je suis absent.", to, **headers).as_bytes())
    assert posts() == [] and len(mail.outbox) == 1


def test_only_the_person_and_only_from_their_mailbox(alice: Any, bob: Any, thread: Any) -> None:
    to = to_answer()
    for message in (
        written("Je suis Alice", to, sender="charlie@example.org"),
        written("Je devine", to.replace("+", "+a")),
        written("Sans secret", ADDRESS),
        written("Ailleurs", to.replace("ville.example", "autre.example")),
    ):
        assert not take_answer(message.as_bytes())
    alice.account.is_active = False
    alice.account.save()
    assert not take_answer(written("Fermé", to).as_bytes())
    assert posts() == [] and len(mail.outbox) == 1


def test_the_address_is_in_another_field_and_in_capitals(thread: Any) -> None:
    to = to_answer()
    message = written("Oui", "Alice <alice@example.org>", Delivered_To=to.upper())
    assert take_answer(message.as_bytes())


def test_too_large_or_no_mail_at_all(thread: Any) -> None:
    to = to_answer()
    for raw in (
        b"",
        b"\x00\xff" * 500,
        b"From: a@b.c\r\n" * 5000,
        b"x" * (MOST_BYTES + 1),
        f"From: alice@example.org\r\nTo: {to}\r\nContent-Type: text/plain; charset=nothing\r\n\r\nx".encode(),
        f"From: alice@example.org\r\nTo: {to}\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x".encode(),
    ):
        with pytest.raises(NotTaken):
            read(raw, address=ADDRESS)
        assert not take_answer(raw)
    assert posts() == []


def test_a_closed_thread_says_why_and_gives_the_words_back(alice: Any, bob: Any, thread: Any) -> None:
    to = to_answer()
    close_thread(thread)
    mail.outbox.clear()
    assert not take_answer(written("Des mots que je ne veux pas perdre", to).as_bytes())
    [message] = mail.outbox
    assert message.to == ["alice@example.org"] and "Des mots que je ne veux pas perdre" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-replied"


def test_who_may_not_write_is_given_no_address(
    alice: Any, bob: Any, mona: Any, town: Any, worker: Any
) -> None:
    topic = start_topic(by=alice, title="Les quais", text="x")
    lock_topic(topic, by=mona, outcome="Fini")
    worker.run()
    assert not AnswerAddress.objects.exists()


def test_without_a_mailbox_nobody_is_told_to_answer(
    alice: Any, bob: Any, town: Any, worker: Any, settings: Any
) -> None:
    settings.CALADE_ANSWERS_ADDRESS = ""
    found = open_private_thread(about=alice, title="Secret", members=[alice, bob])
    write_post(found, by=bob, text="x")
    worker.run()
    [message] = mail.outbox
    assert not message.reply_to and "⁂" not in message.body
    assert not take_answer(written("x", ADDRESS).as_bytes())


def test_the_worker_empties_the_mailbox(thread: Any, settings: Any, tmp_path: Path) -> None:
    settings.CALADE_ANSWERS_MAILBOX = f"maildir:{tmp_path}/box"
    box = mailbox.Maildir(tmp_path / "box", create=True)
    box.add(written("Oui", to_answer()))
    box.add(b"nothing")
    assert empty_mailbox() == 2
    assert len(mailbox.Maildir(tmp_path / "box")) == 0 and posts() == ["Oui"]
    settings.CALADE_ANSWERS_MAILBOX = f"maildir:{tmp_path}/nowhere"
    assert empty_mailbox() == 0


def test_the_mail_server_pipes_it_in(thread: Any, monkeypatch: Any) -> None:
    class Piped:
        class buffer:
            @staticmethod
            def read(most: int) -> bytes:
                return written("Oui", address).as_bytes()[:most]

    address = to_answer()
    monkeypatch.setattr("sys.stdin", Piped)
    call_command("read_answers")
    assert posts() == ["Oui"]
