package paper

// PDF draws d on as many A4 pages as it needs. It errs only when the payment link is too long for a QR code.
func PDF(d Doc) ([]byte, error) {
	d = d.payable()
	s := &sheet{canvas: newCanvas(210*mm, 297*mm), d: &d}
	s.page()
	s.heading()
	s.parties()
	s.table()
	s.ending()
	if err := s.payment(); err != nil {
		return nil, err
	}
	s.closing()
	s.footers()
	return s.bytes(d), nil
}

// payable is d without ways to pay where nothing may be paid.
func (d Doc) payable() Doc {
	if d.Cancelled {
		d.UPI, d.VPA, d.BankName, d.BankAccount, d.BankIFSC = "", "", "", "", ""
	}
	return d
}
