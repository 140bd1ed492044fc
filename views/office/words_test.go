package office

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/app/kernel/act"
)

func TestVerbNames_areThoseOfEveryActInTheSource(t *testing.T) {
	verbs := map[string]string{}
	for _, top := range []string{"../../app", "../../hooks", "../../views"} {
		for dir, files := range packages(t, top) {
			for _, f := range files {
				begun(t, dir, f, files, verbs)
			}
		}
	}
	if len(verbs) < 50 {
		t.Errorf("only %d verbs were found: act.Begin is written in a way that this test does not read", len(verbs))
	}
	for verb, dir := range verbs {
		if verbNames[verb] == "" {
			t.Errorf("%s (%s) has no words: add it to verbNames", verb, dir)
		}
	}
	for verb := range verbNames {
		if verbs[verb] == "" {
			t.Errorf("%s has words, but nothing does it", verb)
		}
	}
}

func TestPermissionWords_areThoseOfEveryPermission(t *testing.T) {
	known := map[string]bool{}
	for _, p := range act.All() {
		known[p.Name] = true
		part, _, _ := strings.Cut(p.Name, ".")
		if permissionWords[p.Name] == "" || partNames[part] == "" {
			t.Errorf("%s has no words: add it to permissionWords, and its part to partNames", p.Name)
		}
	}
	for name := range permissionWords {
		if !known[name] {
			t.Errorf("%s has words, but is no permission", name)
		}
	}
}

// packages parses the source below top, by folder, without tests.
func packages(t *testing.T, top string) map[string][]*ast.File {
	t.Helper()
	all := map[string][]*ast.File{}
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		all[filepath.Dir(path)] = append(all[filepath.Dir(path)], f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// begun collects the verbs that the file hands to act.Begin: as text, as a variable of its function, which may come from a table
// of the package, or as a parameter that callers in the same package fill.
func begun(t *testing.T, dir string, f *ast.File, files []*ast.File, into map[string]string) {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		for _, call := range calls(fn, "Begin") {
			if x, ok := call.Fun.(*ast.SelectorExpr).X.(*ast.Ident); !ok || x.Name != "act" {
				continue
			}
			found := texts(call.Args[1])
			if name, ok := call.Args[1].(*ast.Ident); ok {
				if at := parameter(fn, name.Name); at >= 0 {
					found = handed(files, fn.Name.Name, at)
				} else {
					found = assigned(files, fn, name.Name)
				}
			}
			if len(found) == 0 {
				t.Errorf("%s: %s begins a verb that this test cannot read", dir, fn.Name.Name)
			}
			for _, verb := range found {
				into[verb] = dir
			}
		}
	}
}

// calls are the calls of a function or method of the name below the node.
func calls(n ast.Node, name string) []*ast.CallExpr {
	var all []*ast.CallExpr
	ast.Inspect(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch fun := call.Fun.(type) {
		case *ast.SelectorExpr:
			if fun.Sel.Name == name {
				all = append(all, call)
			}
		case *ast.Ident:
			if fun.Name == name && name != "Begin" {
				all = append(all, call)
			}
		}
		return true
	})
	return all
}

// parameter is the place of the parameter in the function's list, -1 if it has none of the name.
func parameter(fn *ast.FuncDecl, name string) int {
	at := 0
	for _, group := range fn.Type.Params.List {
		for _, p := range group.Names {
			if p.Name == name {
				return at
			}
			at++
		}
	}
	return -1
}

// handed are the texts that calls in the package hand to the parameter.
func handed(files []*ast.File, fn string, at int) []string {
	var all []string
	for _, f := range files {
		for _, call := range calls(f, fn) {
			if at < len(call.Args) {
				all = append(all, texts(call.Args[at])...)
			}
		}
	}
	return all
}

// assigned are the texts that the function puts into its variable, of a table all.
func assigned(files []*ast.File, fn *ast.FuncDecl, name string) []string {
	var all []string
	ast.Inspect(fn, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			for i, left := range a.Lhs {
				if id, ok := left.(*ast.Ident); ok && id.Name == name {
					from := a.Rhs[min(i, len(a.Rhs)-1)]
					all = append(all, texts(from)...)
					if x, ok := from.(*ast.IndexExpr); ok {
						all = append(all, listed(files, x.X)...)
					}
				}
			}
		}
		return true
	})
	return all
}

// listed are the texts in the map that the package has as a variable.
func listed(files []*ast.File, table ast.Expr) []string {
	var all []string
	name, _ := table.(*ast.Ident)
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || name == nil || v.Names[0].Name != name.Name || len(v.Values) == 0 {
				return true
			}
			if m, ok := v.Values[0].(*ast.CompositeLit); ok {
				for _, e := range m.Elts {
					if pair, ok := e.(*ast.KeyValueExpr); ok {
						all = append(all, texts(pair.Value)...)
					}
				}
			}
			return false
		})
	}
	return all
}

// texts is the text that the expression is; nothing for any other expression.
func texts(e ast.Expr) []string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return nil
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return nil
	}
	return []string{s}
}

func TestPartNames_nameNoPartThatIsGone(t *testing.T) {
	groups, _ := rights()
	for part := range partNames {
		if !slices.Contains(groups, part) {
			t.Errorf("%s is named, but has no permission; there are %v", part, slices.Sorted(maps.Keys(partNames)))
		}
	}
}
