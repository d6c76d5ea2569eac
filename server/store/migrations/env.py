"""Run by Alembic: applies migrations on the connection that `server.store.schema` hands over."""

from alembic import context

from server.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
