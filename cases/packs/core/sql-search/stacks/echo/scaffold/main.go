// Starts the shop front on 127.0.0.1:$PORT.
package main

import (
	"cmp"
	_ "embed"
	"log"
	"os"

	"shopfront/shop"
)

//go:embed schema.sql
var schema string

func main() {
	app, err := shop.New(schema)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(app.Start("127.0.0.1:" + cmp.Or(os.Getenv("PORT"), "8080")))
}
