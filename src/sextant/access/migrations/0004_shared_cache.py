"""The table in which server processes share what they must know together: used codes, attempts at signing in."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("access", "0003_people")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
