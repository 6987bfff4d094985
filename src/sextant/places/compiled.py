"""Numeric kernels are compiled once and kept on disk. Imported only by kernel modules, which are imported when used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(kernel: Kernel) -> Kernel:
    """Compile `kernel` with numba when it is first called; later processes take it from disk.

    The compiled code lies beside the source, or in the user's cache folder where that is not writable
    (`NUMBA_CACHE_DIR` names another). Where nothing is writable it is compiled anew in each process. Floating point
    keeps its order: no fast-math, so that one thread and two give the same answer.
    """
    return _made(kernel, parallel=False)


def compiled_parallel(kernel: Kernel) -> Kernel:
    """As `compiled`, with `numba.prange` over the threads. Iterations must write to places of their own."""
    return _made(kernel, parallel=True)


def _made(kernel: Kernel, parallel: bool) -> Kernel:
    try:
        made: Kernel = numba.njit(kernel, cache=True, nogil=True, parallel=parallel, error_model="numpy")
    except RuntimeError:  # numba finds no folder that it may write to
        made = numba.njit(kernel, nogil=True, parallel=parallel, error_model="numpy")
    return made
