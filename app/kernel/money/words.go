package money

import "strings"

var small = strings.Fields("Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen " +
	"Sixteen Seventeen Eighteen Nineteen")

var tens = strings.Fields("- - Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety")

// Words writes the amount as Indian documents do: "Rupees One Lakh Eighteen Thousand Only",
// "Rupees One and Fifty Paise Only", "Paise Fifty Only". Reports may be negative: "Minus Rupees One Only".
func Words(p Paise) string {
	n, sign := uint64(p), ""
	if p < 0 {
		n, sign = -n, "Minus "
	}
	rupees, paise := n/100, n%100
	switch {
	case paise == 0:
		return sign + "Rupees " + count(rupees) + " Only"
	case rupees == 0:
		return sign + "Paise " + count(paise) + " Only"
	default:
		return sign + "Rupees " + count(rupees) + " and " + count(paise) + " Paise Only"
	}
}

// count writes n in lakh and crore; the number of crores is itself written that way.
func count(n uint64) string {
	if n < 20 {
		return small[n]
	}
	var out []string
	for _, unit := range []struct {
		size uint64
		name string
	}{{1e7, "Crore"}, {1e5, "Lakh"}, {1e3, "Thousand"}, {100, "Hundred"}} {
		if n >= unit.size {
			out = append(out, count(n/unit.size), unit.name)
			n %= unit.size
		}
	}
	switch {
	case n == 0:
	case n < 20:
		out = append(out, small[n])
	default:
		out = append(out, tens[n/10])
		if n%10 > 0 {
			out = append(out, small[n%10])
		}
	}
	return strings.Join(out, " ")
}
