.PHONY: gen check run demo bench screenshots
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
	go test -run '^$$' -bench . -benchtime 2s ./app/... .

screenshots:
	SCREENSHOTS=views/testdata/screenshots SCREENSHOTS_ONLY="today-desk-light intake-known-desk-light board-desk-light candidates-desk-light tech-hi-visit-phone-light tech-hi-work-phone-light visit-desk-light owner-desk-light invoice-draft-desk-light review-desk-light portal-en-invoices-phone-light contract-desk-light renewals-desk-light" \
		go test -run Screenshots -count 1 .
