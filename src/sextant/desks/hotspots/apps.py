from sextant.access.permissions import Permission as P
from sextant.desks import desk


class Hotspots(desk.Desk):
    name = "sextant.desks.hotspots"
    label = "hotspots"
    title = "Hotspots"
    does = "Places where violence gathers, who patrols them and when, what was delivered, and whether it worked."
    reads = P.FIGURES_READ  # places and counts, nobody's name
