package netdesk

import (
	"net/http"
	"os"
	"strings"
)

// Entry is what the desk can choose from.
type Entry struct {
	Title   string `json:"title"`
	Address string `json:"address"`
}

// listInventory answers with titles and addresses.
func listInventory(w http.ResponseWriter, r *http.Request) {
	content, err := os.ReadFile(Inventory)
	if err != nil {
		writeError(w, http.StatusInternalServerError, "the inventory cannot be read")
		return
	}
	entries := []Entry{}
	for line := range strings.Lines(string(content)) {
		parts := strings.Split(line, "|")
		if len(parts) == 3 && !strings.HasPrefix(line, "#") {
			entries = append(entries, Entry{strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1])})
		}
	}
	writeJSON(w, http.StatusOK, entries)
}
