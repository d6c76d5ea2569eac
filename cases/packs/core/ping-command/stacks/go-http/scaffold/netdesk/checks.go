package netdesk

import "net/http"

// listChecks answers with the checks made since the start, the newest first.
func listChecks(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, latest())
}

// makeCheck runs the probe tool against one host.
func makeCheck(w http.ResponseWriter, r *http.Request) {
	writeError(w, http.StatusNotImplemented, "not built yet")
}
