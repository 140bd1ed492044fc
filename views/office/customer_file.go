package office

import (
	"errors"
	"io"
	"net/http"

	"doorstep/app/kernel/fault"
)

// noteFileMost is the largest file of a note in bytes; its form may be a little larger.
const noteFileMost = 8 << 20

// sentFile reads the file that a form sent under the name: nothing if none was chosen. Faults: file_kind beside the field where
// it is too large to be a note's.
func sentFile(r *http.Request, field string) ([]byte, string, error) {
	file, head, err := r.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = file.Close() }()
	if head.Size > noteFileMost {
		return nil, "", fault.Field(field, "file_kind")
	}
	content, err := io.ReadAll(file)
	return content, head.Filename, err
}
