package setup

import "strings"

// device names a browser as people would: "Chrome, Android". What is not known keeps the first words it said of itself.
func device(agent string) string {
	browser := first(agent, []mark{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser", "Samsung Internet"},
		{"UCBrowser", "UC Browser"},
		{"MiuiBrowser", "Mi Browser"},
		{"Firefox/", "Firefox"},
		{"FxiOS", "Firefox"},
		{"Chrome/", "Chrome"},
		{"CriOS", "Chrome"},
		{"Safari/", "Safari"},
	})
	system := first(agent, []mark{
		{"Android", "Android"},
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Windows", "Windows"},
		{"CrOS", "ChromeOS"},
		{"Macintosh", "Mac"},
		{"Linux", "Linux"},
	})
	switch {
	case browser != "" && system != "":
		return browser + ", " + system
	case browser+system != "":
		return browser + system
	case len(agent) > 60:
		return strings.ToValidUTF8(agent[:60], "")
	}
	return agent
}

// mark is a word that gives a browser or system away, and its name.
type mark struct{ word, name string }

func first(agent string, marks []mark) string {
	for _, m := range marks {
		if strings.Contains(agent, m.word) {
			return m.name
		}
	}
	return ""
}
