"""The schema, step by step. A step that has shipped is never edited: a change is a new step."""

from sqlite_utils import Database, Migrations

migrations = Migrations("upswing")

_FIRST_TABLES = (
    """CREATE TABLE calls (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        file TEXT NOT NULL,
        added_at TEXT NOT NULL,
        agent TEXT,
        customer_ref TEXT,
        started_at TEXT,
        queue TEXT,
        csat REAL,
        resolved_at_first_contact INTEGER,
        duration_s REAL,
        channel_count INTEGER,
        layout TEXT,
        notices TEXT NOT NULL DEFAULT '[]',
        job_id INTEGER REFERENCES jobs(id) ON DELETE SET NULL
    ) STRICT""",
    """CREATE TABLE channels (
        call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        role TEXT NOT NULL,
        confidence REAL NOT NULL,
        source TEXT NOT NULL,
        PRIMARY KEY (call_id, position)
    ) STRICT""",
    """CREATE TABLE jobs (
        id INTEGER PRIMARY KEY,
        call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
        state TEXT NOT NULL,
        request TEXT NOT NULL,
        agent_side TEXT,
        queued_at TEXT NOT NULL,
        windows_done INTEGER NOT NULL DEFAULT 0,
        windows_total INTEGER,
        language TEXT,
        engine TEXT,
        model TEXT,
        scorer TEXT,
        version INTEGER,
        seconds REAL,
        cause TEXT,
        what TEXT,
        fix TEXT
    ) STRICT""",
    "CREATE INDEX jobs_by_call ON jobs(call_id)",
    "CREATE INDEX jobs_by_state ON jobs(state, id)",
    """CREATE TABLE spans (
        id INTEGER PRIMARY KEY,
        job_id INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
        channel INTEGER NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        text TEXT NOT NULL,
        words TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX spans_by_job ON spans(job_id, start_s)",
    """CREATE TABLE scores (
        job_id INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
        channel INTEGER NOT NULL,
        start_s REAL NOT NULL,
        valence REAL NOT NULL,
        confidence REAL NOT NULL,
        emotion TEXT,
        activation REAL,
        PRIMARY KEY (job_id, channel, start_s)
    ) STRICT""",
    """CREATE TABLE moments (
        id INTEGER PRIMARY KEY,
        call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
        type TEXT NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        note TEXT NOT NULL,
        tags TEXT NOT NULL,
        author TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX moments_by_call ON moments(call_id, start_s)",
    """CREATE TABLE notes (
        id INTEGER PRIMARY KEY,
        call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX notes_by_call ON notes(call_id)",
    """CREATE VIRTUAL TABLE said USING fts5(
        text, content='spans', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER spans_added AFTER INSERT ON spans BEGIN
        INSERT INTO said(rowid, text) VALUES (new.id, new.text);
    END""",
    """CREATE TRIGGER spans_removed AFTER DELETE ON spans BEGIN
        INSERT INTO said(said, rowid, text) VALUES ('delete', old.id, old.text);
    END""",
    """CREATE TRIGGER spans_changed AFTER UPDATE ON spans BEGIN
        INSERT INTO said(said, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO said(rowid, text) VALUES (new.id, new.text);
    END""",
)


@migrations()
def m001_first_tables(db: Database) -> None:
    """Calls with their channels, the jobs that analysed them with what they heard, and a coach's marks."""
    for statement in _FIRST_TABLES:
        db.execute(statement)


_SECOND_STEPS = (
    "ALTER TABLE calls ADD COLUMN removed_at TEXT",
    "ALTER TABLE calls ADD COLUMN asked_job_id INTEGER REFERENCES jobs(id) ON DELETE SET NULL",
    """UPDATE calls SET asked_job_id = (
        SELECT id FROM jobs WHERE jobs.call_id = calls.id ORDER BY queued_at DESC, id DESC LIMIT 1
    )""",
    "ALTER TABLE jobs ADD COLUMN again INTEGER NOT NULL DEFAULT 0",
    "CREATE VIEW present_calls AS SELECT * FROM calls WHERE removed_at IS NULL",
    "ALTER TABLE spans ADD COLUMN heard TEXT",
    """CREATE TABLE peaks (
        call_id INTEGER PRIMARY KEY REFERENCES calls(id) ON DELETE CASCADE,
        packed BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE overviews (
        call_id INTEGER PRIMARY KEY REFERENCES calls(id) ON DELETE CASCADE,
        customer_turns INTEGER NOT NULL,
        no_arc TEXT,
        start REAL,
        low REAL,
        low_s REAL,
        end REAL,
        mean REAL,
        needle REAL,
        recovery REAL,
        line TEXT NOT NULL
    ) STRICT""",
)


@migrations()
def m002_overviews_and_peaks(db: Database) -> None:
    """What the table of calls and the timeline show at once; what can be taken back: removals and other words."""
    for statement in _SECOND_STEPS:
        db.execute(statement)


_UNFINISHED = "windows_total IS NOT NULL AND windows_done < windows_total"


@migrations()
def m003_shorter_windows(db: Database) -> None:
    """What is half transcribed begins anew: it counts windows of 28 s, and they are of 17 s now."""
    db.execute(f"DELETE FROM spans WHERE job_id IN (SELECT id FROM jobs WHERE {_UNFINISHED})")  # noqa: S608
    db.execute(f"UPDATE jobs SET windows_done = 0, windows_total = NULL WHERE {_UNFINISHED}")  # noqa: S608


_FOURTH_STEPS = (
    "ALTER TABLE jobs ADD COLUMN split_confidence REAL",
    "ALTER TABLE scores ADD COLUMN of_words REAL",
    "ALTER TABLE scores ADD COLUMN voice_confidence REAL",
    "ALTER TABLE scores ADD COLUMN voice_level REAL",
    "ALTER TABLE scores ADD COLUMN voice_pitch REAL",
    "ALTER TABLE scores ADD COLUMN voice_range REAL",
    "ALTER TABLE scores ADD COLUMN voice_tilt REAL",
    "ALTER TABLE scores ADD COLUMN voice_rate REAL",
    """CREATE TABLE cues (
        job_id INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
        channel INTEGER NOT NULL,
        start_s REAL NOT NULL,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        text TEXT NOT NULL,
        start_char INTEGER NOT NULL,
        end_char INTEGER NOT NULL,
        score REAL NOT NULL,
        PRIMARY KEY (job_id, channel, start_s, position)
    ) STRICT""",
    """CREATE TABLE corrections (
        call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
        t_s REAL NOT NULL,
        valence REAL NOT NULL,
        author TEXT NOT NULL,
        made_at TEXT NOT NULL,
        PRIMARY KEY (call_id, t_s)
    ) STRICT""",
    """CREATE TABLE voiced (
        call_id INTEGER PRIMARY KEY REFERENCES calls(id) ON DELETE CASCADE,
        stretches TEXT NOT NULL
    ) STRICT""",
    "ALTER TABLE overviews ADD COLUMN corrected_turns INTEGER NOT NULL DEFAULT 0",
)


@migrations()
def m004_voices_cues_corrections(db: Database) -> None:
    """Two people on one microphone, what the voice adds to the words, what agents do, and a coach's own valences."""
    for statement in _FOURTH_STEPS:
        db.execute(statement)
