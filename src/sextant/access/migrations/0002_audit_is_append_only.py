"""The database itself refuses to change or delete a row of the audit."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "access_auditrow"
SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
"""
POSTGRES = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON access_auditrow
FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON access_auditrow
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""


def close(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(POSTGRES)
        return
    for verb in ("update", "delete"):
        schema.execute(SQLITE.format(verb=verb, VERB=verb.upper(), table=TABLE))


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
