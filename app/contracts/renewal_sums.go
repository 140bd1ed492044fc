package contracts

import (
	"context"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// sumsDays is how far back ended contracts count in what became of renewals.
const sumsDays = 365

// Outcome is how many renewals ended in one way, and what they are worth before tax.
type Outcome struct {
	N     int
	Value money.Paise
}

// Loss is a reason for which renewals were lost, as it was written first.
type Loss struct {
	Reason string
	Outcome
}

// RenewalSums is what became of the contracts that ended within the last year or end within 60 days. Won counts what the contracts
// that follow are worth, Lost what those that ended were. Reasons has the commonest first.
type RenewalSums struct {
	Won, Lost Outcome
	Reasons   []Loss
}

// RenewalSums counts the renewals that were won and lost as of the day. Errors: Forbidden.
func (s *Service) RenewalSums(ctx context.Context, today clock.Date) (RenewalSums, error) {
	var out RenewalSums
	if err := act.Require(ctx, See); err != nil {
		return out, err
	}
	var rows []struct {
		Renewal string      `db:"renewal"`
		Reason  string      `db:"reason"`
		N       int         `db:"n"`
		Paise   money.Paise `db:"paise"`
	}
	err := s.app.ConcurrentDB().NewQuery(`SELECT c.renewal, MIN(c.lost_reason) AS reason, COUNT(*) AS n,
		SUM(CASE c.renewal WHEN 'won' THEN COALESCE(k.value_paise, 0) ELSE c.value_paise END) AS paise
		FROM contracts c LEFT JOIN contracts k ON k.id = c.renewed_by AND c.renewed_by != ''
		WHERE c.ends >= {:from} AND c.ends <= {:until} AND c.renewal IN ('won', 'lost')
		GROUP BY c.renewal, LOWER(c.lost_reason) ORDER BY n DESC, reason`).
		Bind(dbx.Params{"from": string(today.AddDays(-sumsDays)), "until": string(today.AddDays(renewalDays))}).WithContext(ctx).All(&rows)
	for _, r := range rows {
		one := Outcome{r.N, r.Paise}
		if r.Renewal == RenewalWon {
			out.Won = Outcome{out.Won.N + one.N, out.Won.Value + one.Value}
			continue
		}
		out.Lost = Outcome{out.Lost.N + one.N, out.Lost.Value + one.Value}
		out.Reasons = append(out.Reasons, Loss{r.Reason, one})
	}
	return out, err
}
