package i18n_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/app/kernel/i18n"
)

func catalog(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]string
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(raw), "\": \""); lines != len(words) {
		t.Errorf("%s.json has %d lines for %d keys: one stands twice", lang, lines, len(words))
	}
	return words
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func TestCatalogs_sayTheSameInEveryLanguage(t *testing.T) {
	en := catalog(t, i18n.English)
	for _, lang := range i18n.Langs()[1:] {
		words := catalog(t, lang)
		for key, text := range en {
			there, ok := words[key]
			if !ok {
				t.Errorf("%s.json lacks %s", lang, key)
				continue
			}
			if strings.TrimSpace(text) == "" || strings.TrimSpace(there) == "" {
				t.Errorf("%s is empty", key)
			}
			a, b := placeholder.FindAllString(text, -1), placeholder.FindAllString(there, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Errorf("%s has %v in English and %v in %s", key, a, b, lang)
			}
		}
		for key := range words {
			if _, ok := en[key]; !ok {
				t.Errorf("%s.json has %s, which en.json lacks", lang, key)
			}
		}
	}
	for key := range en {
		if base, ok := strings.CutSuffix(key, ".one"); ok && en[base+".other"] == "" {
			t.Errorf("%s has no plural", base)
		}
	}
}

// Every key and fault code written in the program has words. Keys put together at run time are checked by their beginning.
func TestCatalogs_haveEveryKeyInUse(t *testing.T) {
	used := uses(t, filepath.Join("..", "..", ".."))
	if len(used) < 20 {
		t.Fatalf("only %d keys found: the search is broken", len(used))
	}
	en := catalog(t, i18n.English)
	for _, key := range slices.Sorted(maps.Keys(used)) {
		if prefix, ok := strings.CutSuffix(key, "*"); ok {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(en)), func(k string) bool { return strings.HasPrefix(k, prefix) }) {
				t.Errorf("no key begins with %s (%s)", prefix, used[key])
			}
		} else if _, ok := en[key]; !ok {
			t.Errorf("%s has no words (%s)", key, used[key])
		}
	}
}

// uses maps each key in the Go files under root to where it stands; a key whose end is computed ends in *.
func uses(t *testing.T, root string) map[string]string {
	t.Helper()
	found, files := map[string]string{}, token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				for _, key := range keys(call) {
					found[key] = files.Position(call.Pos()).String()
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var dotted = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\.?$`)

func keys(call *ast.CallExpr) []string {
	of, name := "", ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if x, ok := f.X.(*ast.Ident); ok {
			of = x.Name
		}
	}
	switch {
	case of == "fault" && (name == "New" || name == "Field" || name == "Warn"):
		if len(call.Args) < 2 {
			return nil
		}
		if code := literal(call.Args[1]); code != "" {
			return []string{"fault." + code}
		}
	case name == "T" || name == "N" || name == "t":
		for i, arg := range call.Args {
			if i > 1 {
				break // parameters follow
			}
			sum, joined := arg.(*ast.BinaryExpr)
			if joined {
				for left, ok := sum, true; ok; left, ok = left.X.(*ast.BinaryExpr) {
					sum = left
				}
				arg = sum.X
			}
			key := literal(arg)
			switch {
			case joined && of == "i18n" && strings.Contains(key, "."), joined && dotted.MatchString(key+"x"):
				return []string{key + "*"}
			case joined || !dotted.MatchString(key) && (of != "i18n" || key == "" || i == 0):
				continue
			case name == "N":
				return []string{key + ".one", key + ".other"}
			default:
				return []string{key}
			}
		}
	}
	return nil
}

func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		s, _ := strconv.Unquote(lit.Value)
		return s
	}
	return ""
}
