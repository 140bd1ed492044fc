package statement

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// unzipBytes bounds what a workbook may unpack to: a small file can hold very much nothing.
const unzipBytes = 128 << 20

// readXLSX reads the stored values, not what formats make of them: a 12-digit reference stays whole, a date comes as a serial.
func readXLSX(body []byte) (sheets []Sheet, err error) {
	defer func() {
		if r := recover(); r != nil {
			sheets, err = nil, ErrForm.Wrap(fmt.Errorf("workbook: %v", r))
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{UnzipSizeLimit: unzipBytes, RawCellValue: true})
	if err != nil {
		return nil, ErrForm.Wrap(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	mac := false
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		mac = *props.Date1904
	}
	names := f.GetSheetList()
	for _, name := range names[:min(len(names), maxSheets)] {
		rows, err := sheetRows(f, name)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, Sheet{Rows: rows, mac: mac})
	}
	return sheets, nil
}

func sheetRows(f *excelize.File, name string) (rows [][]string, err error) {
	r, err := f.Rows(name)
	if err != nil {
		if errors.As(err, &excelize.ErrSheetNotExist{}) { // a chart is listed, too
			return nil, nil
		}
		return nil, ErrForm.Wrap(err)
	}
	defer func() {
		if e := r.Close(); e != nil && err == nil {
			rows, err = nil, ErrForm.Wrap(e)
		}
	}()
	for r.Next() {
		cells, err := r.Columns()
		if err != nil {
			return nil, ErrForm.Wrap(err)
		}
		row := trim(cells)
		if len(rows) >= MaxRows {
			if row != nil {
				return nil, ErrTooLarge
			}
			continue
		}
		if row != nil {
			row = append(make([]string, 0, len(row)), row...) // lets a row as wide as the sheet go
		}
		rows = append(rows, row)
	}
	return trimRows(rows), nil
}
