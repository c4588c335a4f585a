"""One section of a page, alone in the editor: found in the text it was opened from, put back into that text."""

from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commons.base.text import Section, find_section, with_section
from wiki.models import Revision
from wiki.rendering import Shown


def section_of(revision: Revision, name: str) -> Section | None:
    """None for a name that no heading has, and for a text too heavy to be read again."""
    try:
        return find_section(_still_seen(revision), name) if name else None
    except ValidationError:
        return None


def whole_of(base: Revision | None, name: str, text: str) -> str:
    """The whole page with `text` as that section of `base`. Where it has none, no word of either is dropped."""
    if base is None or not name:
        return text
    section, whole = section_of(base, name), _still_seen(base)
    return with_section(whole, section, text) if section else f"{whole}\n{text}"


def _still_seen(revision: Revision) -> str:
    """Of a text that was hidden while somebody wrote, the page as it is now: what they typed is kept, what was hidden
    does not come back in their draft.
    """
    return revision.page.text_now.text if revision.hides_text else revision.text


def with_links(shown: Shown) -> SafeString:
    """What everybody reads, with a way into each section; those who may not edit are told there how."""
    html, printed = str(shown.html), []
    word = escape(_("Edit"))
    for level, name, title in shown.sections:
        opening, closing = f'<h{level} id="{name}">', f"</h{level}>"
        before, found, rest = html.partition(opening)
        heading, closed, rest = rest.partition(closing)
        if not (found and closed):
            continue
        said = _("Edit the section “%(title)s”") % {"title": title}
        link = format_html(
            '<a href="modifier/?section={}" rel="nofollow" aria-label="{}">{}</a>', name, said, word
        )
        printed.append(f'{before}<div class="head">{opening}{heading}{closing}{link}</div>')
        html = rest
    return mark_safe("".join(printed) + html)  # noqa: S308 (ours, cleaned; what is added is escaped)
