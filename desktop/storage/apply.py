"""What an event changes in the library: each in one transaction, so that a crash leaves a whole step or none of it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlite_utils import Database

from desktop.model.call import Channel, Role, RoleSource
from desktop.model.span import Span
from desktop.model.turn import turns_of
from desktop.protocol import (
    Event,
    Failed,
    Finished,
    ModelLoaded,
    PeaksMeasured,
    Progress,
    RecordingRead,
    RolesGuessed,
    SpansHeard,
    SpeakersSplit,
    Started,
    TurnsScored,
    VoicedFound,
)
from desktop.storage.calls import Calls
from desktop.storage.cues import Cues
from desktop.storage.jobs import Jobs, State
from desktop.storage.peaks import PeaksOfCalls
from desktop.storage.rows import side_of
from desktop.storage.transcripts import Transcripts
from desktop.storage.voiced import VoicedOfCalls


@dataclass(frozen=True, slots=True)
class Kept:
    """The repositories that events are stored in."""

    calls: Calls
    jobs: Jobs
    transcripts: Transcripts
    cues: Cues
    peaks: PeaksOfCalls
    voiced: VoicedOfCalls


class Applier:
    """Stores the events of jobs; `changed` is told of a call that has another analysis now."""

    def __init__(self, db: Database, kept: Kept, changed: Callable[[int], None]) -> None:
        self._db = db
        self._kept = kept
        self._changed = changed

    def apply(self, job_id: int, event: Event) -> None:
        """Store what an event says of a job and its call.

        Raises:
            BadInput: the job is not there any more; it went with its call.
        """
        with self._db.atomic():
            self._kept.jobs.get(job_id)
            self._apply(job_id, event)

    def _apply(self, job_id: int, event: Event) -> None:
        match event:
            case Started():
                self._kept.jobs.mark(job_id, State.RUNNING)
            case RecordingRead(recording):
                self._kept.calls.store_recording(self._call_id(job_id), recording)
            case PeaksMeasured(packed):
                self._kept.peaks.store_packed(self._call_id(job_id), packed)
            case ModelLoaded(engine, model):
                self._set(job_id, engine=engine, model=model)
            case SpansHeard():
                self._hear(job_id, event)
            case RolesGuessed(channels):
                self._tell_roles(job_id, channels)
            case VoicedFound(voiced):
                self._kept.voiced.store(self._call_id(job_id), voiced)
            case SpeakersSplit(confidence, spans):
                self._split(job_id, confidence, spans)
            case TurnsScored():
                self._score(job_id, event)
            case Finished(version):
                self._kept.jobs.finish(job_id, version)
                self._changed(self._call_id(job_id))
            case Failed():
                self._kept.jobs.fail(job_id, event)
            case Progress():
                pass

    def _hear(self, job_id: int, heard: SpansHeard) -> None:
        self._kept.transcripts.add_spans(job_id, heard.spans)
        done, total = heard.windows_done, heard.windows_total
        self._set(job_id, windows_done=done, windows_total=total, language=heard.language)

    def _split(self, job_id: int, confidence: float, spans: tuple[Span, ...]) -> None:
        """Let each speaker have a channel, unless somebody has changed words since the job was handed over."""
        if not self._kept.transcripts.changed(job_id):
            self._kept.transcripts.replace_all(job_id, spans)
            self._set(job_id, split_confidence=confidence)

    def _tell_roles(self, job_id: int, channels: tuple[Channel, ...]) -> None:
        """Store who speaks where, unless somebody has set it otherwise since the job was handed over."""
        job = self._kept.jobs.get(job_id)
        if job.split_confidence is None and self._kept.calls.get(job.call_id).split_confidence is not None:
            # What was set was about two speakers, who are not told apart any more.
            self._kept.calls.set_channels(job.call_id, channels)
            return
        side = next((side_of(c.index) for c in channels if c.role is Role.AGENT and c.source is RoleSource.SET), None)
        if side in (None, job.request.agent_side):
            self._kept.calls.store_channels(job.call_id, channels)

    def _score(self, job_id: int, scored: TurnsScored) -> None:
        """Store what was read, but not in turns that are somebody else's since the job was handed over."""
        roles = {channel.index: channel.role for channel in self._kept.calls.get(self._call_id(job_id)).channels}
        turns = turns_of(self._kept.transcripts.spans(job_id), roles)
        customers, agents = (
            {(turn.channel, turn.start_s) for turn in turns if turn.role is role}
            for role in (Role.CUSTOMER, Role.AGENT)
        )
        self._set(job_id, scorer=scored.scorer)
        self._kept.transcripts.replace_scores(
            job_id, [each for each in scored.scores if (each.channel, each.start_s) in customers]
        )
        self._kept.cues.replace(job_id, [each for each in scored.cues if (each.channel, each.start_s) in agents])

    def _call_id(self, job_id: int) -> int:
        return self._kept.jobs.get(job_id).call_id

    def _set(self, job_id: int, **columns: object) -> None:
        self._db.table("jobs").update(job_id, columns)
