"""A published statement, made by the people of the workspace."""

from tests.web.statements.conftest import (  # noqa: F401
    add_figures,
    analyst,
    checked,
    chief,
    draft,
    lead,
    office,
    place,
    published,
    signed,
)
