package shop

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

type product struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	Category   string `json:"category"`
	PriceCents int64  `json:"price_cents"`
	AddedOn    string `json:"added_on"`
}

// quoted writes a text as an SQL literal.
func quoted(text string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(text, "\x00", ""), "'", "''") + "'"
}

// listProducts searches, filters and sorts the published products.
func listProducts(c echo.Context) error {
	statement := "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1"
	if q := c.QueryParam("q"); q != "" {
		statement += " AND instr(lower(name), lower(" + quoted(q) + ")) > 0"
	}
	if categories := c.QueryParams()["category"]; len(categories) > 0 {
		literals := []string{}
		for _, category := range categories {
			literals = append(literals, quoted(category))
		}
		statement += " AND category IN (" + strings.Join(literals, ", ") + ")"
	}
	bounds := []struct{ name, comparison string }{{"min_price", ">="}, {"max_price", "<="}}
	for _, bound := range bounds {
		text := c.QueryParam(bound.name)
		if text == "" {
			continue
		}
		cents, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return c.JSON(http.StatusBadRequest, map[string]string{"error": bound.name + " must be a whole number"})
		}
		statement += " AND price_cents " + bound.comparison + " " + strconv.FormatInt(cents, 10)
	}
	column := slices.Index([]string{"id", "name", "category", "price_cents", "added_on"}, c.QueryParam("sort")) + 1
	if column == 0 {
		column = 2
	}
	statement += " ORDER BY " + strconv.Itoa(column)
	if c.QueryParam("order") == "desc" {
		statement += " DESC"
	}
	statement += ", id"
	products, err := found(statement)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"products": products})
}

// found runs a statement and reads the products it gives.
func found(statement string, values ...any) ([]product, error) {
	products := []product{}
	rows, err := database.Query(statement, values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one product
		if err := rows.Scan(&one.ID, &one.Name, &one.Category, &one.PriceCents, &one.AddedOn); err != nil {
			return nil, err
		}
		products = append(products, one)
	}
	return products, rows.Err()
}
