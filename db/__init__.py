"""The only code with SQL: schema, migrations, archive, store and views. Never reads pages, never decides copies."""
