package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// slices of the business in their order: each may import only kernel and those before it. The first two are the ground under
// them: how rows are written, and how this machine is reached.
var sliceOrder = []string{
	"txn", "reach", "settings", "people", "customers", "catalog", "jobs", "stock", "contracts", "dispatch", "billing", "payments",
	"receivables", "accounts", "reports", "notify", "sync", "audit", "backup",
}

// kernelMay are the only modules besides the standard library that pure knowledge may use.
var kernelMay = []string{
	"github.com/nyaruka/phonenumbers", "golang.org/x/text", "golang.org/x/image", "github.com/teambition/rrule-go",
	"github.com/xuri/excelize/v2", "github.com/go-text/typesetting", "github.com/skip2/go-qrcode",
}

// sourceFile is one Go file of the house: its folder, name, and syntax.
type sourceFile struct {
	dir, name string
	fset      *token.FileSet
	ast       *ast.File
	lines     int
}

func (f sourceFile) at(n ast.Node) string {
	return path.Join(f.dir, f.name) + ":" + strconv.Itoa(f.fset.Position(n.Pos()).Line)
}

func (f sourceFile) imports() []string {
	var all []string
	for _, i := range f.ast.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		all = append(all, p)
	}
	return all
}

func (f sourceFile) generated() bool { return strings.HasSuffix(f.name, "_templ.go") }

// house reads every Go file that is not a test.
func house(t *testing.T) []sourceFile {
	t.Helper()
	var files []sourceFile
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != "." || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, p, src, parser.ParseComments)
		if err != nil {
			return err
		}
		slash := filepath.ToSlash(p)
		files = append(files, sourceFile{path.Dir(slash), path.Base(slash), fset, parsed, strings.Count(string(src), "\n")})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d files found", len(files))
	}
	return files
}

func TestHouse_importsPointTheWayTheMapSays(t *testing.T) {
	for _, f := range house(t) {
		for _, imported := range f.imports() {
			if why := forbidden(f.dir, imported); why != "" {
				t.Errorf("%s/%s imports %s: %s", f.dir, f.name, imported, why)
			}
		}
	}
}

// forbidden says why a folder may not import a package; empty if it may.
func forbidden(dir, imported string) string {
	own, isOwn := strings.CutPrefix(imported, "doorstep/")
	switch {
	case strings.HasPrefix(dir, "app/kernel/"):
		return forbiddenInKernel(own, imported, isOwn)
	case !isOwn:
		if strings.HasPrefix(dir, "views/") && dir != "views/web" && strings.Contains(imported, "pocketbase/dbx") {
			return "pages know no SQL"
		}
		return ""
	case strings.HasPrefix(own, "hooks"), own == "views", strings.HasPrefix(own, "views/") && !strings.HasPrefix(dir, "views"):
		if dir != "." && dir != "app/apptest" {
			return "nobody imports hooks or views but main and tests"
		}
	case dir == "app/demo" || dir == "app/apptest" || dir == "." || dir == "app" || dir == "hooks":
		return ""
	case strings.HasPrefix(dir, "app/"):
		return forbiddenInSlice(strings.TrimPrefix(dir, "app/"), own)
	case dir == "static" || dir == "migrations":
		return "it stands by itself"
	}
	return ""
}

func forbiddenInKernel(own, imported string, isOwn bool) string {
	if isOwn {
		if !strings.HasPrefix(own, "app/kernel/") {
			return "kernel knows only kernel"
		}
		return ""
	}
	external := strings.Contains(strings.Split(imported, "/")[0], ".")
	if external && !slices.ContainsFunc(kernelMay, func(m string) bool { return strings.HasPrefix(imported, m) }) {
		return "kernel uses the standard library and few others"
	}
	return ""
}

func forbiddenInSlice(slice, own string) string {
	if strings.HasPrefix(own, "app/kernel/") {
		return ""
	}
	to := strings.TrimPrefix(own, "app/")
	if parent, _, child := strings.Cut(slice, "/"); child {
		slice = parent // a slice's own parts stand where it stands
	} else if strings.HasPrefix(to, slice+"/") {
		return ""
	}
	from, at := slices.Index(sliceOrder, slice), slices.Index(sliceOrder, to)
	switch {
	case from < 0:
		return "the slice " + slice + " has no place in the order"
	case at < 0 || at >= from:
		return "a slice imports only kernel and the slices before it"
	}
	return ""
}

func TestHouse_theClockIsReadInOnePlace(t *testing.T) {
	for _, f := range house(t) {
		if f.dir == "app/kernel/clock" || f.generated() {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Now" {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" {
					t.Errorf("%s: time.Now; use clock.Now", f.at(n))
				}
			}
			return true
		})
	}
}

func TestHouse_everyWriteCarriesWhoActs(t *testing.T) {
	for _, f := range house(t) {
		if !strings.HasPrefix(f.dir, "app/") || f.dir == "app/txn" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && (x.Name == "tx" || x.Name == "app") && (s.Sel.Name == "Save" || s.Sel.Name == "Delete") {
					t.Errorf("%s: %s.%s has no actor; use txn.%s", f.at(n), x.Name, s.Sel.Name, s.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestHouse_pagesKnowNoRecords(t *testing.T) {
	for _, f := range house(t) {
		if !strings.HasPrefix(f.dir, "views/") || f.dir == "views/web" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Record" {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "core" {
					t.Errorf("%s: a page knows core.Record", f.at(n))
				}
			}
			return true
		})
	}
}

func TestHouse_roomsAreSmall(t *testing.T) {
	const room, furniture = 400, 60
	for _, f := range house(t) {
		if f.generated() {
			continue
		}
		if f.lines > room {
			t.Errorf("%s/%s has %d lines, over %d", f.dir, f.name, f.lines, room)
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := f.fset.Position(fn.End()).Line - f.fset.Position(fn.Pos()).Line + 1; n > furniture {
				t.Errorf("%s: %s has %d lines, over %d", f.at(fn), fn.Name.Name, n, furniture)
			}
		}
	}
}

func TestHouse_everyPackageSaysWhatItIs(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range house(t) {
		documented[f.dir] = documented[f.dir] || f.ast.Doc != nil
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no doc comment", dir)
		}
	}
}

func TestHouse_nothingElseStandsAtTheTop(t *testing.T) {
	allowed := []string{
		"main.go", "app", "hooks", "views", "static", "migrations", "go.mod", "go.sum", "README.md", "LICENSE", "Makefile", ".ci", ".git",
		".gitignore", ".gitattributes", "staticcheck.conf", "doorstep_data", "doorstep_demo", "doorstep", "dist",
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(allowed, e.Name()) && !strings.HasSuffix(e.Name(), "_test.go") {
			t.Errorf("%s stands at the top level, which the map does not show", e.Name())
		}
	}
}
