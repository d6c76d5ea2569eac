package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// driverPath is the import path of the `call` driver. Projects cannot import it.
const driverPath = "vetloop/driver"

// installation is the toolchain that this program lies in: compiler, linker, and an archive for every package there is.
type installation struct {
	compiler, linker string
	archives         map[string]string
	modules          []string
}

// findInstallation looks beside this program, wherever it is mounted.
func findInstallation() (*installation, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	root := filepath.Dir(filepath.Dir(program))
	found := &installation{
		compiler: filepath.Join(root, "tool", "compile"),
		linker:   filepath.Join(root, "tool", "link"),
		archives: map[string]string{},
	}
	err = eachLine(filepath.Join(root, "archives.txt"), func(line string) {
		path, file, _ := strings.Cut(line, " ")
		found.archives[path] = filepath.Join(root, "archives", file)
	})
	if err == nil {
		err = eachLine(filepath.Join(root, "modules.txt"), func(line string) { found.modules = append(found.modules, line) })
	}
	return found, err
}

// offers says whether a project may import the package.
func (found *installation) offers(path string) bool {
	_, there := found.archives[path]
	return there && path != driverPath && !strings.HasPrefix(path, "vendor/")
}

// missing describes an import of a package that nothing offers.
func (found *installation) missing(path string) string {
	return fmt.Sprintf("package %s is not provided here; there are the standard library and %s",
		path, strings.Join(found.modules, ", "))
}

func eachLine(file string, take func(string)) error {
	opened, err := os.Open(file)
	if err != nil {
		return err
	}
	defer opened.Close()
	lines := bufio.NewScanner(opened)
	for lines.Scan() {
		take(lines.Text())
	}
	return lines.Err()
}
