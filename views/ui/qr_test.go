package ui

import (
	"strings"
	"testing"
)

func TestQR_drawsTheThreeCornersAndKeepsAQuietBorder(t *testing.T) {
	path, width := qr("https://192.168.1.5:8443/t/today")
	if width != 29+8 {
		t.Fatalf("width %d", width)
	}
	// The first row of a corner is seven dark units, four away from the edge; the row ends with another corner.
	if !strings.HasPrefix(path, "M4 4h7v1h-7z") || !strings.Contains(path, "M26 4h7v1h-7z") || !strings.Contains(path, "M4 32h7v1h-7z") {
		t.Errorf("path begins %.60s", path)
	}
	if path, width := qr(strings.Repeat("x", 5000)); path != "" || width != 0 {
		t.Errorf("what does not fit was drawn: %d", width)
	}
}
