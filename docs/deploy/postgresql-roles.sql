-- Once, as PostgreSQL's superuser: psql -v ON_ERROR_STOP=1 -v name=sextant -v owner=sextant_owner -v app=sextant -f …
-- The owner migrates and restores. The app serves, works and backs up, and owns nothing: it can't drop what guards the
-- audit. Give both passwords with \password, or let them in by their system user (pg_hba.conf: peer).
CREATE ROLE :"owner" LOGIN;
CREATE ROLE :"app" LOGIN;
CREATE DATABASE :"name" OWNER :"owner" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"app";
