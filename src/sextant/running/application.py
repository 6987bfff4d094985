"""What `sextant serve` runs in each of its processes: the workspace, with the log that names nobody."""

from __future__ import annotations

from sextant.running.logs import configure
from sextant.web.wsgi import application

configure()

__all__ = ["application"]
