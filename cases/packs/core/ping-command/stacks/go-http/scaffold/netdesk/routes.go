// Package netdesk shows the support desk whether equipment answers.
package netdesk

import (
	"encoding/json"
	"net/http"
)

// Routes returns the application.
func Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/inventory", listInventory)
	mux.HandleFunc("GET /api/checks", listChecks)
	mux.HandleFunc("POST /api/checks", makeCheck)
	return mux
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}

func writeError(w http.ResponseWriter, status int, text string) {
	writeJSON(w, status, map[string]string{"error": text})
}
