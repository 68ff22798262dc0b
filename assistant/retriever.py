"""The LangChain retriever over the store: a redacted question -> documents, each with the hit it came from."""

from dataclasses import replace

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.catalogue import Catalogue
from index.clearance import Clearance
from index.grouping import MORE, grouped
from index.records import Filters, RedactedQuestion
from index.search import Search


class LogRetriever(BaseRetriever):
    """Made for one request: question and filters are fields of it, never shared between askers."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: Search
    catalogue: Catalogue
    question: RedactedQuestion  # whose identities are looked up beside the words of the query
    clearance: Clearance
    filters: Filters
    places: tuple[str, ...] = ()  # phrases, see index.search
    k: int = 20

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        question, k = replace(self.question, text=query), self.k + MORE
        found = self.search(question, self.clearance, self.filters, k=k, places=self.places)
        hits = grouped(found, self.catalogue, self.filters, self.clearance, k=self.k)
        # Where some are folded and corrections added, others come in that search had not read; their places stay.
        unread = [hit for hit in hits if not hit.judged]
        read = {hit.passage.id: hit.judged for hit in self.search.judged(self.question, unread, self.clearance)}
        hits = [replace(hit, judged=read.get(hit.passage.id, hit.judged)) for hit in hits]
        return [
            Document(
                id=f"{hit.passage.log_ref}#{hit.passage.ordinal}", page_content=hit.passage.text, metadata={"hit": hit}
            )
            for hit in hits
        ]
