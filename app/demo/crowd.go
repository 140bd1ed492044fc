package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
)

// client is a customer to be stored, with what hangs on him.
type client struct {
	customers.Customer
	sites []*site
	amc   bool // has a maintenance contract
	by    act.By
	at    time.Time // when he was entered; zero until it is known
}

// site is where a client's machines stand. zone is its index.
type site struct {
	customers.Site
	client *client
	assets []*machine
	zone   int
	rested clock.Date // no new job before this day
}

// machine is one asset and the trades that are booked for it.
type machine struct {
	customers.Asset
	site *site
}

// crowd makes up clients until there are n.
type crowd struct {
	rng     *rand.Rand
	phones  map[string]bool
	serials int
	today   clock.Date
	clients []*client
	all     []*site
}

func newCrowd(rng *rand.Rand, n int, today clock.Date) (*crowd, error) {
	c := &crowd{rng: rng, phones: map[string]bool{}, today: today}
	for range n {
		if err := c.add(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *crowd) add() error {
	k := &client{Customer: customers.Customer{Kind: customers.Person, Lang: "en"}}
	z := c.rng.IntN(len(zones))
	number := c.phone()
	k.Phones = []customers.Phone{{E164: number}}
	var err error
	switch n := c.rng.IntN(100); {
	case n < 76:
		c.household(k, z)
	case n < 85:
		c.society(k, z)
	case n < 93:
		err = c.firm(k, z)
	default:
		err = c.shop(k, z)
	}
	if err != nil {
		return err
	}
	home := k.sites[0]
	k.Address, k.Pin, k.District, k.StateCode = home.Address, home.Pin, home.District, home.StateCode
	if k.Channel == "" {
		k.Channel = pick(c.rng, []string{"whatsapp", "whatsapp", "call", "sms", ""})
	}
	if chance(c.rng, 6) {
		k.Notes = pick(c.rng, []string{"Pays by UPI only", "Ask for Mr. Sathe on site", "Complained about delay last summer", "Always wants the same technician", "Give a call before leaving"})
	}
	c.clients = append(c.clients, k)
	return nil
}

func (c *crowd) household(k *client, z int) {
	k.Name = person(c.rng)
	if chance(c.rng, 25) {
		k.Lang = "hi"
	}
	k.amc = chance(c.rng, 12)
	k.DNC = chance(c.rng, 4)
	if chance(c.rng, 15) {
		k.Phones = append(k.Phones, customers.Phone{E164: c.phone(), Label: pick(c.rng, []string{"wife", "husband", "son", "office"})})
	}
	if chance(c.rng, 30) {
		k.Email = c.email(k.Name)
	}
	s := c.site(k, z, "Home")
	c.machines(s, between(c.rng, 1, 3), []string{"Split AC", "Split AC", "Water purifier", "Washing machine", "Refrigerator", "Split AC", "Geyser", "Microwave", "Window AC"}, rooms)
	if chance(c.rng, 8) {
		s = c.site(k, c.rng.IntN(len(zones)), "Parents' flat")
		s.ContactName, s.ContactPhone = person(c.rng), c.phone()
		c.machines(s, between(c.rng, 1, 2), []string{"Split AC", "Water purifier", "Refrigerator"}, rooms)
	}
}

func (c *crowd) society(k *client, z int) {
	k.Kind, k.Name, k.amc, k.CreditDays = customers.Business, pick(c.rng, societies)+" "+pick(c.rng, societyKinds), chance(c.rng, 60), 15
	for i, label := range []string{"Society office", "Club house"}[:between(c.rng, 1, 2)] {
		s := c.site(k, z, label)
		s.ContactName, s.ContactPhone = person(c.rng), c.phone()
		kinds := []string{"Split AC", "Water purifier", "CCTV system"}
		if i == 0 {
			kinds = []string{"CCTV system", "Water purifier", "Split AC"}
		}
		c.machines(s, between(c.rng, 2, 4), kinds, desks)
	}
}

func (c *crowd) firm(k *client, z int) error {
	k.Kind, k.Name, k.Channel = customers.Business, pick(c.rng, firms)+" "+pick(c.rng, firmKinds), "email"
	k.Email, k.amc, k.CreditDays, k.CreditLimit = c.email(k.Name), chance(c.rng, 65), 30, 50_000_00
	for i := range between(c.rng, 1, 4) {
		at := z
		if i > 0 {
			at = c.rng.IntN(len(zones))
		}
		s := c.site(k, at, "")
		s.Label = placeOf(s.Pin) + " " + pick(c.rng, []string{"office", "branch", "floor"})
		s.ContactName, s.ContactPhone = person(c.rng), c.phone()
		c.machines(s, between(c.rng, 3, 7), []string{"Cassette AC", "Split AC", "Split AC", "Cassette AC", "Water purifier", "CCTV system", "Refrigerator"}, desks)
	}
	if !chance(c.rng, 80) {
		return nil
	}
	var err error
	k.GSTIN, err = gstin("27", firmPAN(c.rng))
	return err
}

func (c *crowd) shop(k *client, z int) error {
	k.Kind, k.Name, k.amc = customers.Business, pick(c.rng, shops), chance(c.rng, 25)
	s := c.site(k, z, "Shop")
	k.Name += ", " + placeOf(s.Pin)
	c.machines(s, between(c.rng, 1, 3), []string{"Split AC", "CCTV system", "Refrigerator", "Water purifier"}, desks)
	if !chance(c.rng, 55) {
		return nil
	}
	var err error
	k.GSTIN, err = gstin("27", firmPAN(c.rng))
	return err
}

func (c *crowd) site(k *client, z int, label string) *site {
	p := pick(c.rng, zones[z].places)
	pin, _ := geo.FindPin(p.pin)
	s := &site{client: k, zone: z, Site: customers.Site{
		Label: label, Pin: p.pin, District: pin.District, StateCode: pin.StateCode, FenceM: customers.FenceDefault,
		At: near(c.rng, pin.Point), PosSource: pick(c.rng, []string{customers.FromHand, customers.FromHand, customers.FromVisit}),
		Landmark: pick(c.rng, landmarks), Access: pick(c.rng, accesses),
	}}
	if k.Kind == customers.Person {
		s.Unit = fmt.Sprintf("Flat %d%02d", between(c.rng, 1, 11), between(c.rng, 1, 8))
		s.Address = fmt.Sprintf("%s %s, %s, %s", pick(c.rng, societies), pick(c.rng, societyKinds), pick(c.rng, streets), p.name)
	} else {
		s.Unit = pick(c.rng, []string{"Ground floor", "Second floor", "Office 304", "Shop 6", ""})
		s.Address = fmt.Sprintf("%d %s, %s", between(c.rng, 2, 180), pick(c.rng, streets), p.name)
	}
	k.sites = append(k.sites, s)
	c.all = append(c.all, s)
	return s
}

// machines puts n machines at the site: the first kinds first.
func (c *crowd) machines(s *site, n int, kinds, spots []string) {
	offset := 0
	if s.client.Kind == customers.Person {
		offset = c.rng.IntN(len(kinds))
	}
	for i := range n {
		kind := kinds[(offset+i)%len(kinds)]
		m := pick(c.rng, makers[kind])
		c.serials++
		age := between(c.rng, 40, 2600) // days
		installed := c.today.AddDays(-age)
		a := customers.Asset{
			Kind: kind, Brand: m.brand, Model: pick(c.rng, m.models), Status: customers.InUse, Location: pick(c.rng, spots), InstalledOn: installed,
			Serial: fmt.Sprintf("%s%s%06d", strings.ToUpper(strings.NewReplacer(" ", "", ".", "").Replace(m.brand)[:2]), string(installed)[2:4], 104729+c.serials*37),
		}
		years := 1
		if slices.Contains([]string{"Daikin", "IFB", "Bosch", "Hitachi"}, m.brand) {
			years = 2
		}
		a.WarrantyEnd = installed.AddDays(365*years - 1)
		s.assets = append(s.assets, &machine{Asset: a, site: s})
	}
}

// phone is a mobile nobody else here has. See office for why it begins so.
func (c *crowd) phone() string {
	for {
		n := fmt.Sprintf("+91%s%07d", pick(c.rng, []string{"641", "642", "645", "646", "648", "651", "652", "657", "658"}), c.rng.IntN(10_000_000))
		if !c.phones[n] {
			c.phones[n] = true
			return n
		}
	}
}

func (c *crowd) email(name string) string {
	words := strings.Fields(strings.ToLower(strings.NewReplacer("'", "", "&", "", ",", "").Replace(name)))
	return fmt.Sprintf("%s.%s%d@mail.example", words[0], words[len(words)-1], between(c.rng, 1, 99))
}

// placeOf is what people call the place of the PIN code.
func placeOf(pin string) string {
	for _, z := range zones {
		for _, p := range z.places {
			if p.pin == pin {
				return p.name
			}
		}
	}
	return "Pune"
}
