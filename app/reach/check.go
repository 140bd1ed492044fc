package reach

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// State is how a check came out.
type State string

const (
	OK        State = "OK"
	Attention State = "ATTENTION" // works, or works in part; something is worth doing
	Failed    State = "FAILED"    // the appliance cannot do its work
)

// Check is one line of the doctor's report: what was looked at, what was found, and what to do about it.
type Check struct {
	State      State
	Name, Says string
	Do         string // empty where nothing is to be done
}

// Report writes the checks in plain words and says whether any failed.
func Report(w io.Writer, checks []Check) (failed bool) {
	for _, c := range checks {
		fmt.Fprintf(w, "%-10s %s: %s\n", c.State, c.Name, c.Says)
		if c.Do != "" {
			fmt.Fprintf(w, "%-10s -> %s\n", "", c.Do)
		}
		failed = failed || c.State == Failed
	}
	return failed
}

func ok(name, says string) Check                { return Check{OK, name, says, ""} }
func attention(name, says, do string) Check     { return Check{Attention, name, says, do} }
func failed(name, says string, do string) Check { return Check{Failed, name, says, do} }

const (
	little = 2 << 30   // bytes from which it is time to make room
	tight  = 200 << 20 // bytes below which photos and backups fail
)

// Folder checks the data folder: err is that of writing a file there, free its space in bytes, below zero if not known.
func Folder(path string, err error, free int64) Check {
	const name = "Data folder"
	switch {
	case err != nil:
		return failed(name, path+" cannot be written: "+err.Error(), "give the user who starts doorstep the right to write there")
	case free < 0:
		return ok(name, path+" can be written")
	case free < tight:
		return failed(name, fmt.Sprintf("%s has only %s free", path, Size(free)), "free space on this disk now: photos and copies will fail")
	case free < little:
		return attention(name, fmt.Sprintf("%s has %s free", path, Size(free)), "free space on this disk soon: photos fill it")
	}
	return ok(name, fmt.Sprintf("%s can be written; %s free", path, Size(free)))
}

// Database checks that the database opens and that the newest events of its log are what was written.
func Database(opens error, events int64, chain error) Check {
	const name = "Database"
	switch {
	case opens != nil:
		return failed(name, "it does not open: "+opens.Error(), "stop doorstep and bring the newest backup back")
	case chain != nil:
		return failed(name, chain.Error(), "keep this folder as it is, run `doorstep verify`, and compare with a backup")
	case events == 0:
		return ok(name, "it opens; nothing has been written yet")
	}
	return ok(name, fmt.Sprintf("it opens; %d events, the newest checked (`doorstep verify` checks all)", events))
}

// Clock checks that this machine's clock can be right: not before the program was built, nor before the last event.
// built and last may be zero.
func Clock(now, built, last time.Time) Check {
	const name, day = "Clock", "2 Jan 2006 15:04"
	const do = "set the clock of this computer, and let it set itself from the internet; phones and certificates go by it"
	switch {
	case now.Before(built.Add(-24 * time.Hour)):
		return failed(name, fmt.Sprintf("it says %s, before this program was made (%s)", now.Format(day), built.Format("2 Jan 2006")), do)
	case now.Before(last.Add(-2 * time.Minute)):
		return failed(name, fmt.Sprintf("it says %s, before the last thing that was written (%s)", now.Format(day), last.In(now.Location()).Format(day)), do)
	}
	return ok(name, now.Format(day)+" in India")
}

// Running checks that the appliance answers where it said it would.
func Running(s Serving, answers error) Check {
	const name = "Appliance"
	switch {
	case s.PID == 0:
		return attention(name, "it is not running on this folder", "start it: doorstep serve --lan")
	case answers != nil:
		return attention(name, "it was started but does not answer: "+answers.Error(), "start it again: doorstep serve --lan")
	}
	return ok(name, "it answers on "+s.HTTP)
}

// Addresses checks that phones on the shop's network have an address to come to.
func Addresses(s Serving, n Names) Check {
	const name = "Addresses"
	if d := s.Domain(); d != "" {
		return ok(name, "phones open "+d+" from anywhere")
	}
	if len(n.WiFi) == 0 {
		return attention(name, "this computer is on no network of the shop", "connect it to the router by cable or Wi-Fi")
	}
	var open []string
	for _, ip := range n.WiFi {
		for _, address := range []string{s.Secure(ip.String()), s.Plain(ip.String())} {
			if address != "" {
				open = append(open, address)
			}
		}
	}
	if len(open) == 0 && s.PID != 0 {
		return attention(name, "it listens on this computer only; phones cannot reach it", "start it with --lan, or without --http")
	}
	if len(open) == 0 {
		return ok(name, "phones on the shop's network would find it at "+n.WiFi[0].String())
	}
	return ok(name, "phones on the shop's network open "+strings.Join(open, " or "))
}

// Certificate is what was found where the appliance answers HTTPS.
type Certificate struct {
	Names []string
	Until time.Time
	Err   error // why it does not answer, or why a phone would not trust it
}

// HTTPS checks the certificate that phones meet. It is asked only where s says HTTPS is on.
func HTTPS(s Serving, c Certificate, now time.Time) Check {
	const name = "HTTPS"
	public := len(s.Domains) > 0
	switch {
	case !public && s.LANPort == 0:
		return attention(name, "off: phones give no position, camera or offline pages",
			"start it with --lan for the shop's Wi-Fi, or with a domain: doorstep serve work.example.in")
	case c.Err != nil && public:
		return attention(name, "the certificate of "+s.Domains[0]+" is not there: "+c.Err.Error(),
			"let the domain point to this computer and its ports 80 and 443 be open from the internet")
	case c.Err != nil:
		return attention(name, "it does not answer as it should: "+c.Err.Error(), "start doorstep again; if it stays, look at the folder tls beside the data")
	}
	says := fmt.Sprintf("valid until %s for %s", c.Until.Format("2 Jan 2006"), strings.Join(c.Names, ", "))
	if c.Until.Sub(now) < 14*24*time.Hour {
		return attention(name, says, "it is not being renewed; start doorstep again")
	}
	return ok(name, says)
}

// AuthorityAge checks how long phones will go on trusting the shop's own certificate. until is zero where there is none.
func AuthorityAge(until, now time.Time) (Check, bool) {
	const name = "Certificate of phones"
	says := "the one that phones install is valid until " + until.Format("2 Jan 2006")
	switch {
	case until.IsZero():
		return Check{}, false
	case until.Sub(now) < 0:
		return failed(name, says, "remove the folder tls beside the data, start doorstep again, and let every phone install the new certificate"), true
	case until.Sub(now) < leafLife:
		return attention(name, says, "plan a day to renew it: remove the folder tls, start doorstep again, install the new one on every phone"), true
	}
	return ok(name, says), true
}

// Proxy checks the header by which a reverse proxy or tunnel says who comes.
func Proxy(header string, s Serving) Check {
	const name = "Proxy"
	switch {
	case header == "" && len(s.Domains) == 0:
		return ok(name, "no header is trusted, which is right unless a tunnel or reverse proxy stands before doorstep (Settings, Reaching phones)")
	case header == "":
		return ok(name, "no header is trusted")
	case len(s.Domains) > 0:
		return attention(name, header+" is trusted, but phones come straight to the domain: anybody can pretend to come from elsewhere",
			"choose None in Settings, Reaching phones")
	}
	return ok(name, header+" is trusted; the proxy must set it and X-Forwarded-Proto on every request")
}

// Places says, for each way in, whether phones would give position, camera and offline pages there.
func Places(s Serving, n Names) []Check {
	const works, fails = "position, camera and offline pages work", "position, camera and offline pages do not work there: browsers want HTTPS"
	if d := s.Domain(); d != "" {
		return []Check{ok("From "+d, works)}
	}
	var all []Check
	for _, ip := range n.WiFi {
		if address := s.Secure(ip.String()); address != "" {
			all = append(all, ok("From "+address, works+" on phones that installed the certificate"))
		}
		if address := s.Plain(ip.String()); address != "" {
			if s.LANPort != 0 {
				all = append(all, ok("From "+address, fails+". "+address+"/phone leads phones on"))
				continue
			}
			all = append(all, attention("From "+address, fails, "start it with --lan"))
		}
	}
	return all
}

// Internet says what needs the outside world.
func Internet() Check {
	return ok("Internet", "not needed, except for push messages, certificates of a domain and map pictures")
}

// Size is a number of bytes as people say it.
func Size(bytes int64) string {
	if bytes >= 1<<30 {
		return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30))
	}
	return fmt.Sprintf("%d MB", bytes>>20)
}
