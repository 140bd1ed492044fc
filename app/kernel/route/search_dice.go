package route

import (
	"math"
	"math/bits"
)

// dice is a small generator of random numbers (wyrand): its state is one word, so that a seed gives the same plan on any machine.
type dice struct{ state uint64 }

func newDice(seed uint64) dice { return dice{seed*0x9e3779b97f4a7c15 + 0x1234567} }

func (d *dice) next() uint64 {
	d.state += 0xa0761d6478bd642f
	hi, lo := bits.Mul64(d.state, d.state^0xe7037ed1a0b428db)
	return hi ^ lo
}

// below is a number from 0 to n-1.
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	return int(hi)
}

// one says yes once in about n times.
func (d *dice) one(n int) bool { return d.below(n) == 0 }

// logs is -ln of the middle of each of 4096 equal parts of (0,1): the threshold of annealing without a logarithm by the move.
var logs = func() (t [4096]float64) {
	for i := range t {
		t[i] = -math.Log((float64(i) + 0.5) / float64(len(t)))
	}
	return t
}()

// unit is a number in [0,1).
func (d *dice) unit() float64 { return float64(d.next()>>11) / (1 << 53) }

func (d *dice) log() float64 { return logs[d.next()>>52] }
