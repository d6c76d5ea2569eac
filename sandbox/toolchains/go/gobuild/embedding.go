package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// embedding is what the compiler wants to know of `//go:embed`: pattern → names, name → file.
type embedding struct {
	Patterns map[string][]string
	Files    map[string]string
}

// writeEmbedding resolves a package's patterns by the rules of the go command: files below its folder, links never.
func writeEmbedding(package_ *unit, file string) error {
	found := embedding{Patterns: map[string][]string{}, Files: map[string]string{}}
	for _, pattern := range package_.embeds {
		if err := found.resolve(package_.folder, pattern); err != nil {
			return fmt.Errorf("%s: pattern %s: %w", package_.path, pattern, err)
		}
	}
	text, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

func (found *embedding) resolve(folder, pattern string) error {
	glob, all := strings.CutPrefix(pattern, "all:")
	if !fs.ValidPath(glob) {
		return fmt.Errorf("invalid pattern syntax")
	}
	files := os.DirFS(folder)
	matches, err := fs.Glob(files, glob)
	if err != nil {
		return err
	}
	names := []string{}
	for _, match := range matches {
		if err := ordinaryWay(folder, match); err != nil {
			return err
		}
		err := fs.WalkDir(files, match, func(name string, entry fs.DirEntry, err error) error {
			hidden := strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_")
			switch {
			case err != nil:
				return err
			case name != match && hidden && !all && entry.IsDir():
				return fs.SkipDir
			case entry.IsDir() && name != "." && hasModule(filepath.Join(folder, name)):
				return fs.SkipDir
			case !entry.Type().IsRegular() || name != match && hidden && !all:
				return nil
			}
			names = append(names, name)
			found.Files[name] = filepath.Join(folder, filepath.FromSlash(name))
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(names) == 0 {
		return fmt.Errorf("no matching files found")
	}
	found.Patterns[pattern] = names
	return nil
}

// ordinaryWay refuses a match that is reached through a link, or is neither a file nor a folder.
func ordinaryWay(folder, match string) error {
	way := folder
	for _, word := range strings.Split(match, "/") {
		way = filepath.Join(way, word)
		if seen, err := os.Lstat(way); err != nil || !seen.IsDir() && !seen.Mode().IsRegular() {
			return fmt.Errorf("cannot embed irregular file %s", match)
		}
	}
	return nil
}

func hasModule(folder string) bool {
	_, err := os.Lstat(filepath.Join(folder, "go.mod"))
	return err == nil
}
