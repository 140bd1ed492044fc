package contracts

import "context"

// BillOf is the bill that became the invoice; ok is false where it is none's.
func (s *Service) BillOf(ctx context.Context, invoice string) (b Bill, ok bool, err error) {
	r, b, err := billOfInvoice(ctx, s.app, invoice)
	return b, r != nil, err
}
