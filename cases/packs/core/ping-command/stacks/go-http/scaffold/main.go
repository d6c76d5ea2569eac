// Starts the service on 127.0.0.1:$PORT.
package main

import (
	"cmp"
	"log"
	"net/http"
	"os"

	"netdesk/netdesk"
)

func main() {
	log.Fatal(http.ListenAndServe("127.0.0.1:"+cmp.Or(os.Getenv("PORT"), "8000"), netdesk.Routes()))
}
