// Package corkboard previews links.
package corkboard

import (
	"encoding/json"
	"errors"
	"net/http"
)

// Routes returns the application.
func Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/health", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("POST /api/previews", preview)
	return mux
}

// preview answers with title and description of the page behind a link.
func preview(w http.ResponseWriter, r *http.Request) {
	var link struct {
		URL string `json:"url"`
	}
	if err := json.NewDecoder(r.Body).Decode(&link); err != nil {
		answer(w, http.StatusBadRequest, map[string]string{"error": "the body has to be JSON with a url"})
		return
	}
	page, err := FetchPage(link.URL)
	switch {
	case errors.Is(err, ErrBadAddress):
		answer(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
	case err != nil:
		answer(w, http.StatusBadGateway, map[string]string{"error": err.Error()})
	default:
		title, description := metadata(page.HTML)
		answer(w, http.StatusOK, map[string]string{"url": page.URL, "title": title, "description": description})
	}
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}
