package ui

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// qr is the text as the path of an SVG and how many units it is wide, the quiet border included; 0 where it does not fit.
func qr(text string) (path string, width int) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", 0
	}
	var b strings.Builder
	rows := code.Bitmap()
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return b.String(), len(rows)
}
