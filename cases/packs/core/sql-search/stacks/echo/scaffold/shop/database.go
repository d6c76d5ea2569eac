package shop

import (
	"database/sql"

	_ "modernc.org/sqlite"
)

// database is one in-memory SQLite database per process, with the tables of schema.sql.
var database *sql.DB

func open(schema string) error {
	opened, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	opened.SetMaxOpenConns(1)
	if _, err := opened.Exec(schema); err != nil {
		return err
	}
	database = opened
	return nil
}
