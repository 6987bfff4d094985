"""The workspace's settings for tests: a home that goes away, a quick password hash."""

from __future__ import annotations

import os
import tempfile

os.environ["SEXTANT_HOME"] = tempfile.mkdtemp(prefix="sextant-web-tests-")

from sextant.web.settings import *  # noqa: F403

SECOND_FACTOR = False  # the tests of sign-in turn it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
