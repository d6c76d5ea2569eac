package shop

import (
	"cmp"
	"math"
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

var comparisons = map[string]func(left, right product) int{
	"name":        func(left, right product) int { return cmp.Compare(left.Name, right.Name) },
	"category":    func(left, right product) int { return cmp.Compare(left.Category, right.Category) },
	"price_cents": func(left, right product) int { return cmp.Compare(left.PriceCents, right.PriceCents) },
	"added_on":    func(left, right product) int { return cmp.Compare(left.AddedOn, right.AddedOn) },
}

// listProducts searches, filters and sorts the published products.
func listProducts(c echo.Context) error {
	lowest, highest := int64(0), int64(math.MaxInt64)
	for name, bound := range map[string]*int64{"min_price": &lowest, "max_price": &highest} {
		if text := c.QueryParam(name); text != "" {
			cents, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return c.JSON(http.StatusBadRequest, map[string]string{"error": name + " must be a whole number"})
			}
			*bound = cents
		}
	}
	products, err := found("SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1")
	if err != nil {
		return err
	}
	text, categories := strings.ToLower(c.QueryParam("q")), c.QueryParams()["category"]
	products = slices.DeleteFunc(products, func(one product) bool {
		return !strings.Contains(strings.ToLower(one.Name), text) ||
			len(categories) > 0 && !slices.Contains(categories, one.Category) ||
			one.PriceCents < lowest || one.PriceCents > highest
	})
	compare := comparisons[cmp.Or(c.QueryParam("sort"), "name")]
	descending := c.QueryParam("order") == "desc"
	slices.SortFunc(products, func(left, right product) int {
		order := compare(left, right)
		if descending {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(left.ID, right.ID))
	})
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
