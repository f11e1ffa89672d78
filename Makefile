# rapid draws its cases from a random seed unless RAPID_SEED fixes it. Every
# target but fresh fixes it, so that a run can be repeated.
RAPID_SEED ?= 20240514
export RAPID_SEED

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: test short fresh race audit update figures readme faults mutants masters bench peers lint

# Every claim at test size, and every property.
test:
	go test -count=1 ./...

# Every claim on smaller grids, some with fewer seeds.
short:
	go test -count=1 -short ./...

# The properties on new cases. The seed is printed: RAPID_SEED=... make test
# repeats the run.
fresh: RAPID_SEED := $(shell od -An -N6 -tu8 /dev/urandom | tr -d ' ')
fresh:
	@echo "RAPID_SEED=$(RAPID_SEED)"
	go test -count=1 ./...

# The race detector on -short, where there are goroutines: the sweeps, the audit, the
# replay of claims that share tables, and the stencils that are made once. It makes
# floating-point loops ten to twenty times slower; the other claims run the same
# loops over again.
race:
	go test -count=1 -race -short -run 'Sweep|ForEach|Memo|Cancelled|Precision' ./numerics/experiment/...
	go test -count=1 -race -short -run GOMAXPROCS ./numerics/nn
	go test -count=1 -race -short ./numerics/fd ./numerics/engine ./numerics/spectrum ./theory/...
	go test -count=1 -race -short -run 'TestClaims/^(S4|A2)$$|Compare|Read|Write|Replace' ./golden

# The main job: every claim at audit size, and its ledger.
audit:
	go run ./theory/audit

# Record the tables anew. Expected verdicts are in package claims and do not
# change; a claim with another verdict fails and is not recorded.
update:
	go test -count=1 ./numerics/experiment -run TestGridsAreRecorded -update
	go test -count=1 ./golden -update
	go test -count=1 ./golden -short -update
	$(MAKE) figures

# The figures of the recorded tables.
figures:
	go test -count=1 ./golden -run '^TestFigures$$' -figures

# The ledger of README.md, from a run in which every verdict is the expected one:
# rows and last lines. What stands between them is left out.
readme:
	@set -e; dir=$$(mktemp -d); trap 'rm -r "$$dir"' EXIT; \
	go run ./theory/audit >"$$dir/ledger"; \
	awk -v ledger="$$dir/ledger" ' \
		/^<!-- end of ledger/ { within = 0 } \
		!within { print } \
		/^<!-- ledger:/ { \
			within = 1; print ""; \
			while ((getline line < ledger) > 0) { \
				if (line ~ /^(Verdicts at|What decides)/) cut = 1; \
				if (cut && line ~ /^[0-9]+ claims?,/) { cut = 0; print "    ...\n" } \
				if (!cut) print (line == "" ? "" : "    " line) \
			} \
			print "" \
		}' README.md >"$$dir/README.md"; \
	cat "$$dir/README.md" >README.md

# Slips planted in a copy of the source, and for each the test that caught it.
faults:
	go run ./properties/faults

# A sample of mutants of numerics and theory: how many the tests kill.
MUTANTS ?= 150
mutants:
	go run ./properties/faults -mutate $(MUTANTS)

# How often the claims that rest on tests come out otherwise, over master seeds that
# no table was recorded with.
MASTERS ?= 200
masters:
	go run ./theory/audit -size short -masters $(MASTERS) -seed 1000 -claims S2,E1,E1w,E2a,E2b,E5,E3,E3w,E1p,E2c,T1,T1w,T2,T2w,T6,T1p,T3,T4,T4w,T7,K3

# Benchmarks, each several times for a median.
bench:
	go test -run '^$$' -bench . -benchmem -count 5 ./...

# This package's training steps and NumPy's and PyTorch's, in turn. ADFD_PEERS is the
# folder of the peers' scripts, ADFD_PYTHON a Python that has both.
peers:
	go test -run '^$$' -bench Peers -benchtime 1x ./numerics/nn

lint:
	go vet ./...
	@files=$$(gofmt -l .); test -z "$$files" || { echo "gofmt would change:"; echo "$$files"; exit 1; }
	go run $(STATICCHECK) ./...
