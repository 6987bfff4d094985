"""Large files go by in blocks: memory does not grow with the file."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROGRAM = '''
import io, json, sys
from sextant.bodies import Bodies
from sextant.records import kind
from sextant.records.kinds import Intake
from sextant.records.memory import ListSink

TAIL = ",2021-12,Northumbria Police,Northumbria Police,-1.6,55.0,On or near Elm Road,E01008340,Gateshead 003E,"
PLACE = "Longitude,Latitude,Location,LSOA code,LSOA name"
HEADING = f"Crime ID,Month,Reported by,Falls within,{PLACE},Crime type,Last outcome category\\n".encode()
ROWS = 5_000


class Endless(io.RawIOBase):
    """Street crimes, each with an ID of its own, until `size` bytes are out."""

    def __init__(self, size):
        self.left, self.rest, self.made = size, HEADING, 0

    def readable(self):
        return True

    def read(self, size=-1):
        while len(self.rest) < size and self.left > 0:
            rows = "".join(f"{k:064x}{TAIL}Burglary,\\n" for k in range(self.made, self.made + ROWS)).encode()
            self.made, self.left, self.rest = self.made + ROWS, self.left - len(rows), self.rest + rows
        out, self.rest = self.rest[:size], self.rest[size:]
        return out


class File:
    name = "2021-12-northumbria-street.csv"

    def __init__(self, size):
        self.size = size

    def open(self):
        return Endless(self.size)


class Counting(ListSink):
    rows = 0

    def write(self, table, rows):
        self.rows += rows.num_rows


sink = Counting()
kind("police-uk").read(Intake([File(int(sys.argv[1]))], Bodies.load()), sink)
status = open("/proc/self/status").read()  # not ru_maxrss: a child inherits its parent's
peak = int(status.split("VmHWM:")[1].split()[0])
print(json.dumps({"read": sink.rows_read, "taken": sink.rows, "peak_mb": peak / 1024}))
'''


@pytest.mark.slow
def test_200_megabytes_of_street_crimes_pass_through_a_few_hundred_megabytes_of_memory() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, "200000000"], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["read"] == found["taken"] > 1_000_000
    assert found["peak_mb"] < 700
