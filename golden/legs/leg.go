package main

import (
	"fmt"
	"os/exec"
	"strings"
)

// leg is one build of the suite and one way of running its tests.
type leg struct {
	name     string
	env      []string // of go test
	flags    []string
	emulator string // that runs the test binaries; "" where this machine does
}

// legs are all of them. Every one runs with -short: what differs between builds does so there.
var legs = []leg{
	{name: "amd64", env: []string{"GOARCH=amd64"}},
	{name: "v3", env: []string{"GOARCH=amd64", "GOAMD64=v3"}},
	{name: "noasm", flags: []string{"-tags=noasm"}},
	{name: "safe", flags: []string{"-tags=safe"}},
	{name: "386", env: []string{"GOARCH=386"}},
	{name: "arm64", env: []string{"GOARCH=arm64"}, emulator: "qemu-aarch64-static"},
	{name: "s390x", env: []string{"GOARCH=s390x"}, emulator: "qemu-s390x-static"},
	{name: "riscv64", env: []string{"GOARCH=riscv64"}, emulator: "qemu-riscv64-static"},
	{name: "one", env: []string{"GOMAXPROCS=1"}},
	{name: "shuffle", flags: []string{"-shuffle=on", "-count=2"}},
	{name: "race", flags: []string{"-race"}},
}

// tested is every package of the module.
const tested = "./..."

// seed is that of the Makefile: the properties draw the same cases in every run.
const seed = "RAPID_SEED=20240514"

// arguments are those of the go command.
func (l leg) arguments() []string {
	args := []string{"test", "-json", "-short", "-count=1", "-timeout=3h"}
	if l.emulator != "" {
		args = append(args, "-exec="+l.emulator)
	}
	return append(append(args, l.flags...), tested)
}

// environment is what the leg adds to this program's.
func (l leg) environment() []string {
	env := append([]string{seed, "RAPID_NOFAILFILE=true"}, l.env...)
	if l.emulator != "" {
		env = append(env, "ADFD_EMULATOR="+l.emulator)
	}
	return env
}

// command is the leg as one would type it.
func (l leg) command() string {
	return strings.Join(append(append(l.environment(), "go"), l.arguments()...), " ")
}

// missing reports an emulator that is not there.
func (l leg) missing() error {
	if l.emulator == "" {
		return nil
	}
	if _, err := exec.LookPath(l.emulator); err != nil {
		return fmt.Errorf("leg %s: no %s; apt-get install qemu-user-static, or run the leg on such a machine", l.name, l.emulator)
	}
	return nil
}
