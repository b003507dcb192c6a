"""The five --json forms that read standard input: keys, types, order, offsets; nothing is left in the folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from staving.cli import main
from staving.schema import AssertionStatus, Flag, OriginRule, Stance, VerdictStatus  # noqa: F401
