"""Who may do what, to which rows, and the record of what was done.

One policy table decides both questions (`can` and `visible_to`); everything that is not in it is denied. Writes are
functions in `actions.py`, each audited in its own transaction.
"""
