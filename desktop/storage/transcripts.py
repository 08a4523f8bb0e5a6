"""What was heard in calls: spans with their words, the scores of turns, and the index over all that was said."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlite_utils import Database

from desktop.errors import BadInput
from desktop.model.editing.first_words import StoredSpan, with_first_words
from desktop.model.editing.reassigning import reassigned
from desktop.model.score import TurnScore
from desktop.model.span import Span
from desktop.model.turn import Turn, turns_of
from desktop.storage.reading_rows import turn_score_of, turn_score_row
from desktop.storage.readings import forget_turns
from desktop.storage.rows import as_stored, insert, insert_all, or_null, span_of, span_row, words_in, words_text

PLACES_LOOKED_AT = 30_000
# In this order: beginning with the calls, SQLite would go through all of them for every place.
_CURRENT = """
    CROSS JOIN spans ON spans.id = {} CROSS JOIN jobs ON jobs.id = spans.job_id
    CROSS JOIN present_calls AS calls ON calls.id = jobs.call_id AND calls.job_id = jobs.id
"""
_WORDS = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Found:
    """A place where words were said; `text` is the whole span."""

    call_id: int
    channel: int
    start_s: float
    text: str


@dataclass(frozen=True, slots=True)
class FoundCalls:
    """The calls in which words were said, each with one place; `older` says whether older places were left out."""

    places: tuple[Found, ...] = ()
    older: bool = False


@dataclass(frozen=True, slots=True)
class Reassigned:
    """What went and what came when a turn was given to another speaker; the same, the other way round, undoes it."""

    gone: tuple[StoredSpan, ...]
    come: tuple[StoredSpan, ...]


class Transcripts:
    """Spans and scores, each belonging to the job that made them.

    `changed` is told, within the same transaction, of a call whose arc may be another one now.
    """

    def __init__(self, db: Database, changed: Callable[[int], None]) -> None:
        self._db = db
        self._changed = changed

    def spans(self, job_id: int) -> tuple[Span, ...]:
        """What a job has heard so far, in the order of time."""
        rows = self._db.query("SELECT * FROM spans WHERE job_id = ? ORDER BY start_s, id", [job_id])
        with as_stored():
            return tuple(span_of(row) for row in rows)

    def add_spans(self, job_id: int, spans: Iterable[Span]) -> None:
        """Store more of what a job has heard."""
        insert_all(self._db, "spans", [span_row(job_id, span) for span in spans])

    def replace_spans(self, call_id: int, spans: Iterable[Span]) -> None:
        """Give spans of a call's current transcript other words; those that were heard first are kept beside them.

        Args:
            call_id: whose transcript it is.
            spans: each stands in place of the one with its channel and first instant.

        Raises:
            BadInput: the transcript has no such span; then none is changed.
        """
        with self._db.atomic():
            for span in spans:
                self._replace(call_id, span)
            self._changed(call_id)

    def replace_all(self, job_id: int, spans: Iterable[Span]) -> None:
        """Store other spans in place of all that a job has heard."""
        with self._db.atomic():
            self._db.execute("DELETE FROM spans WHERE job_id = ?", [job_id])
            self.add_spans(job_id, spans)

    def changed(self, job_id: int) -> bool:
        """Whether somebody has changed words that a job heard."""
        sql = "SELECT 1 FROM spans WHERE job_id = ? AND heard IS NOT NULL LIMIT 1"
        return next(self._db.execute(sql, [job_id]), None) is not None

    def reassign(self, call_id: int, turn: Turn) -> Reassigned:
        """Give the words of a turn to the other of two speakers on one microphone; what was read in them goes.

        Returns:
            what went and what came, for `take_back`.

        Raises:
            BadInput: the call's speakers were not told apart, or the words are not in its transcript any more.
        """
        with self._db.atomic():
            stored = self._stored(self._split_job(call_id))
            exchange = reassigned([each.span for each in stored], turn, 1 - turn.channel)
            if not exchange.gone:
                raise _gone()
            gone = tuple(each for each in stored if each.span in exchange.gone)
            return self._exchanged(call_id, gone, with_first_words(gone, exchange.come))

    def take_back(self, call_id: int, done: Reassigned) -> None:
        """Undo a `reassign`: the spans are what they were, the words that were heard first included.

        What was read in the turns that the words were part of goes; it comes back with new scores.

        Raises:
            BadInput: what came is not there any more; then nothing changes.
        """
        with self._db.atomic():
            there = {each.id: each for each in self._stored(self._split_job(call_id))}
            if any(there.get(each.id) != each for each in done.come):
                raise _gone()
            self._exchanged(call_id, done.come, done.gone)

    def scores(self, job_id: int) -> tuple[TurnScore, ...]:
        """How the turns that a job has heard were scored."""
        rows = self._db.query("SELECT * FROM scores WHERE job_id = ? ORDER BY start_s", [job_id])
        return tuple(turn_score_of(row) for row in rows)

    def replace_scores(self, job_id: int, scores: Iterable[TurnScore]) -> None:
        """Store the scores of a job in place of any earlier ones."""
        with self._db.atomic():
            self._db.execute("DELETE FROM scores WHERE job_id = ?", [job_id])
            insert_all(self._db, "scores", [turn_score_row(job_id, scored) for scored in scores])

    def search(self, words: str, at_most: int | None = None) -> list[Found]:
        """Find where words were said, all of them within one span, in the calls' current transcripts.

        Words in quotes are looked for as they stand, side by side; the last word may be a beginning. The best places
        come first.
        """
        sql = f"""
            SELECT jobs.call_id, spans.channel, spans.start_s, spans.text
            FROM said {_CURRENT.format("said.rowid")}
            WHERE said MATCH ? ORDER BY said.rank, jobs.call_id, spans.start_s LIMIT ?
        """  # noqa: S608
        return self._found(sql, words, -1 if at_most is None else at_most)

    def search_calls(self, words: str, looked_at: int = PLACES_LOOKED_AT) -> FoundCalls:
        """Find the calls in which words were said, as `search` does, each with the place where it was first.

        Only the newest places are looked at: what is said in every call ten times over would make a window wait.
        The newest calls come first.
        """
        sql = f"""
            WITH places AS (SELECT rowid AS id FROM said WHERE said MATCH ? ORDER BY rowid DESC LIMIT ?)
            SELECT jobs.call_id, spans.channel, min(spans.start_s) AS start_s, spans.text
            FROM places {_CURRENT.format("places.id")}
            GROUP BY jobs.call_id ORDER BY jobs.call_id DESC
        """  # noqa: S608
        return FoundCalls(tuple(self._found(sql, words, looked_at)), self._places(words, looked_at + 1) > looked_at)

    def _places(self, words: str, at_most: int) -> int:
        """How many places there are, as far as they are counted."""
        query = _fts_query(words)
        sql = "SELECT count(*) AS n FROM (SELECT 1 FROM said WHERE said MATCH ? LIMIT ?)"
        return next(int(row["n"]) for row in self._db.query(sql, [query, at_most])) if query else 0

    def _found(self, sql: str, words: str, at_most: int) -> list[Found]:
        query = _fts_query(words)
        return [Found(**row) for row in self._db.query(sql, [query, at_most])] if query else []

    def _split_job(self, call_id: int) -> int:
        sql = """
            SELECT jobs.id FROM jobs JOIN present_calls AS calls ON calls.job_id = jobs.id
            WHERE calls.id = ? AND split_confidence IS NOT NULL
        """
        for row in self._db.query(sql, [call_id]):
            return int(row["id"])
        raise BadInput("Who speaks was not told apart in this call.", "Swap agent and customer instead.")

    def _stored(self, job_id: int) -> list[StoredSpan]:
        rows = self._db.query("SELECT * FROM spans WHERE job_id = ? ORDER BY start_s, id", [job_id])
        with as_stored():
            return [StoredSpan(span_of(row), or_null(words_in, row["heard"]), row["id"]) for row in rows]

    def _exchanged(self, call_id: int, gone: Iterable[StoredSpan], come: Iterable[StoredSpan]) -> Reassigned:
        job_id, gone, come, here = self._split_job(call_id), tuple(gone), tuple(come), []
        self._forget_moved(job_id, gone, come)
        for each in gone:
            self._db.execute("DELETE FROM spans WHERE id = ?", [each.id])
        for each in come:
            heard = None if each.heard is None else words_text(each.heard)
            row = {"id": each.id, **span_row(job_id, each.span), "heard": heard}
            here.append(replace(each, id=insert(self._db, "spans", row)))
        self._changed(call_id)
        return Reassigned(gone, tuple(here))

    def _forget_moved(self, job_id: int, gone: Iterable[StoredSpan], come: Iterable[StoredSpan]) -> None:
        """Forget what was read in the turns that lose words to somebody else, by the spans that are still there."""
        before, after = ({(s.span.channel, word) for s in each for word in s.span.words} for each in (gone, come))
        moved = before - after
        turns = turns_of(self.spans(job_id), {})
        forget_turns(self._db, job_id, [t for t in turns if any((t.channel, word) in moved for word in t.words)])

    def _replace(self, call_id: int, span: Span) -> None:
        sql = """
            UPDATE spans SET heard = nullif(coalesce(heard, words), :words), words = :words, text = :text
            WHERE channel = :channel AND start_s = :start_s
            AND job_id = (SELECT job_id FROM present_calls WHERE id = :call_id)
        """
        # As the first words are: one that is changed back counts as never changed.
        row = {"call_id": call_id, **span_row(0, span)}
        if not self._db.execute(sql, row).rowcount:
            raise _gone()


def _gone() -> BadInput:
    return BadInput("What was said there is not in the transcript any more.", "Open the call again.")


def _fts_query(words: str) -> str:
    """Quote every word, so that nothing a user types is taken for FTS5's own query language."""
    asked = (phrase or word for phrase, word in _WORDS.findall(words.replace("\0", " ")))
    quoted = ['"' + each.replace('"', '""') + '"' for each in asked if any(c.isalnum() for c in each)]
    return " ".join(quoted) + "*" if quoted else ""
