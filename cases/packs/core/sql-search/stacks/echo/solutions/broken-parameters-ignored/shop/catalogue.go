package shop

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

type product struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	Category   string `json:"category"`
	PriceCents int64  `json:"price_cents"`
	AddedOn    string `json:"added_on"`
}

// listProducts searches, filters and sorts the published products.
func listProducts(c echo.Context) error {
	products, err := found("SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1 ORDER BY name, id")
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
