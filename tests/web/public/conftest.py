"""A published statement, made by the people of the workspace."""

from tests.web.statements.conftest import (  # noqa: F401
    add_figures,
    analyst,
    built_once,
    checked,
    chief,
    draft,
    lead,
    office,
    place,
    published,
    signed,
)
