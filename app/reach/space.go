package reach

// Free is the space that is left for us on the disk of the folder, in bytes; below zero if it cannot be told.
func Free(dir string) int64 { return free(dir) }

// Writable is nil if a file can be written in the folder.
func Writable(dir string) error { return writable(dir) }
