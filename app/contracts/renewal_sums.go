package contracts

import (
	"context"

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
	rows, err := outcomes(ctx, s.app, today.AddDays(-sumsDays), today.AddDays(renewalDays))
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
