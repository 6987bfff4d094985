"""The end of an edition: its rows go, its manifest, hash and published figures stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sextant.errors import Refusal
from sextant.lake import disposals
from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition


def dispose(lake: Lake, name: str, *, reason: str, by: str, today: date) -> Edition:
    """Delete the Parquet, coverage and quarantine of an edition; what another edition shares stays for that one.

    The manifest is marked first, so a disposal that is stopped half-way is finished by the next load or disposal. It is
    noted in the home's list, which a restore from an older backup goes by.
    Raises Refusal without a reason and a post, or when it was disposed of before.
    """
    if not reason.strip() or not by.strip():
        raise Refusal(f"disposal of {name}", "needs a reason and who decided it", "give --reason and --by (a post)")
    with lake.locked():
        edition = lake.edition(name)
        if edition.disposed:
            raise Refusal(edition.id, f"was disposed of on {edition.disposed['on']}")
        mark = {"on": today.isoformat(), "reason": reason, "by": by}
        gone = replace(edition, disposed=mark, quarantine_file=None)
        lake.write_manifest(gone)
        disposals.note(lake.root.parent, disposals.Disposal.of_edition(gone))
        lake.sweep()
        return gone
