-- After every `sextant migrate` and every restore, as the owner: psql -v ON_ERROR_STOP=1 -v app=sextant -f … DATABASE_URL
-- The audit can be added to and read, nothing else. (Triggers refuse the rest as well; this holds without them.)
GRANT USAGE ON SCHEMA public TO :"app";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"app";
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO :"app";
REVOKE UPDATE, DELETE, TRUNCATE ON access_auditrow FROM :"app";
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM :"app";
