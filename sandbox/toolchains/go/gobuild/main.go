// Command gobuild builds the Go project in the working folder: `gobuild` its program, `gobuild -call FILE` the driver that
// serves the exported functions of the package FILE belongs to.
//
// It stands in for `go build` where a submission is judged. Packages of the standard library and of the lock are compiled
// ahead, so what is left is to compile the project's own packages and to link. It starts only the compiler and the linker,
// with an environment and options of its own; nothing of the project is run, and nothing of it can change how it is built.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	call := flag.String("call", "", "serve the functions of this file's package")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: gobuild [-call FILE] [PACKAGE FOLDER]")
	}
	flag.Parse()
	if err := run(*call, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(call, folder string) error {
	installed, err := findInstallation()
	if err != nil {
		return err
	}
	module, err := readModule("go.mod")
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "gobuild")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	project := &project{module: module, installed: installed, loaded: map[string]*unit{}}
	builder := &builder{project: project, installed: installed, work: work}
	if err := os.MkdirAll(".build", 0o755); err != nil {
		return err
	}
	if call != "" {
		return builder.driver(filepath.Dir(call), ".build/call")
	}
	return builder.program(filepath.Clean(folder), ".build/app")
}

// start runs the compiler or the linker and passes on what it says.
func start(argv ...string) error {
	command := exec.Command(argv[0], argv[1:]...)
	command.Env = []string{"PATH=/usr/bin:/bin", "TMPDIR=" + os.TempDir()}
	said, err := command.CombinedOutput()
	if err == nil {
		return nil
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(said) > 0 {
		return errors.New(string(said))
	}
	return fmt.Errorf("%s: %w", filepath.Base(argv[0]), err)
}
