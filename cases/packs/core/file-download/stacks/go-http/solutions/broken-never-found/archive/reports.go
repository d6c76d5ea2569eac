package archive

import "net/http"

// download answers with the bytes of one report.
func download(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("name") == "" {
		writeError(w, http.StatusBadRequest, "name is missing")
		return
	}
	writeError(w, http.StatusNotFound, "no such report")
}

// list answers with the names in one folder.
func list(w http.ResponseWriter, r *http.Request) {
	writeError(w, http.StatusNotFound, "no such folder")
}
