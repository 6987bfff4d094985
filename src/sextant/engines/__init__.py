"""Where queries run. One small question, several engines.

`duck` by default, `spark` for what outgrows one machine; `reference` is their slow and obvious judge.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sextant.errors import Refusal

if TYPE_CHECKING:
    from sextant.engines.base import Engine

ENGINES = {
    "duck": ("sextant.engines.duck", "DuckEngine"),
    "spark": ("sextant.engines.spark", "SparkEngine"),
    "reference": ("sextant.engines.reference", "ReferenceEngine"),
}


def engine(name: str = "duck") -> Engine:
    """A fresh engine called `name`. Raises Refusal when there is none."""
    if name not in ENGINES:
        raise Refusal(f"engine '{name}'", "is not known", f"use one of {', '.join(ENGINES)}")
    module, cls = ENGINES[name]
    return getattr(import_module(module), cls)()  # type: ignore[no-any-return]
