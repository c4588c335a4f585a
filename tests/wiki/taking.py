"""Asking for a theme as a file and bringing one in, through the pages that people use."""

from django.core.files.uploadedfile import SimpleUploadedFile


def files_of(theme):
    return f"{theme.get_absolute_url()}nouvelle/fichiers/"


def body_of(client, address):
    return b"".join(client.get(f"{address}fichier/").streaming_content)


def taken(client, theme, kind, worker):
    """The bytes of the file that the worker made of a theme."""
    address = client.post(files_of(theme), {"kind": kind})["Location"]
    worker.run()
    return body_of(client, address)


def brought(client, theme, data, worker):
    """The page that says what became of a file, once the worker has read it."""
    file = SimpleUploadedFile("un fichier.bin", data)
    sent = client.post(f"{files_of(theme)}apporter/", {"file": file})
    assert sent.status_code == 302, sent.content.decode()
    worker.run()
    return client.get(sent["Location"]).content.decode()
