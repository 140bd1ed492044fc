.PHONY: gen check run demo bench budgets screenshots release
VERSION ?= $(shell git describe --tags --always --dirty)
PLATFORMS = linux/amd64 linux/arm64 windows/amd64

gen:
	go tool templ generate

check: gen
	git diff --exit-code -- '*_templ.go'
	go vet ./...
	go tool staticcheck ./...
	go test ./...

run:
	go run . serve

demo:
	go run . demo

bench:
	go test -run '^$$' -bench . -benchtime 2s ./app/... ./views/...

# Every promise of speed, size and weight beside what this machine measures; fails where one is missed. ONLY takes parts of it, such as
# pages or instances, which need VRPTW.
budgets:
	BUDGETS=$(ONLY) go test -run '^$$' -bench '^BenchmarkBudgets$$' -benchtime 1x -timeout 0 .

screenshots:
	SCREENSHOTS=views/testdata/screenshots SCREENSHOTS_ONLY="today-desk-light intake-known-desk-light board-desk-light candidates-desk-light tech-hi-visit-phone-light tech-hi-work-phone-light visit-desk-light owner-desk-light invoice-draft-desk-light review-desk-light portal-en-invoices-phone-light contract-desk-light renewals-desk-light proposal-desk-light exceptions-desk-light map-desk-light replay-desk-light" \
		go test -run Screenshots -count 1 .

# One binary by system, each with the version inside, and their SHA-256.
release: gen
	rm -rf dist && mkdir dist
	for p in $(PLATFORMS); do \
		out=dist/doorstep-$(VERSION)-$${p%/*}-$${p#*/}; \
		[ $${p%/*} = windows ] && out=$$out.exe; \
		echo $$out; \
		CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} go build -trimpath -buildvcs=true -ldflags "-s -w -X main.version=$(VERSION)" -o $$out . || exit 1; \
	done
	sed -n '/^    \[Unit\]/,/^    WantedBy/s/^    //p' README.md > dist/doorstep.service
	cd dist && sha256sum doorstep* > SHA256SUMS
