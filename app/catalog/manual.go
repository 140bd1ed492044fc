package catalog

import (
	"bytes"
	"context"
	"path"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Manual is a PDF for the machines of a brand: of one model, or of all where Model is empty.
type Manual struct {
	ID, Brand, Model, Title string
	Size                    int // bytes
	ByName                  string
	Added                   time.Time
}

// NewManual is a manual to be added. Title may be empty: the file's name is taken.
type NewManual struct {
	Brand, Model, Title string
	File                []byte
	FileName            string
}

// ManualMost is the largest manual in bytes.
const ManualMost = 8 << 20

// AddManual keeps a PDF for the machines of a brand and model.
// Errors: Forbidden; Invalid brand required, too_long [brand, model, title], file required, file_large {limit}, manual_kind (no PDF).
func (s *Service) AddManual(ctx context.Context, in NewManual) (Manual, error) {
	if err := act.Require(ctx, ManageManuals); err != nil {
		return Manual{}, err
	}
	ctx = act.Begin(ctx, "catalog.add_manual", "")
	in, err := in.read()
	if err != nil {
		return Manual{}, err
	}
	var added Manual
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.New(tx, "manuals")
		if err != nil {
			return err
		}
		file, err := filesystem.NewFileFromBytes(in.File, "manual.pdf")
		if err != nil {
			return err
		}
		r.Set("brand", in.Brand)
		r.Set("model", in.Model)
		r.Set("title", in.Title)
		r.Set("size", len(in.File))
		r.Set("by_name", act.From(ctx).Name)
		r.Set("file", file)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return manualFault(err)
		}
		added = readManual(r)
		return nil
	})
	return added, err
}

// read is the manual without spaces around it, or what is wrong with it.
func (in NewManual) read() (NewManual, error) {
	in.Brand, in.Model, in.Title = strings.Join(strings.Fields(in.Brand), " "), strings.Join(strings.Fields(in.Model), " "), strings.TrimSpace(in.Title)
	if in.Title == "" {
		in.Title = short(strings.TrimSuffix(path.Base(strings.ReplaceAll(in.FileName, `\`, "/")), path.Ext(in.FileName)), titleMost)
	}
	var check fault.Check
	check.Need(in.Brand != "", "brand")
	for _, f := range []struct {
		name, value string
		most        int
	}{{"brand", in.Brand, 60}, {"model", in.Model, 80}, {"title", in.Title, titleMost}} {
		check.That(len([]rune(f.value)) <= f.most, fault.Field(f.name, "too_long"))
	}
	switch {
	case len(in.File) == 0:
		check.Need(false, "file")
	case len(in.File) > ManualMost:
		check.Add(fault.Field("file", "file_large", "limit", "8 MB"))
	case !bytes.HasPrefix(in.File, []byte("%PDF-")):
		check.Add(fault.Field("file", "manual_kind"))
	}
	return in, check.Err()
}

const titleMost = 120

func short(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}

// manualFault says of a file that the store refused what would be taken.
func manualFault(err error) error {
	for _, f := range fault.All(err) {
		if f.Field == "file" {
			return fault.Field("file", "manual_kind").Wrap(err)
		}
	}
	return err
}

// RemoveManual takes a manual away with its file. Phones that keep a copy lose it as newer ones come.
// Errors: Forbidden; NotFound.
func (s *Service) RemoveManual(ctx context.Context, id string) error {
	if err := act.Require(ctx, ManageManuals); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "catalog.remove_manual", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "manuals", id)
		if err != nil {
			return err
		}
		return txn.Delete(ctx, tx, r)
	})
}

// Manuals are those for a machine of the brand and model, however they are written: those of the model, then those of the whole
// brand. Without a model all of the brand are; without a brand none.
func (s *Service) Manuals(ctx context.Context, brand, model string) ([]Manual, error) {
	brand, model = strings.Join(strings.Fields(brand), " "), strings.Join(strings.Fields(model), " ")
	if brand == "" {
		return nil, nil
	}
	return manuals(ctx, s.app, brand, model)
}

// AllManuals lists every manual by brand, model and title.
func (s *Service) AllManuals(ctx context.Context) ([]Manual, error) {
	return manuals(ctx, s.app, "", "")
}

// ManualFile opens the PDF of a manual. The caller closes the file system. NotFound.
func (s *Service) ManualFile(_ context.Context, id string) (fsys *filesystem.System, key, name string, err error) {
	r, err := txn.Find(s.app, "manuals", id)
	if err != nil {
		return nil, "", "", err
	}
	fsys, err = s.app.NewFilesystem()
	return fsys, r.BaseFilesPath() + "/" + r.GetString("file"), r.GetString("title") + ".pdf", err
}
