package netdesk

import (
	"slices"
	"sync"
)

const kept = 200

// Check is the answer of a finished check.
type Check struct {
	Host      string   `json:"host"`
	Count     int      `json:"count"`
	Reachable bool     `json:"reachable"`
	Output    []string `json:"output"`
}

var (
	lock   sync.Mutex
	checks = []Check{}
)

// record adds a finished check.
func record(check Check) {
	lock.Lock()
	defer lock.Unlock()
	checks = slices.Insert(checks, 0, check)
	checks = checks[:min(len(checks), kept)]
}

// latest returns the checks made since the start, the newest first.
func latest() []Check {
	lock.Lock()
	defer lock.Unlock()
	return slices.Clone(checks)
}
