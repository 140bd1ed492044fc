//go:build goexperiment.jsonv2

package migrations

// PocketBase v0.39 recurses without end when built by Go 1.27 or with GOEXPERIMENT=jsonv2. The undefined name says so.
var _ = build_Doorstep_with_Go_1_26_not_1_27_or_jsonv2
