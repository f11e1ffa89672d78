# rapid draws its cases from a random seed unless RAPID_SEED fixes it. Every
# target but fresh fixes it, so that a run can be repeated.
RAPID_SEED ?= 20240514
export RAPID_SEED

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.DEFAULT_GOAL := help
.PHONY: help test short fresh race audit update figures legs faults mutants masters fuzz bench peers lint

help: ## what each target is for
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

test: ## every claim at test size, and every property
	go test -count=1 ./...

short: ## the same on smaller grids, some with fewer seeds
	go test -count=1 -short ./...

# The seed is printed: RAPID_SEED=... make test repeats the run.
fresh: RAPID_SEED := $(shell od -An -N6 -tu8 /dev/urandom | tr -d ' ')
fresh: ## the properties on new cases
	@echo "RAPID_SEED=$(RAPID_SEED)"
	go test -count=1 ./...

# The race detector makes floating-point loops ten to twenty times slower. So it runs where there
# are goroutines: the sweeps, the audit, the replay of claims that share tables, and the stencils
# that are made once. The other claims run the same loops over again.
race: ## the race detector, where there are goroutines
	go test -count=1 -race -short -run 'Sweep|ForEach|Memo|Cancelled|Precision' ./numerics/experiment/...
	go test -count=1 -race -short -run GOMAXPROCS ./numerics/nn
	go test -count=1 -race -short ./numerics/fd ./numerics/engine ./numerics/spectrum ./theory/...
	go test -count=1 -race -short -run 'TestClaims/^(S4|A2)$$|Compare|Read|Write|Replace' ./golden

audit: ## the main job: every claim at audit size, and the ledger
	go run ./theory/audit

# Expected verdicts are in package claims and do not change: a claim with another verdict fails
# and is not recorded.
update: ## record all tables anew
	go test -count=1 ./numerics/experiment -run TestGridsAreRecorded -update
	go test -count=1 ./golden -update
	go test -count=1 ./golden -short -update
	$(MAKE) figures

figures: ## draw the figures of the recorded tables anew
	go test -count=1 ./golden -run '^TestFigures$$' -figures

# The legs of other processors run under qemu-user (apt-get install qemu-user-static). LEGS=v3,386
# runs these alone. A leg that is finished is not run again until a file changes.
legs: ## every build and processor, -short: leg by package and by claim, bits or tolerance
	go run ./golden/legs -only "$(LEGS)"

faults: ## plant slips in a copy of the source; which test catches each
	go run ./properties/faults

MUTANTS ?= 150
mutants: ## a sample of small changes to numerics and theory; how many the tests notice
	go run ./properties/faults -mutate $(MUTANTS)

MASTERS ?= 200
masters: ## how often claims come out otherwise, under seeds that no table was recorded with
	go run ./theory/audit -size short -masters $(MASTERS) -seed 1000

FUZZTIME ?= 60s
fuzz: ## every fuzz target for FUZZTIME in turn
	@grep -rn --include=*_test.go -o '^func Fuzz[A-Za-z0-9]*' . | while IFS=: read -r file _ name; do \
		echo "== $${name#func } in $$(dirname $$file)"; \
		go test -run '^$$' -fuzz "^$${name#func }$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x "$$(dirname $$file)" || exit 1; \
	done

bench: ## all benchmarks, each five times for a median
	go test -run '^$$' -bench . -benchmem -count 5 ./...

# ADFD_PEERS is the folder of the peers' scripts, ADFD_PYTHON a Python that has both.
peers: ## this package's training steps beside NumPy's and PyTorch's
	go test -run '^$$' -bench Peers -benchtime 1x ./numerics/nn

lint: ## vet, gofmt and staticcheck
	go vet ./...
	@files=$$(gofmt -l .); test -z "$$files" || { echo "gofmt would change:"; echo "$$files"; exit 1; }
	go run $(STATICCHECK) ./...
