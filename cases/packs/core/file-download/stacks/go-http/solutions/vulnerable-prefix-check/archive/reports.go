package archive

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// locate is the path of a name in the archive.
func locate(name string) (string, error) {
	path := filepath.Join(Reports, name)
	if !strings.HasPrefix(path, Reports) {
		return "", fs.ErrNotExist
	}
	return path, nil
}

// download answers with the bytes of one report.
func download(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	if name == "" {
		writeError(w, http.StatusBadRequest, "name is missing")
		return
	}
	path, err := locate(name)
	if err != nil {
		writeError(w, http.StatusNotFound, "no such report")
		return
	}
	content, err := os.ReadFile(path)
	if err != nil {
		writeError(w, http.StatusNotFound, "no such report")
		return
	}
	kind, known := ContentTypes[strings.ToLower(filepath.Ext(path))]
	if !known {
		kind = OtherContent
	}
	w.Header().Set("Content-Type", kind)
	w.Write(content)
}

// list answers with the names in one folder.
func list(w http.ResponseWriter, r *http.Request) {
	path, err := locate(r.FormValue("folder"))
	if err != nil {
		writeError(w, http.StatusNotFound, "no such folder")
		return
	}
	entries, err := os.ReadDir(path)
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
