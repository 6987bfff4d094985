"""Files on their way in: streamed to disk, hashed as they come, and only as much as their sender may bring."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from sextant.access.models import User
from sextant.access.permissions import Permission
from sextant.access.policy import holds

SMALL = 10 * 2**20  # bytes that anybody signed in may send: a list of actions, a narrative


class Receiving(TemporaryFileUploadHandler):
    """Stops a request that brings more than its sender may, before it fills the disk; a stranger brings nothing.

    A file that has come whole has its hash as `sha256`.
    """

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: ARG002, N803
        self._left = limit_of(getattr(self.request, "user", None))
        if content_length > self._left:
            raise RequestDataTooBig("These files are larger than may be sent here.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._left -= len(raw_data)
        if self._left < 0:
            self.file.close()
            raise RequestDataTooBig("These files are larger than may be sent here.")
        self._digest.update(raw_data)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        done = super().file_complete(file_size)
        done.sha256 = self._digest.hexdigest()
        return done


def limit_of(user: Any) -> int:
    """Bytes that this person may send in one request."""
    if not isinstance(user, User) or not user.is_authenticated:
        return 0
    return int(settings.UPLOAD_LIMIT) if holds(user, Permission.RECORDS_LOAD) else SMALL
