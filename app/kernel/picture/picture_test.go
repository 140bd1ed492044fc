package picture

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/draw"
)

// scene is a picture of blocks made from the seed.
func scene(seed uint64, w, h int) *image.RGBA {
	rng := rand.New(rand.NewPCG(seed, 1))
	small := image.NewRGBA(image.Rect(0, 0, 12, 9))
	for i := range small.Pix {
		small.Pix[i] = byte(rng.IntN(256))
		if i%4 == 3 {
			small.Pix[i] = 255
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.BiLinear.Scale(img, img.Bounds(), small, small.Bounds(), draw.Src, nil)
	return img
}

func asJPEG(t *testing.T, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func look(t *testing.T, body []byte) Seen {
	t.Helper()
	s, err := Look(body)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLook_knowsAPhotoByItsContent(t *testing.T) {
	if s := look(t, asJPEG(t, scene(1, 640, 480), 80)); s.Mime != "image/jpeg" || s.Width != 640 || s.Height != 480 || s.Plain {
		t.Errorf("got %+v", s)
	}
	if s := look(t, asPNG(t, scene(1, 64, 48))); s.Mime != "image/png" || s.Width != 64 {
		t.Errorf("got %+v", s)
	}
	for name, body := range map[string][]byte{
		"nothing": nil, "text": []byte("<html>"), "a PDF": []byte("%PDF-1.4"), "a GIF": []byte("GIF89a\x01\x00\x01\x00"),
	} {
		if _, err := Look(body); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	whole := asJPEG(t, scene(1, 640, 480), 80)
	if _, err := Look(whole[:100]); !errors.Is(err, ErrBroken) {
		t.Errorf("a cut one: %v", err)
	}
}

func TestLook_refusesWhatUnfoldsBeyondAllBounds(t *testing.T) {
	body := asPNG(t, image.NewGray(image.Rect(0, 0, 2, 2)))
	binary.BigEndian.PutUint32(body[16:], 60000) // the width in the first chunk
	binary.BigEndian.PutUint32(body[20:], 60000)
	binary.BigEndian.PutUint32(body[29:], crc32.ChecksumIEEE(body[12:29]))
	if _, err := Look(body); !errors.Is(err, ErrBroken) {
		t.Errorf("got %v", err)
	}
}

func TestHash_findsTheSamePictureShrunkAndSqueezed(t *testing.T) {
	for seed := range uint64(20) {
		a := look(t, asJPEG(t, scene(seed, 1280, 960), 90))
		b := look(t, asJPEG(t, scene(seed, 640, 480), 40))
		if d := Distance(a.Hash, b.Hash); d > Alike {
			t.Errorf("scene %d: %d bits apart from itself", seed, d)
		}
		other := look(t, asJPEG(t, scene(seed+100, 640, 480), 90))
		if d := Distance(a.Hash, other.Hash); d <= Alike {
			t.Errorf("scene %d: only %d bits apart from another", seed, d)
		}
	}
}

func TestHash_saysNothingOfADarkRoom(t *testing.T) {
	dark := image.NewRGBA(image.Rect(0, 0, 320, 240))
	draw.Draw(dark, dark.Bounds(), image.NewUniform(color.RGBA{9, 9, 12, 255}), image.Point{}, draw.Src)
	if s := look(t, asJPEG(t, dark, 80)); !s.Plain {
		t.Errorf("got %+v", s)
	}
}

func TestSound_knowsAVoiceNoteByItsFirstBytes(t *testing.T) {
	for want, body := range map[string]string{
		"audio/webm": "\x1a\x45\xdf\xa3\x9f", "audio/ogg": "OggS\x00\x02", "audio/mp4": "\x00\x00\x00\x20ftypiso5\x00", "audio/mpeg": "\xff\xfb\x90\x00",
	} {
		if got := Sound([]byte(body)); got != want {
			t.Errorf("%s: %q", want, got)
		}
	}
	for _, body := range []string{"", "RIFF", "\xff\xd8\xff\xe0", "ftyp", "\xff\xff\xff\xff"} {
		if got := Sound([]byte(body)); got != "" {
			t.Errorf("%q is %s", body, got)
		}
	}
}

func TestSigned_wantsSomethingDrawn(t *testing.T) {
	for name, ground := range map[string]color.Color{"on paper": color.White, "on glass": color.Transparent} {
		img := image.NewRGBA(image.Rect(0, 0, 300, 120))
		draw.Draw(img, img.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
		if Signed(asPNG(t, img)) {
			t.Errorf("%s: blank counts as signed", name)
		}
		for x := range 10 {
			img.Set(50+x, 60, color.Black)
		}
		if Signed(asPNG(t, img)) {
			t.Errorf("%s: a dot counts as signed", name)
		}
		for x := range 100 {
			img.Set(50+x, 60+x/4, color.Black)
		}
		if !Signed(asPNG(t, img)) {
			t.Errorf("%s: a stroke does not count", name)
		}
		if Signed(asJPEG(t, img, 90)) {
			t.Errorf("%s: a JPEG counts", name)
		}
	}
}

func FuzzLook(f *testing.F) {
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Fuzz(func(_ *testing.T, body []byte) {
		_, _ = Look(body)
		_ = Signed(body)
		_ = Sound(body)
	})
}

func TestLook_refusesAnArchiveThatBeginsWithAPicture(t *testing.T) {
	body := bytes.NewBuffer(asPNG(t, image.NewGray(image.Rect(0, 0, 20, 20))))
	z := zip.NewWriter(body)
	z.SetOffset(int64(body.Len()))
	if _, err := z.Create("evil.html"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Look(body.Bytes()); !errors.Is(err, ErrKind) {
		t.Errorf("got %v", err)
	}
}

func TestLook_boundsTheMemoryThatDecodingTakes(t *testing.T) {
	sized := func(body []byte, at, w, h int) []byte {
		binary.BigEndian.PutUint16(body[at:], uint16(h))
		binary.BigEndian.PutUint16(body[at+2:], uint16(w))
		return body
	}
	frame := func(marker byte) []byte {
		return append([]byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, marker, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0}, make([]byte, 40)...)
	}
	for name, c := range map[string]struct {
		model color.Model
		body  []byte
		want  int
	}{
		"in passes":      {color.YCbCrModel, sized(frame(0xc2), 13, 7000, 7000), 16},
		"at once":        {color.YCbCrModel, sized(frame(0xc0), 13, 7000, 7000), 4},
		"grey in passes": {color.GrayModel, frame(0xc2), 16},
		"deep":           {color.NRGBA64Model, nil, 8},
		"flat":           {color.NRGBAModel, nil, 4},
	} {
		if got := weight(image.Config{ColorModel: c.model}, c.body); got != c.want {
			t.Errorf("%s: %d bytes a pixel, want %d", name, got, c.want)
		}
	}
	if _, err := decode(sized(frame(0xc2), 13, 7000, 7000), MostPixels); !errors.Is(err, ErrBroken) {
		t.Errorf("got %v", err)
	}
}
