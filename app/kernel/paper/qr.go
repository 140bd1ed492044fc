package paper

import (
	"fmt"

	qrcode "github.com/skip2/go-qrcode"
)

// quiet is the light border a QR code needs, in modules.
const quiet = 4

// qr draws text as a QR code of the given size, quiet border included. All dark modules are one shape, drawn at once, so that
// they are exact at any enlargement and no seams show between them. It errs when text is over what a code holds.
func (c *canvas) qr(x, y, size float64, text string) error {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("payment link as QR code: %w", err)
	}
	code.DisableBorder = true
	rows := code.Bitmap()
	module := size / float64(len(rows)+2*quiet)
	c.on.WriteString("q 0 g ")
	// Whole numbers under one scale: no module is rounded differently from its neighbour.
	fmt.Fprintf(c.on, "%.6f 0 0 %.6f %s %s cm\n", module, -module, number(x), c.up(y))
	for i, row := range rows {
		for from := 0; from < len(row); from++ {
			to := from
			for to < len(row) && row[to] {
				to++
			}
			if to > from {
				fmt.Fprintf(c.on, "%d %d %d 1 re\n", from+quiet, i+quiet, to-from)
				from = to
			}
		}
	}
	c.on.WriteString("f Q\n")
	return nil
}
