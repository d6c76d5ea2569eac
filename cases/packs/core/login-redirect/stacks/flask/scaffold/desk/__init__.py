"""The Fernwood help desk."""
