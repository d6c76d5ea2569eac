package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// builder compiles and links.
type builder struct {
	project   *project
	installed *installation
	work      string
	compiled  int
}

// program builds the program in a folder of the project.
func (b *builder) program(folder, output string) error {
	main, err := b.project.load(folder)
	if err != nil {
		return err
	}
	if main.name != "main" {
		return fmt.Errorf("%s: package %s is no program; it needs `package main`", main.path, main.name)
	}
	if err := b.compileAll(); err != nil {
		return err
	}
	return b.link(main, output)
}

// driver builds a program around the package in a folder of the project, which serves its exported functions.
func (b *builder) driver(folder, output string) error {
	served, err := b.project.load(folder)
	if err != nil {
		return err
	}
	if served.name == "main" {
		return fmt.Errorf("%s: the functions of a program cannot be called; name the package something else", served.path)
	}
	if err := b.compileAll(); err != nil {
		return err
	}
	source, err := callTable(served)
	if err != nil {
		return err
	}
	file := filepath.Join(b.work, "call.go")
	if err := os.WriteFile(file, source, 0o644); err != nil {
		return err
	}
	main := &unit{path: "main", name: "main", files: []string{file}, imports: []string{driverPath, served.path}}
	if err := b.compile(main); err != nil {
		return err
	}
	return b.link(main, output)
}

// callTable writes a main package with a table of the exported functions. Generic ones cannot be called by name.
func callTable(served *unit) ([]byte, error) {
	names := map[string]bool{}
	for _, file := range served.files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, declared := range parsed.Decls {
			function, is := declared.(*ast.FuncDecl)
			if is && function.Recv == nil && function.Type.TypeParams == nil && function.Name.IsExported() {
				names[function.Name.Name] = true
			}
		}
	}
	var source bytes.Buffer
	alias := "served"
	if len(names) == 0 {
		alias = "_"
	}
	fmt.Fprintf(&source, "package main\n\nimport (\n\t%q\n\t%s %q\n)\n\n", driverPath, alias, served.path)
	source.WriteString("func main() {\n\tdriver.Serve(map[string]any{\n")
	for _, name := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(&source, "\t\t%q: served.%s,\n", name, name)
	}
	source.WriteString("\t})\n}\n")
	return source.Bytes(), nil
}

func (b *builder) compileAll() error {
	for _, package_ := range b.project.ordered {
		if err := b.compile(package_); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) compile(package_ *unit) error {
	b.compiled++
	stem := filepath.Join(b.work, fmt.Sprintf("p%d", b.compiled))
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	importPath := package_.path
	if package_.name == "main" {
		importPath = "main"
	}
	if err := os.WriteFile(stem+".cfg", b.archivesOf(package_.imports), 0o644); err != nil {
		return err
	}
	argv := []string{
		b.installed.compiler, "-o", stem + ".a", "-p", importPath, "-lang", b.project.module.language, "-complete", "-pack",
		"-importcfg", stem + ".cfg", "-dwarf=false", "-trimpath", here + "=>" + b.project.module.path,
	}
	if len(package_.embeds) > 0 {
		if err := writeEmbedding(package_, stem+".embed"); err != nil {
			return err
		}
		argv = append(argv, "-embedcfg", stem+".embed")
	}
	if err := start(append(argv, package_.files...)...); err != nil {
		return fmt.Errorf("# %s\n%w", package_.path, err)
	}
	package_.archive = stem + ".a"
	return nil
}

// archivesOf writes the compiler's list of the packages that may be imported.
func (b *builder) archivesOf(imports []string) []byte {
	var lines strings.Builder
	for _, wanted := range imports {
		if own := b.project.loaded[wanted]; own != nil {
			fmt.Fprintf(&lines, "packagefile %s=%s\n", wanted, own.archive)
		} else if archive, there := b.installed.archives[wanted]; there {
			fmt.Fprintf(&lines, "packagefile %s=%s\n", wanted, archive)
		}
	}
	return []byte(lines.String())
}

func (b *builder) link(main *unit, output string) error {
	var lines strings.Builder
	for path, archive := range b.installed.archives {
		fmt.Fprintf(&lines, "packagefile %s=%s\n", path, archive)
	}
	for _, package_ := range b.project.ordered {
		if package_.name != "main" {
			fmt.Fprintf(&lines, "packagefile %s=%s\n", package_.path, package_.archive)
		}
	}
	config := filepath.Join(b.work, "link.cfg")
	if err := os.WriteFile(config, []byte(lines.String()), 0o644); err != nil {
		return err
	}
	return start(b.installed.linker, "-o", output, "-importcfg", config, "-s", "-w", "-buildmode=exe", main.archive)
}
