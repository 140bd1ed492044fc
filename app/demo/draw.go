package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
)

// lookOf is a look that follows from the text.
func lookOf(text string) int {
	n := 7
	for _, c := range text {
		n = (n*31 + int(c)) % 9973
	}
	return n
}

// drawn is a small picture of a machine on a wall, another for each look.
func drawn(look int) ([]byte, error) {
	const w, h = 320, 240
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	wall := color.RGBA{uint8(196 - look*13%70), uint8(190 - look*29%60), uint8(176 - look*7%50), 255}
	fill(m, m.Bounds(), wall)
	fill(m, image.Rect(0, h-46, w, h), color.RGBA{104, 92, 84, 255})
	for i := range 6 { // shelves, doors and windows around it
		left, top := look*(i*i+3)%260, look*(i+5)%170
		shade := uint8(60 + look*(i+2)%150)
		fill(m, image.Rect(left, top, left+30+look*(i+1)%70, top+24+look*(i+4)%60), color.RGBA{shade, shade - 8, shade - 16, 255})
	}
	x, y := 30+look*37%80, 34+look*23%50
	fill(m, image.Rect(x, y, x+180, y+78), color.RGBA{236, 236, 232, 255})
	fill(m, image.Rect(x, y+58, x+180, y+62), color.RGBA{120, 124, 126, 255})
	for i := range 9 {
		fill(m, image.Rect(x+12+i*18, y+66, x+24+i*18, y+70), color.RGBA{150, 154, 156, 255})
	}
	fill(m, image.Rect(x+150, y+14, x+168, y+20), color.RGBA{uint8(look * 53 % 255), 150, 90, 255})
	for i := range 90 { // the pipe
		px := x + 170 + int(12*math.Sin(float64(i)/14+float64(look)))
		fill(m, image.Rect(px, y+78+i, px+7, y+79+i), color.RGBA{172, 104, 62, 255})
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 70})
	return b.Bytes(), err
}

func fill(m *image.RGBA, r image.Rectangle, c color.RGBA) {
	r = r.Intersect(m.Bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			m.SetRGBA(x, y, c)
		}
	}
}

// signature is a scribble, another for each n.
func signature(n int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 300, 120))
	for i := range 1400 {
		t := float64(i) / 1400
		x := 24 + t*250
		y := 60 + 26*math.Sin(t*(22+float64(n)*5))*(1-t*0.7) + 8*math.Sin(t*61)
		fill(m, image.Rect(int(x), int(y), int(x)+2, int(y)+3), color.RGBA{16, 24, 70, 255})
	}
	var b bytes.Buffer
	_ = png.Encode(&b, m) // a buffer does not fail
	return b.Bytes()
}
