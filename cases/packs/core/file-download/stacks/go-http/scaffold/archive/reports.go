package archive

import "net/http"

// download answers with the bytes of one report.
func download(w http.ResponseWriter, r *http.Request) {
	writeError(w, http.StatusNotImplemented, "not built yet")
}

// list answers with the names in one folder.
func list(w http.ResponseWriter, r *http.Request) {
	writeError(w, http.StatusNotImplemented, "not built yet")
}
