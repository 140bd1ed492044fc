// Package vectors reads files of inputs with exact expected results. For tests only.
//
// Owns: where the files are (testdata beside the test, or the folder named by the environment variable VECTORS).
// Does not own: what is in them.
package vectors

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Load decodes file into value. A file absent from the VECTORS folder skips the test; one absent from testdata fails it.
func Load(t testing.TB, file string, value any) {
	t.Helper()
	dir, elsewhere := os.LookupEnv("VECTORS")
	if !elsewhere || dir == "" {
		dir, elsewhere = "testdata", false
	}
	raw, err := os.ReadFile(filepath.Join(dir, file))
	if elsewhere && errors.Is(err, fs.ErrNotExist) {
		t.Skipf("vectors %s: not in %s", file, dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, value); err != nil {
		t.Fatalf("vectors %s: %v", file, err)
	}
}

// Count logs how many cases of file were run, and fails where there were none.
func Count(t testing.TB, file string, n int) {
	t.Helper()
	t.Logf("vectors %s: %d cases", file, n)
	if n == 0 {
		t.Errorf("vectors %s: nothing was tested", file)
	}
}
