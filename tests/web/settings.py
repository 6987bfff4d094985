"""The workspace's settings for tests: a home that goes away, a quick password hash."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ["SEXTANT_HOME"] = tempfile.mkdtemp(prefix="sextant-web-tests-")
Path(os.environ["SEXTANT_HOME"], "workspace.toml").write_text('force = "northumbria"\n', "utf-8")

from sextant.web.settings import *  # noqa: E402, F403

SECOND_FACTOR = False  # the tests of sign-in turn it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
