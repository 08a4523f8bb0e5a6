"""The child process that listens, as the window employs it: never waited for, and killed rather than asked."""

from pathlib import Path

from PySide6.QtCore import QIODevice, QObject, QProcess, Qt, QTimer, Signal

from desktop.child import command, unexpected_end, working_folder, writable_log
from desktop.protocol import Event, Failed, Finished, Job, ProtocolError, decode_event, encode_job

_CLOSING_MS = 2_000
_MEND = "See the log, install Upswing again if need be, and resume the queue."


class WorkerProcess(QObject):
    """One child for any number of jobs, started when the first one comes, so that models are loaded once.

    The last event of every job that is not cancelled is `Finished` or `Failed`, unless no child comes to the point of
    saying anything at all: that is told by `could_not_begin`, for it is not the job's fault.
    """

    event_received = Signal(int, object)
    could_not_begin = Signal(str, str)

    def __init__(self, log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._child: _Child | None = None
        self._job: Job | None = None

    def run(self, job: Job) -> None:
        """Hand over a job while there is none; its events follow as they come, never before this returns."""
        self._job = job
        if self._child is None:
            self._child = self._start()
        self._child.hand_over(encode_job(job))

    def cancel(self) -> None:
        """End the child at once, whatever it is doing; nothing more is heard of its job."""
        self._job = None
        if self._child is not None:
            self._child.kill()
            self._child = None

    def close(self) -> None:
        """End the child at the end of the program, when nobody will be there any more to see it go."""
        self.cancel()
        for process in self.findChildren(QProcess):
            process.waitForFinished(_CLOSING_MS)

    def _start(self) -> "_Child":
        child = _Child(_process(self._log), self)
        child.line_read.connect(self._hear)
        child.ended.connect(self._see_end)
        child.start()
        return child

    def _hear(self, line: str) -> None:
        """Pass on what the child says of its job."""
        try:
            event = decode_event(line)
        except ProtocolError:
            self._give_up("said something that cannot be understood")
            return
        if isinstance(event, Finished | Failed) and self._child is not None:
            self._child.rest()
        self._tell(event)

    def _see_end(self, how: str) -> None:
        """Take note that the child has come to an end, or that it never began."""
        child, self._child = self._child, None
        if self._job is not None and child is not None and child.rested:
            # It was on its way out already when it was handed this job, which is not to blame.
            self.run(self._job)
        elif self._job is not None and child is not None and not child.heard_of:
            self._job = None
            self.could_not_begin.emit(f"The process that listens {how}.", _MEND)
        else:
            self._give_up(how)

    def _give_up(self, how: str) -> None:
        job = self._job
        self.cancel()
        self._job = job
        self._tell(unexpected_end(how))

    def _tell(self, event: Event) -> None:
        job = self._job
        if job is None:
            return
        if isinstance(event, Finished | Failed):
            self._job = None
        self.event_received.emit(job.id, event)


class _Child(QObject):
    """A process that is read line by line, each in its own turn of the event loop so that the window can draw."""

    line_read = Signal(str)
    ended = Signal(str)

    def __init__(self, process: QProcess, parent: QObject) -> None:
        super().__init__(parent)
        self._process = process
        self._killed = False
        self.rested = self.heard_of = False
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._read)
        process.setParent(self)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        # Qt may find out while it starts the process, when nobody expects an answer yet.
        process.errorOccurred.connect(self._see_error, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin; what goes wrong is told later."""
        self._process.start()

    def hand_over(self, line: str) -> None:
        """Give it a job, unless it has ended, which it tells later."""
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.write(line.encode() + b"\n")

    def rest(self) -> None:
        """Take note that a job of its is through, and that nothing was heard of the next one yet."""
        self.rested = True

    def kill(self) -> None:
        """End it and tell nothing more; it is thrown away when the process is gone."""
        self._killed = True
        if self._process.state() == QProcess.ProcessState.NotRunning:
            self.deleteLater()
        else:
            self._process.kill()

    def _read(self) -> None:
        self._read_line()
        if self._process.canReadLine():
            self._more.start()

    def _read_line(self) -> None:
        if self._process.canReadLine():
            line = bytes(self._process.readLine().data()).decode("utf-8", "replace")
            if not self._killed:
                self.rested, self.heard_of = False, True
                self.line_read.emit(line)

    def _finish(self, status: int, how: QProcess.ExitStatus) -> None:
        while self._process.canReadLine():
            self._read_line()
        crashed = how == QProcess.ExitStatus.CrashExit
        self._end(f"ended unexpectedly ({'signal' if crashed else 'status'} {status})")

    def _see_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end("could not be started")

    def _end(self, how: str) -> None:
        if not self._killed:
            self.ended.emit(how)
        self.deleteLater()


def _process(log: Path) -> QProcess:
    process = QProcess()
    program, *arguments = command()
    process.setProgram(program)
    process.setArguments(arguments)
    process.setWorkingDirectory(str(working_folder()))
    process.setStandardErrorFile(str(writable_log(log)), QIODevice.OpenModeFlag.Append)
    return process
