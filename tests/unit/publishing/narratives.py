"""A small narrative folder for the made-up force, written where a test wants it."""

from __future__ import annotations

from pathlib import Path

from sextant.publishing.narrative import Narrative, read_narrative

SETTINGS = """title = "Contribution to the national measures"
issued = 2022-01-31
publisher = "Wessex Vale Commissioner"
contact = "statement@example.org"
notice = "Independent example; published by nobody."
marking = "OFFICIAL"
order = ["homicide", "serious-violence", "drugs-county-lines", "neighbourhood-crime", "victims", "cyber"]
[headline]
homicide = "published"
[links]
peel = "https://www.example.org/peel"
peel_summary = "Graded good in four areas."
"""
HOMICIDE = """+++
quarter = "2021-Q4"
[[action]]
what = "Review every homicide within 28 days"
owner = "Head of Crime"
due = 2022-03-31
state = "under way"
[[action]]
what = "Train call handlers"
owner = "Head of Contact"
due = 2022-06-30
state = "withdrawn"
reason = "replaced by a national course"
[[source]]
title = "Recorded crime tables"
publisher = "Home Office"
date = "2022-04-28"
link = "https://www.example.org/tables"
+++
The records give {{ homicide.offences }} homicides; {{ fact.grip }} was granted. <b>Not markup.</b>
"""
KNIVES = """+++
quarter = "2021-Q3"
+++
Knife crime: {{ violence.knife }}.
"""
FACTS = """[[fact]]
id = "grip"
value = "£906k"
text = "The fund granted £906k."
publisher = "Home Office"
date = "2021-07-01"
[[fact]]
id = "locally"
value = "24%"
text = "HELD-BACK-TEXT"
publisher = "Somebody"
date = "2021-07-01"
hold = "no local counts yet"
"""


def write_narrative(folder: Path) -> Narrative:
    """The folder as a person writes it, read back."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "statement.toml": SETTINGS,
        "facts.toml": FACTS,
        "homicide.md": HOMICIDE,
        "serious-violence.md": KNIVES,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return read_narrative(folder)
