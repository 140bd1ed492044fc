package statement

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// A compound file is a small file system: sectors of 512 bytes chained by a table (FAT). What a hostile one can do to a reader
// is to chain in a circle and to state sizes it has not.
const (
	sectorSize = 512
	miniSize   = 64
	miniLimit  = 4096 // shorter streams lie in small sectors
	endOfChain = 0xfffffffe
)

var le = binary.LittleEndian

type compound struct {
	body []byte // without the header: sector 0 is at 0
	head []byte
	fat  []uint32
}

// workbook takes the workbook stream out of a compound file. Faults: ErrForm, ErrLocked for an encrypted XLSX.
func workbook(body []byte) ([]byte, error) {
	if len(body) < 3*sectorSize || le.Uint16(body[26:]) != 3 {
		return nil, ErrForm
	}
	c := compound{head: body[:sectorSize], body: body[sectorSize:]}
	if !c.tables() {
		return nil, ErrForm
	}
	dir, ok := chain(c.body, le.Uint32(c.head[48:]), c.fat, sectorSize)
	if !ok {
		return nil, ErrForm
	}
	var book, root []byte
	for ; len(dir) >= 128; dir = dir[128:] {
		switch name := entryName(dir); {
		case dir[66] == 0:
		case strings.EqualFold(name, "Workbook"), name == "Book" && book == nil:
			book = dir[:128]
		case dir[66] == 5:
			root = dir[:128]
		case name == "EncryptedPackage":
			return nil, ErrLocked
		}
	}
	if book == nil || root == nil {
		return nil, ErrForm
	}
	stream, ok := c.stream(book, root)
	if !ok {
		return nil, ErrForm
	}
	return stream, nil
}

// stream reads what a directory entry points to.
func (c *compound) stream(entry, root []byte) ([]byte, bool) {
	start, size := le.Uint32(entry[116:]), int64(le.Uint32(entry[120:]))
	if size >= miniLimit {
		data, ok := chain(c.body, start, c.fat, sectorSize)
		if !ok || size > int64(len(data)) {
			return nil, false
		}
		return data[:size], true
	}
	table, ok := chain(c.body, le.Uint32(c.head[60:]), c.fat, sectorSize)
	if !ok {
		return nil, false
	}
	small, ok := chain(c.body, le.Uint32(root[116:]), c.fat, sectorSize)
	if !ok {
		return nil, false
	}
	data, ok := chain(small, start, entries(table), miniSize)
	if !ok || size > int64(len(data)) {
		return nil, false
	}
	return data[:size], true
}

// tables reads the FAT: its first 109 sectors are named in the header, further ones in a list of sectors of its own.
func (c *compound) tables() bool {
	sectors := uint32(len(c.body)/sectorSize) + 1
	count, lists := le.Uint32(c.head[44:]), le.Uint32(c.head[72:])
	if count > sectors || lists > sectors {
		return false
	}
	ids := entries(c.head[76:])
	next := le.Uint32(c.head[68:])
	for range lists {
		list, ok := piece(c.body, next, sectorSize)
		if !ok {
			return false
		}
		more := entries(list)
		ids = append(ids, more[:len(more)-1]...)
		next = more[len(more)-1]
	}
	if uint32(len(ids)) < count {
		return false
	}
	for _, id := range ids[:count] {
		part, ok := piece(c.body, id, sectorSize)
		if !ok {
			return false
		}
		c.fat = append(c.fat, entries(part)...)
	}
	return true
}

// chain joins the pieces that a table links. A circle and a piece outside the data are refused.
func chain(data []byte, id uint32, table []uint32, size int) ([]byte, bool) {
	var out bytes.Buffer
	for range len(table) {
		part, ok := piece(data, id, size)
		if !ok || int64(id) >= int64(len(table)) {
			return nil, false
		}
		out.Write(part)
		if id = table[id]; id == endOfChain {
			return out.Bytes(), true
		}
	}
	return nil, false
}

// piece is one sector; the last of a file may be short.
func piece(data []byte, id uint32, size int) ([]byte, bool) {
	from := int64(id) * int64(size)
	if from >= int64(len(data)) {
		return nil, false
	}
	if from+int64(size) <= int64(len(data)) {
		return data[from : from+int64(size)], true
	}
	part := make([]byte, size)
	copy(part, data[from:])
	return part, true
}

func entries(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = le.Uint32(b[4*i:])
	}
	return out
}

// entryName is the name of a directory entry; its length counts bytes with the closing zero.
func entryName(entry []byte) string {
	n := min(int(le.Uint16(entry[64:])), 64)
	units := make([]uint16, 0, 32)
	for i := 0; i+3 < n; i += 2 {
		units = append(units, le.Uint16(entry[i:]))
	}
	return string(utf16.Decode(units))
}
