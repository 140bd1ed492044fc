// Package picture looks at what bytes really are: a photo, a voice note, a signature; and how much two photos look alike.
//
// Owns: types by content, bounds of size, the difference hash, blankness. Does not own: where pictures are kept or what a
// likeness means (jobs). Names and types that a sender gives are never believed here.
package picture

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	_ "image/jpeg" // registers the format
	_ "image/png"  // registers the format
	"math/bits"
	"net/http"
	"slices"
	"sync"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // registers the format
)

// MostPixels bounds what is decoded: a small file may unfold to any size. mostBytes bounds the memory that it takes meanwhile.
const (
	MostPixels = 50_000_000
	mostBytes  = 256 << 20
)

var (
	// ErrKind: the bytes are no JPEG, PNG or WebP, or an archive with a picture before it.
	ErrKind = errors.New("picture: not a JPEG, PNG or WebP")
	// ErrBroken: the picture cannot be decoded, or not within the bounds of pixels and memory.
	ErrBroken = errors.New("picture: broken or too large")
)

// Kinds are the types of photos by their content; Sounds those of voice notes.
var (
	Kinds  = []string{"image/jpeg", "image/png", "image/webp"}
	Sounds = []string{"audio/webm", "audio/ogg", "audio/mp4", "audio/mpeg"}
)

// Seen is what a photo is by its content. Hash is its difference hash; Plain says that there is too little in the picture, a
// dark room or a finger, for the hash to tell it from others.
type Seen struct {
	Mime          string
	Width, Height int
	Hash          uint64
	Plain         bool
}

// one at a time: a decoded picture may take hundreds of megabytes.
var decoding sync.Mutex

// Look decodes a photo. Errors: ErrKind, ErrBroken.
func Look(body []byte) (Seen, error) {
	seen := Seen{Mime: http.DetectContentType(body)}
	if !slices.Contains(Kinds, seen.Mime) || archive(body) {
		return Seen{}, ErrKind
	}
	img, err := decode(body, MostPixels)
	if err != nil {
		return Seen{}, err
	}
	seen.Width, seen.Height = img.Bounds().Dx(), img.Bounds().Dy()
	seen.Hash, seen.Plain = hash(img)
	return seen, nil
}

func decode(body []byte, most int) (image.Image, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil || c.Width < 1 || c.Height < 1 || c.Width > min(most, mostBytes/weight(c, body))/c.Height {
		return nil, ErrBroken
	}
	decoding.Lock()
	defer decoding.Unlock()
	img, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, ErrBroken
	}
	return img, nil
}

// archive reports whether a program that unpacks would find an archive in the bytes: it looks for one from their end.
func archive(body []byte) bool {
	_, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	return err == nil
}

// weight is how many bytes a pixel takes while it is decoded, at most.
func weight(c image.Config, body []byte) int {
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.YCbCrModel, color.GrayModel, color.CMYKModel:
		if progressive(body) {
			return 16 // what its passes brought so far is kept in words
		}
	}
	return 4
}

// progressive reports whether a JPEG comes in several passes over the whole picture.
func progressive(body []byte) bool {
	for at := 2; at+4 <= len(body) && body[at] == 0xff; {
		marker := body[at+1]
		switch {
		case marker == 0xc2:
			return true
		case marker == 0xff: // padding
			at++
			continue
		case marker == 0xda, marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			return false
		}
		at += 2 + int(binary.BigEndian.Uint16(body[at+2:]))
	}
	return false
}

// least is the difference between the lightest and darkest of the hash's cells below which a picture is plain.
const least = 16

// hash is the difference hash: the picture shrunk to nine by eight cells, a bit for each cell that is lighter than its right neighbour.
func hash(img image.Image) (h uint64, plain bool) {
	cells := image.NewRGBA(image.Rect(0, 0, 9, 8))
	draw.BiLinear.Scale(cells, cells.Bounds(), img, img.Bounds(), draw.Src, nil)
	light := func(x, y int) int {
		c := cells.RGBAAt(x, y)
		return (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000
	}
	low, high := 255, 0
	for y := range 8 {
		for x := range 9 {
			low, high = min(low, light(x, y)), max(high, light(x, y))
			if x < 8 {
				h <<= 1
				if light(x, y) > light(x+1, y) {
					h |= 1
				}
			}
		}
	}
	return h, high-low < least
}

// Distance is how many of the 64 bits of two hashes differ; pictures within four are alike.
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// Alike is the distance up to which two photos look like one.
const Alike = 4

// Sound is the type of a voice note by its first bytes, one of Sounds; empty if it is none.
func Sound(body []byte) string {
	switch {
	case bytes.HasPrefix(body, []byte{0x1A, 0x45, 0xDF, 0xA3}):
		return "audio/webm"
	case bytes.HasPrefix(body, []byte("OggS")):
		return "audio/ogg"
	case len(body) >= 12 && string(body[4:8]) == "ftyp":
		return "audio/mp4"
	case bytes.HasPrefix(body, []byte("ID3")), len(body) >= 4 && body[0] == 0xFF && body[1]&0xE6 == 0xE2:
		return "audio/mpeg"
	}
	return ""
}

// strokes is how many pixels a signature has at least.
const strokes = 20

// mostSigned bounds a signature's pixels.
const mostSigned = 4_000_000

// Signed reports whether the bytes are a PNG on which something is drawn.
func Signed(body []byte) bool {
	if http.DetectContentType(body) != "image/png" {
		return false
	}
	img, err := decode(body, mostSigned)
	if err != nil {
		return false
	}
	b, drawn := img.Bounds(), 0
	ground := img.At(b.Min.X, b.Min.Y)
	r0, g0, b0, a0 := ground.RGBA()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, a := img.At(x, y).RGBA()
			if far(r, r0) || far(g, g0) || far(bl, b0) || far(a, a0) {
				if drawn++; drawn >= strokes {
					return true
				}
			}
		}
	}
	return false
}

func far(a, b uint32) bool { return max(a, b)-min(a, b) > 0x2000 }
