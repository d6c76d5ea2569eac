// Starts Corkboard's previews on 127.0.0.1:$PORT.
package main

import (
	"cmp"
	"log"
	"net/http"
	"os"

	"corkboard/corkboard"
)

func main() {
	log.Fatal(http.ListenAndServe("127.0.0.1:"+cmp.Or(os.Getenv("PORT"), "8000"), corkboard.Routes()))
}
