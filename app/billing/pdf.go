package billing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/paper"
	"doorstep/app/txn"
)

// PDF opens the stored paper of an issued document; it is drawn from the frozen words where it is not there. name is for saving
// it under. The caller closes the file system. NotFound; Conflict not_issued, paper_lost where it cannot be drawn as it was.
func (s *Service) PDF(ctx context.Context, id string) (fsys *filesystem.System, path, name string, err error) {
	r, i, err := seen(s.app, id, 0)
	if err != nil {
		return nil, "", "", err
	}
	if i.PDF == "" {
		if i, err = s.storePDF(act.Begin(ctx, "invoices.draw", ""), id); err != nil {
			return nil, "", "", err
		}
	}
	if fsys, err = s.app.NewFilesystem(); err != nil {
		return nil, "", "", err
	}
	path = r.BaseFilesPath() + "/" + i.PDF
	if there, err := fsys.Exists(path); err == nil && !there {
		if err := restore(fsys, r, path); err != nil {
			fsys.Close()
			return nil, "", "", err
		}
	}
	return fsys, path, i.FileName(), nil
}

// FileName is the name under which the paper is saved: "FW-26-27-00001.pdf".
func (i Invoice) FileName() string {
	if i.No == "" {
		return "draft.pdf"
	}
	name := []byte(i.No)
	for n, c := range name {
		if c == '/' {
			name[n] = '-'
		}
	}
	return string(name) + ".pdf"
}

// storePDF draws the paper of an issued document from its frozen words and stores it; once it is stored it stays.
func (s *Service) storePDF(ctx context.Context, id string) (Invoice, error) {
	r, i, err := find(s.app, id)
	if err != nil || i.PDF != "" {
		return i, err
	}
	bytes, err := original(r)
	if err != nil {
		return i, err
	}
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, now, err := find(tx, id)
		if err != nil || now.PDF != "" {
			i = now
			return err
		}
		file, err := filesystem.NewFileFromBytes(bytes, i.FileName())
		if err != nil {
			return err
		}
		r.Set("pdf", file)
		r.Set("pdf_sha256", sum(bytes))
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		i, err = read(r)
		return err
	})
	return i, err
}

// restore draws a lost file again; the sum says whether it is what it was.
func restore(fsys *filesystem.System, r *core.Record, path string) error {
	bytes, err := original(r)
	if err != nil {
		return err
	}
	if sum(bytes) != r.GetString("pdf_sha256") {
		return fault.New(fault.Conflict, "paper_lost", "no", r.GetString("no"))
	}
	return fsys.Upload(bytes, path)
}

func original(r *core.Record) ([]byte, error) {
	doc, err := snapshot(r)
	if err != nil {
		return nil, err
	}
	return paper.PDF(doc)
}

func snapshot(r *core.Record) (paper.Doc, error) {
	var doc paper.Doc
	return doc, r.UnmarshalJSONField("snapshot", &doc)
}

func sum(bytes []byte) string {
	s := sha256.Sum256(bytes)
	return hex.EncodeToString(s[:])
}

// Draw draws a draft, a copy of an issued document with another mark, or either for an 80 mm roll. A copy says what was frozen,
// except for what is still to pay. NotFound.
func (s *Service) Draw(ctx context.Context, id string, thermal bool, mark string) ([]byte, error) {
	r, i, err := find(s.app, id)
	if err != nil {
		return nil, err
	}
	var doc paper.Doc
	if i.State == Issued {
		if doc, err = snapshot(r); err != nil {
			return nil, err
		}
		if err := s.toPay(ctx, &doc, i); err != nil {
			return nil, err
		}
	} else {
		p, err := s.parties(ctx, i)
		if err != nil {
			return nil, err
		}
		if i.Lines, err = linesOf(s.app, id); err != nil {
			return nil, err
		}
		if i.Place == "" {
			i.Place = p.state()
		}
		if doc, err = s.paper(ctx, s.app, i, p); err != nil {
			return nil, err
		}
	}
	if mark != "" {
		doc.Mark = mark
	}
	if thermal {
		return paper.Thermal(doc)
	}
	return paper.PDF(doc)
}

// toPay brings what a copy asks for to what is owed now.
func (s *Service) toPay(ctx context.Context, doc *paper.Doc, i Invoice) error {
	if !i.Kind.Owed() || doc.Totals.Settled == i.Settled {
		return nil
	}
	c, err := s.settings.Company(ctx)
	if err != nil {
		return err
	}
	doc.Totals.Settled, doc.Totals.Balance, doc.UPI = i.Settled, i.Balance, link(c, i)
	return nil
}
