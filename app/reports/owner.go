package reports

import (
	"cmp"
	"context"
	"slices"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Figures are those of the owner's first screen.
type Figures struct {
	Day                                clock.Date
	Pending, Overdue                   Sum
	Aged, Technicians, Areas           []Group // of Pending
	Customers                          []Group // who owe most
	Others                             Group   // what the other customers owe; N counts invoices as everywhere
	OtherCustomers                     int
	Claimed, Red                       Sum
	Cash                               []Group // by holder, the till last
	CashTotal                          Sum
	NotInvoiced                        Sum
	NotInvoicedAged                    []Group
	Verified, Unverified               []Group // collected today by mode
	CollectedVerified, CollectedClaims Sum
	JobStates                          []Group
	Jobs                               Sum
}

// Collected is all that was given today.
func (f Figures) Collected() money.Paise { return f.CollectedVerified.Paise + f.CollectedClaims.Paise }

// Owner reads the figures as of now. Errors: Forbidden without See.
func (s *Service) Owner(ctx context.Context, now time.Time) (Figures, error) {
	if err := act.Require(ctx, See); err != nil {
		return Figures{}, err
	}
	f := Figures{Day: clock.DateOf(now)}
	names, err := s.names(ctx)
	if err != nil {
		return Figures{}, err
	}
	err = together(
		func() error { return s.pending(ctx, now, names, &f) },
		func() error { return s.debtors(ctx, now, &f) },
		func() error { return s.claimed(ctx, now, &f) },
		func() error { return s.inHand(ctx, now, names, &f) },
		func() error { return s.notInvoiced(ctx, now, &f) },
		func() error { return s.collected(ctx, now, &f) },
		func() error { return s.jobsToday(ctx, now, &f) },
	)
	if err != nil {
		return Figures{}, err
	}
	f.Others.Sum = Sum{f.Pending.N, f.Pending.Paise}
	for _, c := range f.Customers {
		f.Others.N, f.Others.Paise = f.Others.N-c.N, f.Others.Paise-c.Paise
	}
	return f, nil
}

func (s *Service) pending(ctx context.Context, now time.Time, names map[string]string, f *Figures) error {
	cells, err := ownersMeasures[Pending].cells(ctx, s.app, Span{}.params(now), choice{}, ByBucket, ByTechnician, ByArea, byLate)
	if err != nil {
		return err
	}
	f.Pending = total(cells)
	f.Aged = inOrder(DueBuckets, split(cells, 0, nil))
	f.Technicians, f.Areas = largestFirst(split(cells, 1, names)), largestFirst(split(cells, 2, names))
	for _, g := range split(cells, 3, nil) {
		if g.Key == late {
			f.Overdue = g.Sum
		}
	}
	return nil
}

// debtors are the customers who owe most, with their names, and how many others there are.
func (s *Service) debtors(ctx context.Context, now time.Time, f *Figures) error {
	m := ownersMeasures[Pending]
	var rows []struct {
		ID    string      `db:"g"`
		Name  string      `db:"name"`
		N     int         `db:"n"`
		Paise money.Paise `db:"paise"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT t.g, COALESCE(c.name, '') AS name, t.n, t.paise FROM (" +
		m.largest(ByCustomer, "i.customer AS g, COUNT(*) AS n, SUM(i.balance_paise) AS paise") + ") t LEFT JOIN customers c ON c.id = t.g").
		Bind(Span{}.params(now)).WithContext(ctx).All(&rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		f.Customers = append(f.Customers, Group{Key: r.ID, Name: r.Name, Sum: Sum{r.N, r.Paise}})
	}
	f.Customers = largestFirst(f.Customers)
	return nil
}

func (s *Service) claimed(ctx context.Context, now time.Time, f *Figures) error {
	cells, err := ownersMeasures[Claimed].cells(ctx, s.app, Span{}.params(now), choice{}, ByRed)
	f.Claimed = total(cells)
	for _, g := range split(cells, 0, nil) {
		if g.Key == "red" {
			f.Red = g.Sum
		}
	}
	return err
}

func (s *Service) inHand(ctx context.Context, _ time.Time, names map[string]string, f *Figures) error {
	all, err := lots(ctx, s.app)
	cells := lotCells(all)
	f.CashTotal = total(cells)
	f.Cash = largestFirst(split(cells, 0, names))
	if i := slices.IndexFunc(f.Cash, func(g Group) bool { return g.Key == "" }); i >= 0 {
		till := f.Cash[i]
		till.Name = Till
		f.Cash = append(slices.Delete(f.Cash, i, i+1), till)
	}
	return err
}

func (s *Service) notInvoiced(ctx context.Context, now time.Time, f *Figures) error {
	cells, err := ownersMeasures[NotInvoiced].cells(ctx, s.app, Span{}.params(now), choice{}, ByBucket)
	f.NotInvoiced, f.NotInvoicedAged = total(cells), inOrder(DoneBuckets, split(cells, 0, nil))
	return err
}

func (s *Service) collected(ctx context.Context, now time.Time, f *Figures) error {
	cells, err := ownersMeasures[Collected].cells(ctx, s.app, Span{}.params(now), choice{}, ByState, ByMode)
	var verified, claimed []cell
	for _, c := range cells {
		if c.keys[0] == "verified" {
			verified = append(verified, c)
		} else {
			claimed = append(claimed, c)
		}
	}
	f.Verified, f.CollectedVerified = largestFirst(split(verified, 1, ModeName)), total(verified)
	f.Unverified, f.CollectedClaims = largestFirst(split(claimed, 1, ModeName)), total(claimed)
	return err
}

func (s *Service) jobsToday(ctx context.Context, now time.Time, f *Figures) error {
	cells, err := ownersMeasures[JobsToday].cells(ctx, s.app, Span{}.params(now), choice{}, ByState)
	f.JobStates, f.Jobs = split(cells, 0, nil), total(cells)
	return err
}

// names are those of technicians and areas by id.
func (s *Service) names(ctx context.Context) (map[string]string, error) {
	var rows []struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT t.id, u.name FROM technicians t JOIN users u ON u.id = t.user UNION ALL SELECT id, name FROM areas").
		WithContext(ctx).All(&rows)
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}

func total(cells []cell) Sum {
	var t Sum
	for _, c := range cells {
		t.add(c.sum)
	}
	return t
}

// split sums cells up by one of their keys.
func split(cells []cell, key int, names map[string]string) []Group {
	var all []Group
	for _, c := range cells {
		i := slices.IndexFunc(all, func(g Group) bool { return g.Key == c.keys[key] })
		if i < 0 {
			i = len(all)
			all = append(all, Group{Key: c.keys[key], Name: names[c.keys[key]]})
		}
		all[i].add(c.sum)
	}
	return all
}

func largestFirst(all []Group) []Group {
	slices.SortFunc(all, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Paise, a.Paise), cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	return all
}

// inOrder gives every bucket its group, an empty one where there is none.
func inOrder(buckets, found []Group) []Group {
	all := slices.Clone(buckets)
	for i := range all {
		for _, g := range found {
			if g.Key == all[i].Key {
				all[i].Sum = g.Sum
			}
		}
	}
	return all
}

// together does all at once, for reads do not wait for each other; it returns the first error in their order.
func together(all ...func() error) error {
	errs := make([]error, len(all))
	done := make(chan struct{})
	for i, do := range all {
		go func() {
			errs[i] = do()
			done <- struct{}{}
		}()
	}
	for range all {
		<-done
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
