"""`migrate`, `user` and `audit`: the people of the workspace and the record of what they did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sextant.cli.common import HomeOption, JsonOption, attention, print_json

user_app = typer.Typer(help="People who sign in.", no_args_is_help=True, rich_markup_mode=None)
audit_app = typer.Typer(help="The record of what was done.", no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="The name they sign in with.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for the audit.")]


def register(app: typer.Typer) -> None:
    app.command("migrate")(migrate)
    app.add_typer(user_app, name="user")
    app.add_typer(audit_app, name="audit")


def migrate(
    force: Annotated[str, typer.Option("--force", help="Whose workspace it is, by slug; said once.")] = "",
    contact: Annotated[str, typer.Option("--contact", help="With --force: whom the public may write to.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make or update the workspace's database; does nothing when it is up to date."""
    from sextant.web.setup import migrate as bring_up_to_date
    from sextant.web.setup import start

    where = start(home)
    settled = {}
    if force or contact:
        from sextant.web.workspace import settle

        settled = {"force": settle(where, force, contact)}
    applied = bring_up_to_date()
    if as_json:
        print_json({"applied": applied} | settled)
    else:
        print(f"{len(applied)} changes made to the database." if applied else "The database is up to date.")


@contextmanager
def _workspace(home: Path | None) -> Iterator[None]:
    """Django, started for a home. Raises Refusal where its database has not been made yet."""
    from sextant.web.setup import start

    start(home)
    from sextant.access.console import ready

    with ready():
        yield


@user_app.command("add")
def add(
    name: Name,
    email: Annotated[str, typer.Option("--email", help="Where they can be reached.")],
    post: Annotated[str, typer.Option("--post", help="The post they hold; the public sees it, never the name.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a person without a role; prints a password to be changed at first sign-in."""
    with _workspace(home):
        from sextant.access.console import add_user

        password = add_user(name, email, post)
    print_json({"user": name, "password": password}) if as_json else print(f"{name}: password {password}")


@user_app.command("role")
def role(
    name: Name,
    role_key: Annotated[str, typer.Argument(metavar="ROLE", help="The role's key, for example analyst.")],
    why: Why,
    desk: Annotated[str, typer.Option("--desk", help="On this desk only.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a person a role."""
    with _workspace(home):
        from sextant.access.console import give_role

        give_role(name, role_key, desk, why)
    print_json({"user": name, "role": role_key, "desk": desk}) if as_json else print(f"{name} is now {role_key}.")


@user_app.command("disable")
def disable(name: Name, why: Why, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Shut a person out, everywhere and at once."""
    with _workspace(home):
        from sextant.access.console import shut_out

        shut_out(name, why)
    print_json({"user": name, "active": False}) if as_json else print(f"{name} is shut out.")


@user_app.command("enable")
def enable(name: Name, why: Why, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Let a person in again, with the roles that have not ended."""
    with _workspace(home):
        from sextant.access.console import let_in

        let_in(name, why)
    print_json({"user": name, "active": True}) if as_json else print(f"{name} may sign in again.")


@user_app.command("reset")
def reset(name: Name, why: Why, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Give a person a new first password and take away second factors; prints the password."""
    with _workspace(home):
        from sextant.access.console import begin_again

        password = begin_again(name, why)
    print_json({"user": name, "password": password}) if as_json else print(f"{name}: password {password}")


@user_app.command("confirm")
def confirm(name: Name, why: Why, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Confirm who a person is whom an administrator added or reset, where nobody else can yet."""
    with _workspace(home):
        from sextant.access.console import confirm_person

        count = confirm_person(name, why)
    print_json({"user": name, "confirmed": count}) if as_json else print(f"{name} is confirmed.")


@user_app.command("list")
def everybody(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List who may sign in, with post and roles."""
    with _workspace(home):
        from sextant.access.console import people

        found = people()
    if as_json:
        print_json({"users": found})
    for each in () if as_json else found:
        shut = "" if each["active"] else ", shut out"
        print(f"{each['user']}: {each['post']}{shut}; {', '.join(each['roles']) or 'no role'}")


@audit_app.command("verify")
def verify(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Check the whole chain of the audit against its key and its checkpoints; names the first bad row."""
    with _workspace(home):
        from sextant.access import audit
        from sextant.access.models import AuditRow

        broken, rows = audit.verify(), AuditRow.objects.count()
    if as_json:
        print_json({"rows": rows, "whole": broken is None, "first_bad": broken and vars(broken)})
    elif broken:
        print(f"Row {broken.seq} {broken.fault}.")
    else:
        print(f"The chain of {rows:,} rows is whole.")
    attention(broken is not None)


@audit_app.command("checkpoint")
def checkpoint(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Write how far the chain reaches to a file outside the database; copy that file to another machine."""
    with _workspace(home):
        from sextant.access import audit

        point = audit.checkpoint()
    print_json(vars(point)) if as_json else print(f"Checkpoint at row {point.seq:,}, {point.at}.")
