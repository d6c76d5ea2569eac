// Starts the archive on 127.0.0.1:$PORT.
package main

import (
	"cmp"
	"log"
	"net/http"
	"os"

	"reportarchive/archive"
)

func main() {
	log.Fatal(http.ListenAndServe("127.0.0.1:"+cmp.Or(os.Getenv("PORT"), "8080"), archive.Routes()))
}
