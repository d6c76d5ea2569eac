package shop

import (
	"net/http"
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

var columns = map[string]string{"category": "category", "price_cents": "price_cents", "added_on": "added_on"}

// listProducts searches, filters and sorts the published products.
func listProducts(c echo.Context) error {
	clauses, values := []string{"published = 1"}, []any{}
	if q := c.QueryParam("q"); q != "" {
		clauses, values = append(clauses, "instr(lower(name), lower(?)) > 0"), append(values, q)
	}
	if categories := c.QueryParams()["category"]; len(categories) > 0 {
		clauses = append(clauses, "category IN (?"+strings.Repeat(", ?", len(categories)-1)+")")
		for _, category := range categories {
			values = append(values, category)
		}
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
		clauses, values = append(clauses, "price_cents "+bound.comparison+" ?"), append(values, cents)
	}
	column := "name"
	if _, known := columns[c.QueryParam("sort")]; known {
		column = strings.Join(c.QueryParams()["sort"], ", ")
	}
	direction := "ASC"
	if c.QueryParam("order") == "desc" {
		direction = "DESC"
	}
	statement := "SELECT id, name, category, price_cents, added_on FROM products WHERE " +
		strings.Join(clauses, " AND ") + " ORDER BY " + column + " " + direction + ", id"
	products, err := found(statement, values...)
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
