// Starts the library's member service on 127.0.0.1:$PORT.
package main

import (
	"cmp"
	"log"
	"os"

	"townlibrary/library"
)

func main() {
	log.Fatal(library.New().Start("127.0.0.1:" + cmp.Or(os.Getenv("PORT"), "8080")))
}
