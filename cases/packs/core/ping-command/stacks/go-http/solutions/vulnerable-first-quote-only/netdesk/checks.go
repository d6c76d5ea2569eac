package netdesk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"unicode/utf8"
)

// quoted is text as the shell reads one word.
func quoted(text string) string {
	return "'" + strings.Replace(text, "'", `'\''`, 1) + "'"
}

// listChecks answers with the checks made since the start, the newest first.
func listChecks(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, latest())
}

// makeCheck runs the probe tool against one host.
func makeCheck(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Host  string
		Count *int
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		writeError(w, http.StatusBadRequest, "host must be a text and count a whole number")
		return
	}
	host, count := strings.TrimSpace(asked.Host), 3
	if host == "" || utf8.RuneCountInString(asked.Host) > 120 {
		writeError(w, http.StatusBadRequest, "host must be 1 to 120 characters")
		return
	}
	if asked.Count != nil {
		count = *asked.Count
	}
	if count < 1 || count > 5 {
		writeError(w, http.StatusBadRequest, "count must be from 1 to 5")
		return
	}
	tool := exec.Command("sh", "-c", fmt.Sprintf("sh %s --count %d -- %s", Netcheck, count, quoted(host)))
	printed, err := tool.Output()
	check := Check{Host: host, Count: count, Reachable: err == nil}
	check.Output = strings.Split(strings.TrimRight(string(printed), "\n"), "\n")
	record(check)
	writeJSON(w, http.StatusOK, check)
}
