"""Which writer makes which kind of file."""

from wiki.exchange.book import BookWriter
from wiki.exchange.leaving import HistoryWriter, MarkdownWriter, MediaWikiWriter, PrintWriter, Writer
from wiki.models import Exchange

Kind = Exchange.Kind
WRITERS: dict[str, type[Writer]] = {
    Kind.MARKDOWN: MarkdownWriter,
    Kind.HISTORY: HistoryWriter,
    Kind.MEDIAWIKI: MediaWikiWriter,
    Kind.BOOK: BookWriter,
    Kind.PRINT: PrintWriter,
}


def writer_for(kind: str) -> type[Writer]:
    return WRITERS[kind]
