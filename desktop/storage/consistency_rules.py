"""What can never be true of a library, as queries: each finds the calls of which it is."""

from dataclasses import dataclass

from desktop.storage.jobs import State

AGAIN = "Analyse it from the beginning: `upswing analyse --again`."
_MEND = "Correct it in the window, or remove it there."
# A recording may be a little longer or shorter than it says of itself.
NEARLY_S = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A query for the calls that break it, each with its file and how often; `{n}` and `{name}` stand for these."""

    sql: str
    what: str
    fix: str = AGAIN


JOBS = "FROM jobs JOIN calls ON calls.id = jobs.call_id"
SPANS = "FROM spans JOIN jobs ON jobs.id = spans.job_id JOIN calls ON calls.id = jobs.call_id"
# Two people on one microphone have a channel each.
SPEAKERS = "iif(jobs.split_confidence IS NULL, coalesce(calls.channel_count, 2), 2)"
_COMPLETE = "jobs.windows_total IS NOT NULL AND jobs.windows_done >= jobs.windows_total"
_STATES = ", ".join(f"'{state}'" for state in State)

CALL_RULES = (
    Rule(
        "SELECT file, count(*) AS n FROM calls GROUP BY sha256 HAVING n > 1",
        "“{name}” is in the library {n} times.",
        "Remove all but one of them in the window.",
    ),
    Rule(
        "SELECT file, 1 AS n FROM calls WHERE length(sha256) <> 64 OR sha256 GLOB '*[^0-9a-f]*'",
        "“{name}” is known by something that is no SHA-256.",
        "Remove it in the window and add its recording again.",
    ),
    Rule(
        """SELECT calls.file, 1 AS n FROM calls JOIN jobs ON jobs.id IN (calls.job_id, calls.asked_job_id)
        WHERE jobs.call_id <> calls.id GROUP BY calls.id""",
        "“{name}” has the analysis of another call.",
    ),
    Rule(
        "SELECT file, 1 AS n FROM calls WHERE NOT coalesce(duration_s, 1.0) BETWEEN 0 AND 1e7",
        "“{name}” has a length that cannot be.",
    ),
    Rule(
        "SELECT file, 1 AS n FROM calls WHERE job_id IS NOT NULL AND duration_s IS NULL",
        "“{name}” was analysed, but its recording never read.",
    ),
)
JOB_RULES = (
    Rule(
        f"SELECT file, count(*) AS n {JOBS} WHERE state NOT IN ({_STATES}) GROUP BY calls.id",
        "Analyses of “{name}” are in a state that does not exist ({n}).",
    ),
    Rule(
        f"""SELECT file, count(*) AS n {JOBS}
        WHERE windows_done < 0 OR windows_done > coalesce(windows_total, 0) GROUP BY calls.id""",
        "Analyses of “{name}” have heard more windows than there are ({n}).",
    ),
    Rule(
        f"SELECT file, count(*) AS n {JOBS} WHERE state = 'done' AND NOT ({_COMPLETE} AND version IS NOT NULL)"
        " GROUP BY calls.id",
        "Analyses of “{name}” count as done and are not complete ({n}).",
    ),
    Rule(
        f"SELECT file, count(*) AS n {JOBS} WHERE state = 'done' AND calls.job_id IS NOT jobs.id GROUP BY calls.id",
        "Analyses of “{name}” are done, but not the one that is shown ({n}).",
    ),
    Rule(
        f"SELECT file, 1 AS n {JOBS} WHERE calls.job_id = jobs.id AND NOT ({_COMPLETE} AND version IS NOT NULL)",
        "The analysis of “{name}” that is shown is not complete.",
    ),
    Rule(
        f"SELECT file, count(*) AS n {JOBS} WHERE (state = 'failed') <> (cause IS NOT NULL) GROUP BY calls.id",
        "Analyses of “{name}” failed without a reason, or have one without having failed ({n}).",
    ),
    Rule(
        f"SELECT file, count(*) AS n {JOBS} WHERE NOT coalesce(split_confidence, 1.0) BETWEEN 0.5 AND 1"
        " GROUP BY calls.id",
        "Analyses of “{name}” are surer than they can be who speaks ({n}).",
    ),
)
SPAN_RULES = (
    Rule(
        f"""SELECT file, count(*) AS n FROM (
            SELECT calls.id, file, spans.text, spans.start_s,
                lag(spans.text) OVER one AS text_before, lag(spans.end_s) OVER one AS end_before_s,
                lag(spans.start_s) OVER one AS start_before_s
            {SPANS} WINDOW one AS (PARTITION BY spans.job_id, spans.channel ORDER BY spans.start_s, spans.id)
        ) WHERE start_s = start_before_s OR (text = text_before AND start_s < end_before_s) GROUP BY id""",  # noqa: S608
        "Spans of “{name}” are stored twice ({n}).",
    ),
    Rule(
        f"SELECT file, count(*) AS n {SPANS} WHERE jobs.windows_done = 0 GROUP BY calls.id",
        "Spans of “{name}” are from windows that were never heard ({n}).",
    ),
    Rule(
        f"""SELECT file, count(*) AS n {SPANS}
        WHERE NOT (0 <= spans.start_s AND spans.start_s <= spans.end_s
            AND spans.end_s <= coalesce(calls.duration_s, 1e7) + {NEARLY_S}
            AND spans.channel BETWEEN 0 AND {SPEAKERS} - 1)
        GROUP BY calls.id""",
        "Spans of “{name}” lie outside its recording ({n}).",
    ),
)
SCORE_RULES = (
    Rule(
        """SELECT file, count(*) AS n FROM scores JOIN jobs ON jobs.id = scores.job_id
        JOIN calls ON calls.id = jobs.call_id
        WHERE NOT (valence BETWEEN -1 AND 1 AND confidence BETWEEN 0 AND 1 AND coalesce(activation, 0) BETWEEN -1 AND 1
            AND coalesce(of_words, 0) BETWEEN -1 AND 1 AND coalesce(voice_confidence, 0) BETWEEN 0 AND 1)
        GROUP BY calls.id""",
        "Scores of “{name}” are out of range ({n}).",
    ),
)
CUE_RULES = (
    Rule(
        """SELECT file, count(*) AS n FROM cues JOIN jobs ON jobs.id = cues.job_id JOIN calls ON calls.id = jobs.call_id
        WHERE NOT (score BETWEEN 0 AND 1 AND 0 <= start_char AND start_char <= end_char)
        GROUP BY calls.id""",
        "Cues of “{name}” are out of range ({n}).",
    ),
)
CORRECTION_RULES = (
    Rule(
        f"""SELECT file, count(*) AS n FROM corrections JOIN calls ON calls.id = corrections.call_id
        WHERE NOT (valence BETWEEN -1 AND 1 AND t_s BETWEEN 0 AND coalesce(duration_s, 1e7) + {NEARLY_S})
        GROUP BY calls.id""",  # noqa: S608
        "Corrections of “{name}” are out of range ({n}).",
        _MEND,
    ),
)
MOMENT_RULES = (
    Rule(
        f"""SELECT file, count(*) AS n FROM moments JOIN calls ON calls.id = moments.call_id
        WHERE NOT (0 <= start_s AND start_s <= end_s AND end_s <= coalesce(duration_s, 1e7) + {NEARLY_S})
        GROUP BY calls.id""",  # noqa: S608
        "Moments of “{name}” lie outside its recording ({n}).",
        _MEND,
    ),
)
