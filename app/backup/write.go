package backup

import (
	"archive/zip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"modernc.org/sqlite"

	"doorstep/app/kernel/clock"
)

// Write copies the data of app into to. People go on working meanwhile: the database is copied as it is at one moment, and files after
// it, so that every photo the database knows is in the copy.
// Errors: those of the disk; the context's.
func Write(ctx context.Context, app core.App, to io.Writer, version string) (Label, error) {
	temp, err := os.MkdirTemp(app.DataDir(), ".copy-*")
	if err != nil {
		return Label{}, err
	}
	defer os.RemoveAll(temp)
	label := Label{Version: version, Made: clock.Now()}
	z := zip.NewWriter(to)
	for name, db := range map[string]dbx.Builder{mainDB: app.ConcurrentDB(), logDB: app.AuxConcurrentDB()} {
		copied := filepath.Join(temp, name)
		if err := copyDB(ctx, db, copied); err != nil {
			return label, err
		}
		if err := add(z, copied, name); err != nil {
			return label, err
		}
	}
	if label.Events, label.Last, err = end(ctx, filepath.Join(temp, mainDB)); err != nil {
		return label, err
	}
	if err := addFolder(ctx, z, app.DataDir()); err != nil {
		return label, err
	}
	f, err := z.Create(labelFile)
	if err != nil {
		return label, err
	}
	return label, errors.Join(json.NewEncoder(f).Encode(label), z.Close())
}

// copyDB copies a database page by page in one step, so that it is one moment's and rows keep the numbers by which the full-text tables
// know them. In WAL mode nobody waits for it.
func copyDB(ctx context.Context, from dbx.Builder, to string) error {
	db, ok := from.(*dbx.DB)
	if !ok {
		return fmt.Errorf("a copy cannot be made inside a transaction (%T)", from)
	}
	conn, err := db.DB().Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error {
		copying, err := driver.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		}).NewBackup(to)
		if err != nil {
			return err
		}
		_, err = copying.Step(-1)
		return errors.Join(err, copying.Finish())
	})
}

// end is how many events a copied database has, and the hash of the newest.
func end(ctx context.Context, path string) (events int64, last string, err error) {
	db, err := dbx.Open("sqlite", path)
	if err != nil {
		return 0, "", err
	}
	defer db.Close()
	err = db.NewQuery("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1").WithContext(ctx).Row(&events, &last)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return events, last, err
}

// leftOut says whether something of the data folder does not belong to a copy: the databases, which were copied on their own, other
// copies, what is temporary, and who serves just now.
func leftOut(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	switch {
	case strings.HasPrefix(top, mainDB), strings.HasPrefix(top, logDB), strings.HasPrefix(top, ".copy-"), top == labelFile, name == "tls/serving.json", name == "tls/serving.lock":
		return true
	}
	switch top {
	case core.LocalBackupsDirName, core.LocalTempDirName, core.LocalNotifyDirName, core.LocalAutocertCacheDirName, "lost+found":
		return true
	}
	return false
}

func addFolder(ctx context.Context, z *zip.Writer, dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // gone since its folder was read
			return nil
		}
		if err != nil || path == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		switch {
		case leftOut(name) && d.IsDir():
			return fs.SkipDir
		case leftOut(name), !d.Type().IsRegular():
			return ctx.Err()
		}
		return errors.Join(ctx.Err(), add(z, path, name))
	})
}

// packed are kinds of files that do not become smaller.
var packed = map[string]bool{".jpg": true, ".jpeg": true, ".png": true, ".webp": true, ".gif": true, ".webm": true, ".ogg": true, ".mp4": true, ".m4a": true, ".zip": true, ".xlsx": true}

func add(z *zip.Writer, path, name string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	header, err := zip.FileInfoHeader(info)
	if err != nil {
		return err
	}
	header.Name, header.Method = name, zip.Deflate
	if packed[strings.ToLower(filepath.Ext(name))] {
		header.Method = zip.Store
	}
	w, err := z.CreateHeader(header)
	if err == nil {
		_, err = io.Copy(w, f)
	}
	return err
}
