package audit

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/pocketbase/pocketbase/core"
)

// Platform is the entity of PocketBase's own settings in the log.
const Platform = "platform"

// plainSettings may be read in the log; of the others, which hold passwords, it says only that they changed.
var plainSettings = map[string]bool{"trustedProxy": true, "rateLimits": true, "batch": true, "logs": true}

// RecordPlatform appends the event of PocketBase's own settings being changed, by a page or in its console. One that changed
// nothing appends nothing.
func RecordPlatform(ctx context.Context, tx core.App, before, after *core.Settings) error {
	was, err := groups(before)
	if err != nil {
		return err
	}
	is, err := groups(after)
	if err != nil {
		return err
	}
	b, a := map[string]any{}, map[string]any{}
	for name := range is {
		switch {
		case bytes.Equal(was[name], is[name]):
		case plainSettings[name]:
			b[name], a[name] = was[name], is[name]
		default:
			b[name], a[name] = "•", "•"
		}
	}
	if len(a) == 0 {
		return nil
	}
	oldText, err := json.Marshal(b)
	if err != nil {
		return err
	}
	newText, err := json.Marshal(a)
	if err != nil {
		return err
	}
	e := signed(ctx, Update)
	e.Entity, e.EntityID, e.Before, e.After = Platform, "settings", string(oldText), string(newText)
	return Append(tx, e)
}

// groups are the settings by their first names. PocketBase leaves its secrets out; a changed one stands as its own group.
func groups(s *core.Settings) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	for name, secret := range map[string]string{
		"smtp password": s.SMTP.Password, "s3 secret": s.S3.Secret, "backups s3 secret": s.Backups.S3.Secret,
	} {
		all[name] = []byte(secret) // compared, never written
	}
	return all, nil
}
