package migrations_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	_ "doorstep/migrations"
)

var update = flag.Bool("update", false, "write SCHEMA.md anew")

func TestSchema_isThePageThatStandsBesideIt(t *testing.T) {
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer app.Cleanup()
	got := print(t, app)
	if *update {
		if err := os.WriteFile("SCHEMA.md", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("SCHEMA.md")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the schema changed: run go test ./migrations -update and read the change of SCHEMA.md\n%s", got)
	}
}

func TestSchema_opensNoCollectionToTheAPI(t *testing.T) {
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer app.Cleanup()
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.System {
			continue
		}
		for name, rule := range map[string]*string{
			"list": c.ListRule, "view": c.ViewRule, "create": c.CreateRule, "update": c.UpdateRule, "delete": c.DeleteRule,
		} {
			if rule != nil {
				t.Errorf("%s: the %s rule is %q; it must be nil", c.Name, name, *rule)
			}
		}
		if c.IsAuth() && (c.PasswordAuth.Enabled || c.OAuth2.Enabled || c.OTP.Enabled || c.AuthRule != nil) {
			t.Errorf("%s: PocketBase's own sign-in must be off", c.Name)
		}
	}
}

func print(t *testing.T, app core.App) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# What is stored\n\nPrinted by the golden test of this package; do not edit.\n")
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b *core.Collection) int { return strings.Compare(a.Name, b.Name) })
	names := map[string]string{}
	for _, c := range all {
		names[c.Id] = c.Name
	}
	for _, c := range all {
		if c.System {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n| field | type | |\n|---|---|---|\n", c.Name)
		for _, f := range c.Fields {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", f.GetName(), f.Type(), details(f, names))
		}
		for _, i := range c.Indexes {
			fmt.Fprintf(&b, "\n- %s", i)
		}
		if len(c.Indexes) > 0 {
			b.WriteString("\n")
		}
	}
	var plain []string
	if err := app.DB().NewQuery(`SELECT sql FROM sqlite_master WHERE sql != '' AND name NOT LIKE '%_fts_%' AND
		(tbl_name IN ('idempotency', 'counters', 'audit_log', 'job_assets') OR name LIKE '%_fts' OR type = 'trigger') ORDER BY type, name`).Column(&plain); err != nil {
		t.Fatal(err)
	}
	b.WriteString("\n## Plain tables, full-text tables and triggers\n\n")
	for _, s := range plain {
		fmt.Fprintf(&b, "- `%s`\n", strings.Join(strings.Fields(s), " "))
	}
	return b.String()
}

func details(f core.Field, names map[string]string) string {
	switch f := f.(type) {
	case *core.TextField:
		return fmt.Sprintf("max %d%s", f.Max, required(f.Required))
	case *core.SelectField:
		return strings.Join(f.Values, ", ")
	case *core.RelationField:
		many := ""
		if f.MaxSelect > 1 {
			many = ", many"
		}
		return "to " + names[f.CollectionId] + many + required(f.Required)
	case *core.FileField:
		return fmt.Sprintf("max %d bytes, %s", f.MaxSize, strings.Join(f.MimeTypes, ", "))
	case *core.NumberField:
		if f.OnlyInt {
			return "whole"
		}
	}
	return ""
}

func required(is bool) string {
	if is {
		return ", required"
	}
	return ""
}
