"""What was read in turns and is to be forgotten: no feeling of an agent's is kept, and no cue of a customer's."""

from collections.abc import Iterable

from sqlite_utils import Database

from desktop.model.call import Role
from desktop.model.turn import Turn

READ_OF = {"scores": Role.CUSTOMER, "cues": Role.AGENT}


def forget_others(db: Database, call_id: int) -> None:
    """Delete the scores of whoever is not the customer of a call, and the cues of whoever is not the agent.

    They are of every analysis of the call: whether a new one follows is never sure.
    """
    for table, role in READ_OF.items():
        sql = f"""DELETE FROM {table} WHERE job_id IN (SELECT id FROM jobs WHERE call_id = :call)
            AND channel NOT IN (SELECT position FROM channels WHERE call_id = :call AND role = :role)"""  # noqa: S608
        db.execute(sql, {"call": call_id, "role": role})


def forget_turns(db: Database, job_id: int, turns: Iterable[Turn]) -> None:
    """Delete what an analysis has read in turns, by whomever they are."""
    for turn in turns:
        for table in READ_OF:
            sql = f"DELETE FROM {table} WHERE job_id = ? AND channel = ? AND start_s BETWEEN ? AND ?"  # noqa: S608
            db.execute(sql, [job_id, turn.channel, turn.start_s, turn.end_s])
