"""What the made-up map points are called: public places in the publisher's words, and streets of no gazetteer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

PUBLIC = (
    "Parking Area",
    "Supermarket",
    "Shopping Area",
    "Sports/Recreation Area",
    "Petrol Station",
    "Pedestrian Subway",
    "Nightclub",
    "Hospital",
    "Park/Open Space",
    "Bus/Coach Station",
    "Further/Higher Educational Building",
    "Theatre/Concert Hall",
)
STEMS = (
    "Abrel",
    "Birrow",
    "Cawdle",
    "Dunstel",
    "Ebberlow",
    "Fennelow",
    "Gorremoor",
    "Hobberel",
    "Ibberdale",
    "Junnelow",
    "Kelderby",
    "Lathmire",
    "Mardlow",
    "Netherquay",
    "Orrinside",
    "Penderlow",
    "Quernstone",
    "Rathmoor",
    "Sedgelow",
    "Tolverby",
    "Umberlow",
    "Velderton",
    "Wexstone",
    "Yarrowmere",
)
KINDS = ("Street", "Road", "Avenue", "Close", "Lane", "Terrace", "Way", "Gardens", "Row", "Drive")


def location_names(chance: np.random.Generator, central: npt.NDArray[np.float64]) -> tuple[str, ...]:
    """`On or near …` for each point; a central one is more often a public place."""
    public = chance.random(central.size) < 0.05 + 0.25 * central
    which = chance.integers(len(PUBLIC), size=central.size)
    stem, kind = chance.integers(len(STEMS), size=central.size), chance.integers(len(KINDS), size=central.size)
    return tuple(
        f"On or near {PUBLIC[w] if p else STEMS[s] + ' ' + KINDS[k]}"
        for p, w, s, k in zip(public, which, stem, kind, strict=True)
    )
