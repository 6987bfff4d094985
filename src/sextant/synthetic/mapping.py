"""The column mapping that goes with the made-up force's own extract, as an analyst would write one."""

MAPPING = """\
# How the columns of crimes.csv are to be read. The extract belongs to {name}: no such force exists.
# Columns that are not named here are dropped: "Notes", for one, never gets in.

[columns]                         # our word = their heading
crime_number = "Crime Ref"
incident_number = "Incident"
offence_code = "HO Code"
recorded_on = "Recorded"
committed_from = "Committed from"
committed_to = "Committed to"
district = "Area"
lsoa_code = "LSOA"
easting = "Easting"
northing = "Northing"
victims = "Victims"

# A flag is unknown where the column is empty; any other word than these is refused (without that line: unknown).
[flags.knife]
column = "Knife"
yes = ["Y"]
no = ["N"]
otherwise = "refuse"

[flags.firearm_discharge]
column = "Gun fired"
yes = ["Y"]
no = ["N"]
otherwise = "refuse"

[flags.domestic_abuse]
column = "DA"
yes = ["Y"]
no = ["N"]
otherwise = "refuse"

[flags.alcohol]
column = "Alcohol"
yes = ["Y"]
no = ["N"]
otherwise = "refuse"

[flags.drugs]
column = "Drugs"
yes = ["Y"]
no = ["N"]
otherwise = "refuse"

[flags.cyber]
column = "Cyber"
yes = ["Y"]
no = ["N"]
otherwise = "refuse"

[dates]
date = "%d/%m/%Y"
time = "%d/%m/%Y %H:%M"

[force]
slug = "{slug}"

# Rows are about people, so an edition of them needs these.
[governance]
purpose = "The quarterly statement on the National Crime and Policing Measures, and hotspot work"
legal_basis = "Police Reform and Social Responsibility Act 2011, section 11; made-up data, so nobody is concerned"
owner = "Head of performance analysis"
review_date = 2026-09-30
dispose_after = 2027-09-30
"""
