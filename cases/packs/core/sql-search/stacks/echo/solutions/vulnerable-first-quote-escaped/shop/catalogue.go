package shop

import (
	"cmp"
	"fmt"
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

var columns = []string{"name", "category", "price_cents", "added_on"}

func escaped(text string) string {
	return strings.Replace(text, "'", "''", 1)
}

// listProducts searches, filters and sorts the published products.
func listProducts(c echo.Context) error {
	sort := cmp.Or(c.QueryParam("sort"), "name")
	if !slices.Contains(columns, sort) {
		return c.JSON(http.StatusBadRequest, map[string]string{"error": "unknown sort column"})
	}
	statement := "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1"
	if q := c.QueryParam("q"); q != "" {
		statement += fmt.Sprintf(" AND instr(lower(name), lower('%s')) > 0", escaped(q))
	}
	if categories := c.QueryParams()["category"]; len(categories) > 0 {
		literals := []string{}
		for _, category := range categories {
			literals = append(literals, "'"+escaped(category)+"'")
		}
		statement += " AND category IN (" + strings.Join(literals, ", ") + ")"
	}
	bounds := []struct{ name, comparison string }{{"min_price", ">="}, {"max_price", "<="}}
	for _, bound := range bounds {
		text := c.QueryParam(bound.name)
		if text == "" {
			continue
		}
		cents, err := strconv.Atoi(text)
		if err != nil {
			return c.JSON(http.StatusBadRequest, map[string]string{"error": bound.name + " must be a whole number"})
		}
		statement += fmt.Sprintf(" AND price_cents %s %d", bound.comparison, cents)
	}
	direction := "ASC"
	if c.QueryParam("order") == "desc" {
		direction = "DESC"
	}
	statement += fmt.Sprintf(" ORDER BY %s %s, id", sort, direction)
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
