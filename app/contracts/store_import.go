package contracts

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/statement"
	"doorstep/app/txn"
)

const importsShown = 20

// storeImport keeps the file as it was brought.
func (s *Service) storeImport(ctx context.Context, name string, body []byte) (Import, error) {
	var i Import
	by := act.From(ctx)
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		ending := ".csv"
		for _, e := range []string{".xlsx", ".xls"} {
			if strings.HasSuffix(strings.ToLower(name), e) {
				ending = e
			}
		}
		file, err := filesystem.NewFileFromBytes(body, "contracts"+ending)
		if err != nil {
			return err
		}
		r, err := create(ctx, tx, "contract_imports", func(r *core.Record) {
			r.Load(map[string]any{
				"name": name, "file": file, "state": string(ImportRead), "at": txn.Instant(clock.Now()), "by": by.User, "by_name": by.Name,
			})
		})
		if err == nil {
			i = importOf(r)
		}
		return err
	})
	return i, err
}

func importOf(r *core.Record) Import {
	return Import{
		ID: r.Id, Name: r.GetString("name"), State: ImportState(r.GetString("state")), Made: r.GetInt("made"), At: txn.At(r, "at"),
		By: r.GetString("by"), ByName: r.GetString("by_name"),
	}
}

// importFile is a kept file, read again.
func (s *Service) importFile(ctx context.Context, id string) (Import, importBook, error) {
	r, err := txn.Find(s.app, "contract_imports", id)
	if err != nil {
		return Import{}, importBook{}, err
	}
	i := importOf(r)
	body, err := fileOf(s.app, r)
	if err != nil {
		return i, importBook{}, err
	}
	sheet, err := statement.Read(i.Name, body)
	if err != nil {
		return i, importBook{}, err
	}
	book, err := readImport(sheet)
	return i, book, err
}

// fileOf is the content of a record's file.
func fileOf(app core.App, r *core.Record) (body []byte, err error) {
	files, err := app.NewFilesystem()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	f, err := files.GetReader(r.BaseFilesPath() + "/" + r.GetString("file"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, ImportBytes+1))
}

// latestImports are the files brought last, without what they hold.
func latestImports(ctx context.Context, app core.App) ([]Import, error) {
	var rows []*core.Record
	err := app.RecordQuery("contract_imports").WithContext(ctx).OrderBy("at DESC", "id").Limit(importsShown).All(&rows)
	out := make([]Import, len(rows))
	for n, r := range rows {
		out[n] = importOf(r)
	}
	return out, err
}

// failures are the problems that came up when contracts of the file were made, by their first rows.
func (s *Service) failures(ctx context.Context, id string) (map[int][]ImportProblem, error) {
	r, err := txn.Find(s.app, "contract_imports", id)
	if err != nil {
		return nil, err
	}
	out := map[int][]ImportProblem{}
	if text := r.GetString("failed"); text == "" || text == "null" {
		return out, nil
	}
	return out, r.UnmarshalJSONField("failed", &out)
}

// settleImport says that contracts were made of the file, how many in all and what came up.
func (s *Service) settleImport(ctx context.Context, id string, failed map[int][]ImportProblem) error {
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "contract_imports", id)
		if err != nil {
			return err
		}
		made, err := madeOfImport(ctx, tx, id)
		if err != nil {
			return err
		}
		r.Load(map[string]any{"state": string(ImportDone), "made": len(made), "failed": failed})
		return txn.Save(ctx, tx, r, 0)
	})
}

// madeOf is the contract that a row became.
type madeOf struct{ ID, No string }

// importKey names a contract of a file for ever: by the file and its first row.
func importKey(id string, row int) string { return id + ":" + strconv.Itoa(row) }

// madeOfImport are the contracts that the file has become, by their first rows.
func madeOfImport(ctx context.Context, app core.App, id string) (map[int]madeOf, error) {
	var rows []struct {
		ID  string `db:"id"`
		No  string `db:"no"`
		Key string `db:"import_key"`
	}
	err := app.DB().NewQuery("SELECT id, no, import_key FROM contracts WHERE import_key != '' AND import_key > {:id} || ':' AND import_key < {:id} || ';'").
		Bind(dbx.Params{"id": id}).WithContext(ctx).All(&rows)
	out := make(map[int]madeOf, len(rows))
	for _, r := range rows {
		row, err := strconv.Atoi(strings.TrimPrefix(r.Key, id+":"))
		if err != nil {
			return nil, err
		}
		out[row] = madeOf{r.ID, r.No}
	}
	return out, err
}

// importedAs is the contract that the row of the file became; empty where it is none yet.
func importedAs(ctx context.Context, app core.App, id string, row int) (string, error) {
	return firstText(app.DB().NewQuery("SELECT id FROM contracts WHERE import_key = {:key} AND import_key != ''").
		Bind(dbx.Params{"key": importKey(id, row)}).WithContext(ctx))
}

// sameContract is the number of the customer's contract that came from another row with the same old number; without one, of another
// file and for the same term and value. Empty where there is none.
func sameContract(ctx context.Context, app core.App, id, customer string, g importGroup) (string, error) {
	if g.no != "" {
		return firstText(app.DB().NewQuery("SELECT no FROM contracts WHERE customer = {:customer} AND old_no = {:no} COLLATE NOCASE LIMIT 1").
			Bind(dbx.Params{"customer": customer, "no": g.no}).WithContext(ctx))
	}
	return firstText(app.DB().NewQuery(`SELECT no FROM contracts WHERE customer = {:customer} AND type = {:type} AND starts = {:starts} AND ends = {:ends}
		AND value_paise = {:value} AND state != 'closed' AND import_key NOT LIKE {:id} || ':%' LIMIT 1`).Bind(dbx.Params{
		"customer": customer, "type": string(g.typed), "starts": string(g.starts), "ends": string(g.ends), "value": int64(*g.value), "id": id,
	}).WithContext(ctx))
}

func firstText(q *dbx.Query) (text string, err error) {
	err = q.Row(&text)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return text, err
}

// cameFrom writes where a new contract came from.
func cameFrom(ctx context.Context, tx core.App, contract, id string, g importGroup) error {
	r, err := txn.Find(tx, "contracts", contract)
	if err != nil {
		return err
	}
	r.Load(map[string]any{"import_key": importKey(id, g.row), "old_no": g.no})
	return txn.Save(ctx, tx, r, 0)
}
