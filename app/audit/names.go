package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// names resolves ids to what people call the thing, each once per page.
type names struct {
	app   core.App
	ctx   context.Context
	known map[string]string
}

// called is the column by which people know a record of the collection.
var called = map[string]string{"jobs": "no", "sites": "address", "assets": "kind", "contracts": "no"}

// loose are the collections to which fields point that are plain text, because they came after their collection or keep what is gone.
var loose = map[string]string{"contract": "contracts", "renews": "contracts", "renewed_by": "contracts"}

func (n *names) value(entity, field string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case float64:
		if strings.HasSuffix(field, "_paise") {
			return money.Paise(int64(v)).Rupees()
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		return n.text(entity, field, v)
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = n.value(entity, field, item)
		}
		return strings.Join(parts, ", ")
	}
	b, _ := json.Marshal(v)
	return string(b)
}

func (n *names) text(entity, field, v string) string {
	if t, err := time.Parse("2006-01-02 15:04:05.000Z", v); err == nil {
		return clock.Stamp(t)
	}
	if d, err := clock.ParseDate(v); err == nil && string(d) == v {
		return d.Short()
	}
	if to := n.related(entity, field); to != "" && v != "" {
		return n.name(to, v)
	}
	return v
}

// related is the collection to which the field relates; empty if it does not.
func (n *names) related(entity, field string) string {
	c, err := n.app.FindCachedCollectionByNameOrId(entity)
	if err != nil {
		return ""
	}
	f, ok := c.Fields.GetByName(field).(*core.RelationField)
	if !ok {
		return loose[field]
	}
	to, err := n.app.FindCachedCollectionByNameOrId(f.CollectionId)
	if err != nil {
		return ""
	}
	return to.Name
}

func (n *names) name(collection, id string) string {
	if name, ok := n.known[id]; ok {
		return name
	}
	column, table, key := called[collection], collection, "id"
	if column == "" {
		column = "name"
	}
	if collection == "technicians" {
		table = "users JOIN technicians ON technicians.user = users.id"
		column, key = "users.name", "technicians.id"
	}
	var name string
	err := n.app.ConcurrentDB().NewQuery(fmt.Sprintf("SELECT %s FROM %s WHERE %s = {:id}", column, table, key)).
		Bind(dbx.Params{"id": id}).WithContext(n.ctx).Row(&name)
	if err != nil || name == "" {
		name = id
	}
	n.known[id] = name
	return name
}
