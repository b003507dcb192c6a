"""Train with numpy's own BLAS in one thread, which on matrices this small is faster than thinc's BLIS.

python nlp/training/train.py syntax.cfg OUT train.spacy dev.spacy [training.max_steps=20000 ...]
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from spacy.cli._util import parse_config_overrides
from spacy.cli.train import train
from thinc.api import NumpyOps, registry, set_current_ops


@registry.ops("NumpyBlasOps")
class NumpyBlasOps(NumpyOps):  # type: ignore[misc]  # thinc is untyped
    """The operations of thinc on the processor, with matrix products through numpy."""

    name = "apple"
    """The name under which thinc looks for a faster kind of operations than its own."""

    def __init__(self, device_type: str = "cpu", device_id: int = -1, **_settings: object) -> None:
        """Take the place of `NumpyOps`, without BLIS."""
        super().__init__(device_type, device_id, use_blis=False)


if __name__ == "__main__":
    set_current_ops(NumpyBlasOps())
    config, output, corpus, development, *settings = sys.argv[1:]
    train(
        Path(config),
        Path(output),
        overrides={
            "paths.train": corpus,
            "paths.dev": development,
            **parse_config_overrides([f"--{setting}" for setting in settings]),
        },
    )
