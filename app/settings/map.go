package settings

import (
	"context"
	"net/url"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// MapInput is where the office map's pictures come from: a URL with {z}, {x} and {y}, and the credit its owner asks for.
type MapInput struct {
	Rev                 int
	TileURL, TileCredit string
}

// UpdateMap changes the map; both empty turns its pictures off. Faults tile_url_form, required beside tile_credit; Stale.
func (s *Service) UpdateMap(ctx context.Context, in MapInput) (Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Company{}, err
	}
	ctx = act.Begin(ctx, "settings.map", "")
	tiles, credit := strings.TrimSpace(in.TileURL), strings.TrimSpace(in.TileCredit)
	var check fault.Check
	if tiles != "" {
		check.That(tileURL(tiles), fault.Field("tile_url", "tile_url_form"))
		check.Need(credit != "", "tile_credit")
	}
	check.That(len([]rune(credit)) <= 300, fault.Field("tile_credit", "too_long"))
	if err := check.Err(); err != nil {
		return Company{}, err
	}
	return s.change(ctx, in.Rev, func(c *Company) { c.TileURL, c.TileCredit = tiles, credit })
}

// tileURL says whether s is an https address with a place for {z}, {x} and {y}. It stands in the page's security policy,
// so its host may hold nothing but a name; a leading {s} stands for any subdomain.
func tileURL(s string) bool {
	for _, part := range []string{"{z}", "{x}", "{y}"} {
		if strings.Count(s, part) != 1 {
			return false
		}
	}
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok || len(s) > 300 || strings.ContainsAny(s, " \t\r\n;,'\"<>\\") {
		return false
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(rest, "{s}."), "/")
	if !strings.Contains(host, ".") || strings.ContainsAny(host, "{}*@?#") {
		return false
	}
	_, err := url.Parse("https://" + host)
	return err == nil
}
