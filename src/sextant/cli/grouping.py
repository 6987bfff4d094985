"""Options that verbs share, as dataclasses: one parameter of a verb, spread out on the command line in its place."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, get_type_hints

from sextant.cli.common import HomeOption, JsonOption, print_json

if TYPE_CHECKING:
    from sextant.config import Home


@dataclass(frozen=True)
class Answer:
    """Where a verb works and how it answers: the last two options of every verb."""

    home: HomeOption = None
    as_json: JsonOption = False

    @property
    def where(self) -> Home:
        """The home that the option, the environment or the folder names."""
        from sextant.config import Home

        return Home.resolve(self.home)

    def show(self, document: Mapping[str, Any], tell: Callable[[Any], None]) -> None:
        """The document as JSON where that is asked for; else `tell` prints it for people."""
        if self.as_json:
            print_json(document)
        else:
            tell(document)


def grouped(verb: Callable[..., None]) -> Callable[..., None]:
    """The verb with each parameter that is a dataclass of options spread out, in place, into the fields.

    A field's annotation is the option and its default the option's; field names are unique over the whole verb.
    """
    signature = inspect.signature(verb, eval_str=True)
    groups = {each.name: each.annotation for each in signature.parameters.values() if _is_group(each.annotation)}
    options = [option for each in signature.parameters.values() for option in _options(each)]

    @wraps(verb)
    def spread(**given: Any) -> None:
        made = {
            name: group(**{each.name: given.pop(each.name) for each in fields(group)}) for name, group in groups.items()
        }
        verb(**given, **made)

    spread.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    spread.__annotations__ = {each.name: each.annotation for each in options}
    return spread


def _options(parameter: inspect.Parameter) -> Iterator[inspect.Parameter]:
    group = parameter.annotation
    if not _is_group(group):
        yield parameter
        return
    hints = get_type_hints(group, include_extras=True)
    for each in fields(group):
        yield inspect.Parameter(
            each.name, inspect.Parameter.KEYWORD_ONLY, default=_default(each), annotation=hints[each.name]
        )


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and is_dataclass(annotation)


def _default(option: Field[Any]) -> Any:
    return inspect.Parameter.empty if option.default is MISSING else option.default
