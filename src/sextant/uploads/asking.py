"""From an upload to a request that the lake understands."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from sextant.bodies import Bodies
from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.loading import GOVERNANCE, Request
from sextant.records import kind as kind_called
from sextant.records.kinds import Intake, Kind
from sextant.uploads.models import Upload


def request_of(home: Home, upload: Upload, governance: Mapping[str, str] | None = None) -> Request:
    """What the lake is to load. `governance` stands in for what is not given yet, while one only looks.

    Raises Refusal for an unknown kind, force or mapping, or a file that is no more there.
    """
    kind = kind_called(upload.kind)
    if missing := [path.name for path in upload.paths if not path.exists()]:
        raise Refusal(missing[0], "is no longer here", "upload it again")
    given = dict(upload.governance or governance or {})
    columns = mapping_of(kind, upload.mapping)
    digest = _digest(upload.mapping, columns.get("governance", {}), given) if kind.takes_mapping else None
    if kind.takes_mapping:
        columns = {**columns, "governance": given}
    bodies = Bodies.load(home.lists)
    named = upload.force or columns.get("force", {}).get("slug")
    intake = Intake(
        files=kind.find_files(upload.paths),
        bodies=bodies,
        body=bodies.named(named) if named else None,
        mapping=columns,
        latest=upload.edition_date or date.today(),
    )
    return Request(kind, intake, upload.edition_date, given if kind.persons else {}, digest)


def mapping_of(kind: Kind, text: str) -> dict[str, Any]:
    """The mapping as written. Raises Refusal when it is no TOML, or lacks where the kind needs one."""
    if not kind.takes_mapping:
        return {}
    if not text.strip():
        raise Refusal(f"kind {kind.name}", "needs to know your columns", "give the mapping")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Refusal("the mapping", f"is not TOML: {fault}", "mend that line") from fault


def governance_in(mapping: Mapping[str, Any]) -> dict[str, str]:
    """What a mapping itself says of purpose and end."""
    section = mapping.get("governance", {})
    return {key: str(section.get(key, "")) for key in GOVERNANCE} if isinstance(section, Mapping) else {}


def _digest(text: str, written: Any, given: Mapping[str, str]) -> str:
    """The mapping's own hash where it says the same of purpose and end, as the command line has it."""
    same = isinstance(written, Mapping) and {key: str(value) for key, value in written.items()} == dict(given)
    whole = text if same else text + json.dumps(dict(given), sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
