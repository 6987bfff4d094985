"""Makes the figures of a force under every choice that the pages offer, and all that the pages show of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from sextant.board import derived
from sextant.board.beside import Beside, beside
from sextant.board.ingredients import Ingredients, Plotted
from sextant.board.inside import inside_set
from sextant.board.pages import board_page, measure_page
from sextant.board.plotting import plotted
from sextant.board.published import published_sets
from sextant.board.standing import Standing, standings
from sextant.board.windows import Ending, last_month
from sextant.bodies import Bodies, Body
from sextant.config import Home
from sextant.engines import engine
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.editions import Edition
from sextant.measures.asks import Ask
from sextant.measures.charted import Charted, charted
from sextant.measures.compute import compute
from sextant.measures.definition import DEFAULT, Definitions, FigureDefinition, keep, load_definitions
from sextant.measures.figures import Figure, FigureSet, MeasureNote, store
from sextant.measures.robustness import Choice, choices, robustness
from sextant.measures.series import Reader
from sextant.periods import Month, Window
from sextant.publishing.views import measure_views

Tick = Callable[[int, int | None, str], None]
PLOTTED = ("count", "series")


@dataclass(frozen=True)
class Made:
    """One stored set and the choice it was made for."""

    sha256: str
    baseline_to: Month
    switches: tuple[str, ...]
    editions: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """All sets of one making; the first is the one that the board shows."""

    body: Body
    ending: Ending
    definitions: str
    sets: tuple[Made, ...]


@dataclass
class Workshop:
    """One force, one definitions file, one look at the lake; each question is asked of the engine once."""

    home: Home
    body: Body
    ending: Ending
    defined: Definitions
    own: Reader
    all: Reader
    bodies: Bodies
    _sets: dict[tuple[Month, Month, tuple[str, ...]], FigureSet] = field(default_factory=dict)
    _plotted: dict[tuple[str, tuple[str, ...]], Plotted | None] = field(default_factory=dict)

    def figures(self, to: Month, baseline_to: Month, switches: tuple[str, ...]) -> FigureSet:
        asked = (to, baseline_to, switches)
        if asked not in self._sets:
            self._sets[asked] = compute(Ask(self.body, to, baseline_to, switches), self.defined, self.own)
        return self._sets[asked]

    def districts(self, baseline_to: Month, switches: tuple[str, ...]) -> list[Figure]:
        ask = Ask(self.body, self.ending.month, baseline_to, switches, districts=True)
        return [each for each in compute(ask, self.defined, self.own).figures if each.area]

    @property
    def foot(self) -> str:
        """What closes a chart that leaves as a file."""
        return f"Made-up data: {self.body.name} does not exist." if self.body.made_up else ""

    def plotted(self, figure: FigureDefinition, switches: tuple[str, ...]) -> Plotted | None:
        """The figure's series to the end of the windows with its control chart; None where it has none."""
        asked = figure.key, tuple(each for each in switches if each in figure.switches)
        if asked not in self._plotted:
            found = self._charted(*asked)
            self._plotted[asked] = plotted(found, self.foot) if found else None
        return self._plotted[asked]

    def _charted(self, key: str, switches: tuple[str, ...]) -> Charted | None:
        to = str(self.ending.month)
        try:
            return charted(
                self.home, key, force=self.body.slug, to=to, definitions=self.defined.name, switches=switches
            )
        except Refusal:  # nothing is held of it up to this month: the page says what is not held
            return None


def make_batch(
    home: Home,
    *,
    force: str,
    to: str | None = None,
    baseline: str | None = None,
    definitions: str = DEFAULT,
    asked_only: bool = False,
    tick: Tick = lambda _done, _total, _message: None,
) -> Batch:
    """Store the sets of a force to a month, under each baseline and switch of the definitions, with their pages.

    With `asked_only` only the set under the baseline that was asked for, without a switch. The same lake gives the same
    files. Raises Refusal for an unknown force or month, and where no records are held.
    """
    defined = load_definitions(definitions, home.definitions)
    bodies = Bodies.load(home.lists)
    body = bodies.named(force)
    lake, duck = Lake(home.lake), engine("duck")
    ending = Ending(Month.parse(to, "to"), "") if to else last_month(lake, body)
    shop = Workshop(home, body, ending, defined, Reader(lake, duck, (body.slug,)), Reader(lake, duck), bodies)
    wanted = list(combinations(defined, Month.parse(baseline, "baseline") if baseline else defined.baseline_to))
    wanted = wanted[:1] if asked_only else wanted
    held = lake.editions()
    made = []
    for done, choice in enumerate(wanted):
        tick(done, len(wanted), f"Figures to {ending.month.in_words} {choice.name}")
        made.append(_made(shop, choice, held))
    keep(defined, home.figures)
    tick(len(wanted), len(wanted), "All figures are stored")
    return Batch(body, ending, defined.name, tuple(made))


def combinations(defined: Definitions, baseline_to: Month) -> Iterator[Choice]:
    """Every baseline with every switch on and off; first the baseline that was asked for, without a switch."""
    baselines = dict.fromkeys((baseline_to, defined.baseline_to, *defined.also_baselines))
    for month, switches in product(baselines, ((), *((each,) for each in defined.switches))):
        window = Window.ending(month, defined.window_months)
        yield Choice(month, switches, f"against the {window.in_words}" + "".join(f", with {each}" for each in switches))


def _made(shop: Workshop, choice: Choice, held: Sequence[Edition]) -> Made:
    figures = shop.figures(shop.ending.month, choice.baseline_to, choice.switches)
    store(figures, shop.home.figures)
    made = _ingredients(shop, figures, choice)
    for view in made.views:
        derived.write(shop.home, figures.sha256, view.note.key, measure_page(view, made))
    derived.write(shop.home, figures.sha256, derived.BOARD, board_page(made, shop.ending.why, held))
    return Made(figures.sha256, choice.baseline_to, choice.switches, tuple(each["id"] for each in figures.editions))


def _ingredients(shop: Workshop, figures: FigureSet, choice: Choice) -> Ingredients:
    others = choices(shop.defined, choice.baseline_to, choice.switches, shop.defined.also_baselines)
    lake = shop.own.editions.values()
    return Ingredients(
        figures=figures,
        views=measure_views(inside_set(figures), None, shop.defined, shop.foot, sparks=False),
        definitions=shop.defined,
        plotted={note.key: found for note in figures.measures if (found := _series_of(shop, note, choice))},
        beside={note.key: each for note in figures.measures if (each := _beside(shop, note, choice))},
        districts=shop.districts(choice.baseline_to, choice.switches),
        robust=robustness(figures, others, lambda each: shop.figures(figures.to, each.baseline_to, each.switches)),
        standings=_standings(shop),
        foot=shop.foot,
        persons=frozenset(edition.kind for edition in lake if edition.persons),
    )


def _series_of(shop: Workshop, note: MeasureNote, choice: Choice) -> Plotted | None:
    figure = next((each for each in shop.defined.figures if each.key == note.headline), None)
    if figure is None or figure.counting not in PLOTTED:
        return None
    return shop.plotted(figure, choice.switches)


def _beside(shop: Workshop, note: MeasureNote, choice: Choice) -> Beside | None:
    """The first figure among those that may lead the measure of which records of other forces are held."""
    names = next(measure.headline for measure in shop.defined.measures if measure.key == note.key)
    by_key = {figure.key: figure for figure in shop.defined.figures}
    length = shop.defined.window_months
    windows = Window.ending(shop.ending.month, length), Window.ending(choice.baseline_to, length)
    for figure in (by_key[key] for key in names):
        if figure.source == "recorded-crime" and figure.counting == "count":
            codes = shop.defined.codes_of(figure, choice.switches)
            return beside(figure, codes, shop.all, shop.bodies, shop.body, windows)
    return None


def _standings(shop: Workshop) -> list[Standing]:
    """What was published of this force under these definitions, made again from what is known now."""
    published = [
        each for each in published_sets(shop.home, shop.body.slug) if each.figures.definition == shop.defined.name
    ]
    return list(standings(published, lambda was: shop.figures(was.to, was.baseline_to, ())))
