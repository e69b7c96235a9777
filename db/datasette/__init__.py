"""What Datasette shows of a store: metadata, plugins, templates and static files."""
