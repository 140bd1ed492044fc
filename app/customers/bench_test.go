package customers_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/customers"
	"doorstep/app/kernel/page"
	"doorstep/app/kernel/phone"
)

// crowd fills the tables with 50,000 customers of one site and one machine each, the same ones every time.
func crowd(b *testing.B, app core.App) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	first := []string{"Asha", "Ravi", "Sunita", "Imran", "Meera", "Joseph", "Lakshmi", "Gurpreet"}
	last := []string{"Kulkarni", "Shah", "Patil", "Khan", "Iyer", "Fernandes", "Singh", "Deshpande"}
	insert := func(tx core.App, table string, p dbx.Params) {
		if _, err := tx.DB().Insert(table, p).Execute(); err != nil {
			b.Fatal(err)
		}
	}
	err := app.RunInTransaction(func(tx core.App) error {
		for i := range 50_000 {
			id := fmt.Sprintf("c%014d", i)
			digits := fmt.Sprintf("98%08d", r.IntN(1e8))
			insert(tx, "customers", dbx.Params{"id": id, "name": first[r.IntN(8)] + " " + last[r.IntN(8)], "kind": "person"})
			insert(tx, "phones", dbx.Params{"id": id, "customer": id, "e164": "+91" + digits, "digits": digits, "reversed": phone.Reverse(digits)})
			insert(tx, "sites", dbx.Params{"id": id, "customer": id, "address": fmt.Sprintf("%d Paud Road", i), "pin": "411038", "district": "Pune"})
			insert(tx, "assets", dbx.Params{
				"id": id, "customer": id, "site": id, "kind": []string{"Split AC", "Water purifier"}[i%2], "brand": []string{"Voltas", "Kent"}[i%2],
				"serial": fmt.Sprintf("VX%06d", i), "created": fmt.Sprintf("2026-11-%02d 10:00:00.000Z", 1+i/2500),
			})
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkFind_over50000Customers(b *testing.B) {
	s, app, ctx := setUp(b)
	crowd(b, app)
	run := func(name string, find func() (int, error)) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if n, err := find(); err != nil || n == 0 {
					b.Fatalf("%d found, %v", n, err)
				}
			}
		})
	}
	look := func(typed string) func() (int, error) {
		return func() (int, error) { hits, err := s.Lookup(ctx, typed, 10); return len(hits), err }
	}
	search := func(text string) func() (int, error) {
		return func() (int, error) { hits, err := s.Search(ctx, text, 10); return len(hits), err }
	}
	run("lookup 4 digits", look("1234"))
	run("lookup common beginning", look("9812"))
	run("search serial", search("vx0123"))
	run("search name and street", search("asha 4711"))
	run("search what all have", search("paud"))
	run("search common name", search("asha kul"))
	run("list first page", func() (int, error) { p, err := s.List(ctx, customers.ListInput{}); return len(p.Rows), err })
	run("list deep page", func() (int, error) {
		p, err := s.List(ctx, customers.ListInput{Cursor: page.Cursor{Key: "Ravi Shah", ID: "c00000000040000"}})
		return len(p.Rows), err
	})
}

// BenchmarkMachines_over50000 reads a page of 50,000 machines, the first and one in the middle: at most 15 ms each.
func BenchmarkMachines_over50000(b *testing.B) {
	s, app, ctx := setUp(b)
	crowd(b, app)
	deep := page.Cursor{Key: "2026-11-10 10:00:00.000Z", ID: "c00000000024000"}
	for _, c := range []struct {
		name string
		in   customers.ListInput
	}{
		{"first page", customers.ListInput{}},
		{"deep page", customers.ListInput{Cursor: deep}},
		{"deep page backwards", customers.ListInput{Cursor: page.Cursor{Key: deep.Key, ID: deep.ID, Back: true}}},
		{"kind half have", customers.ListInput{Query: "split ac"}},
		{"kind half have, deep", customers.ListInput{Query: "split ac", Cursor: deep}},
		{"kind and customer", customers.ListInput{Query: "split meera"}},
		{"serial", customers.ListInput{Query: "vx0123"}},
		{"phone", customers.ListInput{Query: "9812"}},
		{"common words never together", customers.ListInput{Query: "split kent"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				p, err := s.Machines(ctx, c.in)
				if err != nil || len(p.Rows) == 0 && c.in.Query != "split kent" {
					b.Fatalf("%d found, %v", len(p.Rows), err)
				}
			}
		})
	}
}
