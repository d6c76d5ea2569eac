package archive

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// download answers with the bytes of one report.
func download(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	if name == "" {
		writeError(w, http.StatusBadRequest, "name is missing")
		return
	}
	content, err := os.ReadFile(filepath.Join(Reports, name))
	if err != nil {
		writeError(w, http.StatusNotFound, "no such report")
		return
	}
	kind, known := ContentTypes[strings.ToLower(filepath.Ext(name))]
	if !known {
		kind = OtherContent
	}
	w.Header().Set("Content-Type", kind)
	w.Write(content)
}

// list answers with the names in one folder.
func list(w http.ResponseWriter, r *http.Request) {
	entries, err := os.ReadDir(filepath.Join(Reports, r.FormValue("folder")))
	if err != nil {
		writeError(w, http.StatusNotFound, "no such folder")
		return
	}
	folders, files := []string{}, []string{}
	for _, entry := range entries {
		if entry.IsDir() {
			folders = append(folders, entry.Name())
		} else {
			files = append(files, entry.Name())
		}
	}
	writeJSON(w, http.StatusOK, map[string][]string{"folders": folders, "files": files})
}
