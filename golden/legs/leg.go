package main

import (
	"fmt"
	"os/exec"
	"runtime"
	"strings"
)

// leg is one build of the suite and one way of running its tests.
type leg struct {
	name   string
	goarch string   // "" for this machine's
	env    []string // of go test
	flags  []string
}

// legs are all of them. Every one runs with -short: what differs between builds does so there.
var legs = []leg{
	{name: "amd64", goarch: "amd64"},
	{name: "v3", goarch: "amd64", env: []string{"GOAMD64=v3"}},
	{name: "noasm", flags: []string{"-tags=noasm"}},
	{name: "safe", flags: []string{"-tags=safe"}},
	{name: "386", goarch: "386"},
	{name: "arm64", goarch: "arm64"},
	{name: "s390x", goarch: "s390x"},
	{name: "riscv64", goarch: "riscv64"},
	{name: "one", env: []string{"GOMAXPROCS=1"}},
	{name: "shuffle", flags: []string{"-shuffle=on", "-count=2"}},
	{name: "race", flags: []string{"-race"}},
}

// emulators run the programs of a processor on another.
var emulators = map[string]string{
	"386": "qemu-i386-static", "amd64": "qemu-x86_64-static",
	"arm64": "qemu-aarch64-static", "s390x": "qemu-s390x-static", "riscv64": "qemu-riscv64-static",
}

// emulator is the program that runs the leg's tests, or "" where this machine does.
func (l leg) emulator() string {
	if l.goarch == runtime.GOARCH || l.goarch == "386" && runtime.GOARCH == "amd64" {
		return ""
	}
	return emulators[l.goarch]
}

// seed is that of the Makefile: the properties draw the same cases in every run.
const seed = "RAPID_SEED=20240514"

// arguments are those of the go command.
func (l leg) arguments(packages []string) []string {
	args := []string{"test", "-json", "-short", "-count=1", "-timeout=3h"}
	if e := l.emulator(); e != "" {
		args = append(args, "-exec="+e)
	}
	return append(append(args, l.flags...), packages...)
}

// environment is what the leg adds to this program's.
func (l leg) environment() []string {
	env := append([]string{seed, "RAPID_NOFAILFILE=true"}, l.env...)
	if l.goarch != "" {
		env = append(env, "GOARCH="+l.goarch)
	}
	if e := l.emulator(); e != "" {
		env = append(env, "ADFD_EMULATOR="+e)
	}
	return env
}

// command is the leg as one would type it.
func (l leg) command(packages []string) string {
	return strings.Join(append(append(l.environment(), "go"), l.arguments(packages)...), " ")
}

// missing reports an emulator that is not there.
func (l leg) missing() error {
	e := l.emulator()
	if e == "" {
		return nil
	}
	if _, err := exec.LookPath(e); err != nil {
		return fmt.Errorf("no %s; apt-get install qemu-user-static, or run the leg on such a machine", e)
	}
	return nil
}
