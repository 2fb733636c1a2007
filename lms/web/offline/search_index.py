"""The indexes of a pack: words of its own pages, and of the same pages in the other language."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.search.index import Document, SearchIndex
from courses.search.word_forms import RULES
from lms.web.offline.pack_page import PackPage
from lms.web.offline.page_texts import PageTexts


@dataclass(frozen=True, slots=True)
class SearchIndexes:
    """Indexes of the same pages in two languages."""

    own: SearchIndex
    other: SearchIndex

    def encoded(self) -> dict[str, object]:
        """What a script needs to search: documents, and words and rules by language."""
        numbers = {document.address: n for n, document in enumerate(self.own.documents)}
        return {
            "documents": [[d.address, d.title, d.where] for d in self.own.documents],
            "languages": [
                {
                    "language": index.language,
                    "rules": RULES[index.language],
                    "common": sorted(index.common),
                    "words": index.encoded(numbers),
                }
                for index in (self.own, self.other)
            ],
        }


def index_of_pages(pages: Iterable[PackPage], language: str) -> SearchIndex:
    """The index of all pages that have a title."""
    documents = (document for page in pages if page.title for document in _documents(page))
    return SearchIndex(tuple(documents), language)


def _documents(page: PackPage) -> Iterable[Document]:
    texts = PageTexts(page.html)
    entries = texts.entries
    if not entries:
        yield Document(page.path, page.title, page.where, texts.main)
    for entry, text in entries.items():
        yield Document(f"{page.path}#{entry}", texts.titles[entry], page.title, text)
