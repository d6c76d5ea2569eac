package main

import (
	"errors"
	"fmt"
	"go/build"
	"go/version"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// module is what go.mod says of the project; requirements are the installation's business.
type module struct {
	path     string
	language string
}

// unit is one package of the project, as its files declare it.
type unit struct {
	path    string
	folder  string
	name    string
	files   []string
	imports []string
	embeds  []string
	archive string // once it is compiled
}

// project finds the packages of the working folder.
type project struct {
	module    module
	installed *installation
	loaded    map[string]*unit
	ordered   []*unit // every package after those it imports
	open      []string
}

func readModule(file string) (module, error) {
	read := module{language: "go1.16"} // what the go command takes where go.mod names no version
	text, err := os.ReadFile(file)
	if err != nil {
		return read, fmt.Errorf("go.mod file not found in the project's folder: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		if len(words) != 2 {
			continue
		}
		switch words[0] {
		case "module":
			read.path = strings.Trim(words[1], "\"`")
		case "go":
			read.language = version.Lang("go" + words[1])
		}
	}
	if read.path == "" || read.path == "main" || strings.HasPrefix(read.path, "vetloop") || read.language == "" {
		return read, fmt.Errorf("%s: a usable `module` line and a `go` line are needed", file)
	}
	return read, nil
}

// folderOf returns the folder of a package of the project, or false where the path belongs to somebody else.
func (p *project) folderOf(importPath string) (string, bool) {
	if importPath == p.module.path {
		return ".", true
	}
	below, found := strings.CutPrefix(importPath, p.module.path+"/")
	return filepath.FromSlash(below), found
}

// load reads the package in a folder and everything of the project it imports.
func (p *project) load(folder string) (*unit, error) {
	importPath := p.module.path
	if folder = filepath.Clean(folder); folder != "." {
		importPath = path.Join(p.module.path, filepath.ToSlash(folder))
	}
	if known := p.loaded[importPath]; known != nil {
		return known, nil
	}
	for _, above := range p.open {
		if above == importPath {
			return nil, fmt.Errorf("import cycle not allowed: %s imports %s", strings.Join(p.open, " imports "), importPath)
		}
	}
	p.open = append(p.open, importPath)
	defer func() { p.open = p.open[:len(p.open)-1] }()
	read, err := p.read(folder, importPath)
	if err != nil {
		return nil, err
	}
	p.loaded[importPath] = read
	p.ordered = append(p.ordered, read)
	return read, nil
}

func (p *project) read(folder, importPath string) (*unit, error) {
	context := build.Default
	context.CgoEnabled = false
	context.GOROOT, context.GOPATH = "", ""
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	found, err := context.ImportDir(filepath.Join(here, folder), 0)
	if err != nil {
		return nil, errors.New(strings.ReplaceAll(err.Error(), here+"/", ""))
	}
	if len(found.SFiles)+len(found.SysoFiles) > 0 {
		return nil, fmt.Errorf("%s: assembly and object files are not built here", append(found.SFiles, found.SysoFiles...)[0])
	}
	read := &unit{path: importPath, folder: folder, name: found.Name, imports: found.Imports, embeds: found.EmbedPatterns}
	for _, file := range found.GoFiles {
		read.files = append(read.files, "./"+filepath.ToSlash(filepath.Join(folder, file)))
	}
	sort.Strings(read.imports)
	for _, wanted := range read.imports {
		if err := p.admit(importPath, wanted); err != nil {
			at := found.ImportPos[wanted][0]
			at.Filename = strings.TrimPrefix(at.Filename, here+"/")
			return nil, fmt.Errorf("%s: %w", at, err)
		}
	}
	return read, nil
}

// admit says whether one package may import another, and loads it if it is one of the project.
func (p *project) admit(importer, wanted string) error {
	if wanted == "unsafe" {
		return nil
	}
	if around, found := internalTo(wanted); found && importer != around && !strings.HasPrefix(importer, around+"/") {
		return fmt.Errorf("use of internal package %s not allowed", wanted)
	}
	folder, own := p.folderOf(wanted)
	if !own {
		if p.installed.offers(wanted) {
			return nil
		}
		return errors.New(p.installed.missing(wanted))
	}
	if !filepath.IsLocal(folder) || path.Clean(wanted) != wanted {
		return fmt.Errorf("malformed import path %q", wanted)
	}
	imported, err := p.load(folder)
	if err == nil && imported.name == "main" {
		err = fmt.Errorf("import %q is a program, not an importable package", wanted)
	}
	return err
}

// internalTo returns the path below which an internal package may be imported: everything before `internal`.
func internalTo(importPath string) (string, bool) {
	words := strings.Split(importPath, "/")
	for index := len(words) - 1; index >= 0; index-- {
		if words[index] == "internal" {
			return strings.Join(words[:index], "/"), true
		}
	}
	return "", false
}
