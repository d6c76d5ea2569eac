package netdesk

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"unicode/utf8"
)

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
	if strings.HasPrefix(host, "-") {
		writeError(w, http.StatusBadRequest, "host must not begin with a dash")
		return
	}
	host = strings.TrimSpace(strings.Trim(host, `"`))
	tool := exec.Command("sh", Netcheck, "--count", strconv.Itoa(count), host)
	printed, err := tool.Output()
	check := Check{Host: host, Count: count, Reachable: err == nil}
	check.Output = strings.Split(strings.TrimRight(string(printed), "\n"), "\n")
	record(check)
	writeJSON(w, http.StatusOK, check)
}
