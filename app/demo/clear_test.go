package demo_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/app/demo"
)

func TestClear_removesOnlyItsOwn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	if err := demo.Clear(dir); err != nil {
		t.Errorf("no folder: %v", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := demo.Clear(dir); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
	file := filepath.Join(dir, "data.db")
	if err := os.WriteFile(file, []byte("somebody's books"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := demo.Clear(dir); err == nil || !strings.Contains(err.Error(), "is not a demo folder") {
		t.Errorf("a foreign folder: %v", err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Fatal("the foreign file is gone")
	}
	if err := os.WriteFile(filepath.Join(dir, "demo.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := demo.Clear(dir); err != nil {
		t.Errorf("a former demo: %v", err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Error("the former demo is still there")
	}
}
