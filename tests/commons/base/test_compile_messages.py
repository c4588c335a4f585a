"""A fresh machine compiles the catalogues in the process that then loads the town: it must read them anew."""

from django.core.management import call_command
from django.utils import translation
from django.utils.translation import trans_real


def test_what_was_read_before_the_catalogues_were_compiled_is_forgotten(monkeypatch):
    empty = trans_real.DjangoTranslation("fr", domain="nothing", localedirs=["/"])
    monkeypatch.setattr(trans_real, "_translations", {"fr": empty})
    monkeypatch.setattr("commons.base.messages.compile_all", lambda root: None)
    with translation.override("fr"):
        assert translation.gettext("Caution") == "Caution"
    call_command("messages", "compile", verbosity=0)
    with translation.override("fr"):
        assert translation.gettext("Caution") == "Attention"
