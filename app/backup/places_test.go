package backup_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/backup"
)

// bucket is a server that speaks as much of S3 as keeping and fetching a copy takes: objects whole and in parts.
type bucket struct {
	mu      sync.Mutex
	objects map[string][]byte
	parts   map[string][]byte // by number, of the one upload in parts
	refuses bool
}

func (b *bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key, ours := strings.CutPrefix(r.URL.Path, "/copies/")
	if !ours || b.refuses || !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=shop/") {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")
		return
	}
	body, _ := io.ReadAll(r.Body)
	q := r.URL.Query()
	switch {
	case r.Method == http.MethodPost && q.Has("uploads"):
		b.parts = map[string][]byte{}
		_, _ = io.WriteString(w, "<InitiateMultipartUploadResult><UploadId>one</UploadId></InitiateMultipartUploadResult>")
	case r.Method == http.MethodPut && q.Get("uploadId") == "one":
		b.parts[q.Get("partNumber")] = body
		w.Header().Set("ETag", `"`+q.Get("partNumber")+`"`)
	case r.Method == http.MethodPost && q.Get("uploadId") == "one":
		var whole []byte
		for i := range len(b.parts) {
			whole = append(whole, b.parts[strconv.Itoa(i+1)]...)
		}
		b.objects[key] = whole
	case r.Method == http.MethodPut:
		b.objects[key] = body
	case b.objects[key] == nil:
		w.WriteHeader(http.StatusNotFound)
	default: // GET and HEAD, for which nothing of the body leaves
		w.Header().Set("Content-Length", strconv.Itoa(len(b.objects[key])))
		_, _ = w.Write(b.objects[key])
	}
}

// shipped is a company whose copies go to a bucket, as PocketBase's settings say.
func shipped(t *testing.T) (*app.App, *bucket) {
	t.Helper()
	b := &bucket{objects: map[string][]byte{}}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	a := apptest.NewApp(t)
	s := a.Core.Settings()
	s.Backups.S3 = core.S3Config{Enabled: true, Bucket: "copies", Region: "ap-south-1", Endpoint: server.URL, AccessKey: "shop", Secret: "secret", ForcePathStyle: true}
	if err := a.Core.Save(s); err != nil {
		t.Fatal(err)
	}
	return a, b
}

// photo puts a file of so many random bytes where uploads are and returns it.
func photo(t *testing.T, a *app.App, size int) []byte {
	t.Helper()
	body := make([]byte, size)
	_, _ = rand.Read(body) // never fails
	path := filepath.Join(a.Core.DataDir(), core.LocalStorageDirName, "captures", "photo.jpg")
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, body, 0o600)); err != nil {
		t.Fatal(err)
	}
	return body
}

func TestCopies_goToS3AndComeBackFromThere(t *testing.T) {
	for name, size := range map[string]int{"in one piece": 1 << 10, "in parts": 15 << 20} {
		t.Run(name, func(t *testing.T) {
			a, b := shipped(t)
			apptest.Job(t, a, nil)
			body := photo(t, a, size)
			if err := a.Core.CreateBackup(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
			var kept []string
			for key := range b.objects {
				kept = append(kept, key)
			}
			if len(kept) != 1 || !strings.HasPrefix(kept[0], "doorstep-") || (b.parts != nil) != (size > 6<<20) {
				t.Fatalf("the bucket has %v, %d parts", kept, len(b.parts))
			}
			if here, _ := filepath.Glob(filepath.Join(a.Core.DataDir(), "backups", "*.zip")); len(here) > 0 {
				t.Errorf("%v stays on this machine", here)
			}
			file, clean, err := backup.Find(a.Core, kept[0])
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(t.TempDir(), "data")
			if done, err := backup.Restore(file, dir); err != nil || done.Events == 0 {
				t.Fatalf("%+v: %v", done, err)
			}
			if back, err := os.ReadFile(filepath.Join(dir, core.LocalStorageDirName, "captures", "photo.jpg")); err != nil || !bytes.Equal(back, body) {
				t.Errorf("the photo came back with %d bytes of %d: %v", len(back), size, err)
			}
			clean()
			if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("what was fetched is left behind: %v", err)
			}
		})
	}
}

func TestCopies_sayWhatTheBucketRefuses(t *testing.T) {
	a, b := shipped(t)
	if _, _, err := backup.Find(a.Core, "doorstep-never.zip"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a copy that is not there: %v", err)
	}
	b.refuses = true
	if err := a.Core.CreateBackup(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("a copy that was refused: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(a.Core.DataDir(), ".copy-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
