package web

import "testing"

func TestKindOf_isWhatTheBytesAre(t *testing.T) {
	for body, want := range map[string]string{
		"\xff\xd8\xff\xe0 rest":            "image/jpeg",
		"\x1aE\xdf\xa3 rest":               "audio/webm",
		"OggS\x00 rest":                    "audio/ogg",
		"\x00\x00\x00\x20ftypM4A \x00\x00": "audio/mp4",
		"<script>alert(1)</script>":        "text/html",
		"GIF89a":                           "image/gif",
	} {
		if got := kindOf([]byte(body)); got != want {
			t.Errorf("%q is %s, want %s", body, got, want)
		}
	}
}

func TestShown_hasNoKindThatRunsScript(t *testing.T) {
	for _, kind := range []string{"text/html", "image/svg+xml", "text/xml", "image/gif", "video/mp4"} {
		if shown[kind] != "" {
			t.Errorf("%s is shown inside the site", kind)
		}
	}
}
