package shop

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// listProducts searches, filters and sorts the published products.
func listProducts(c echo.Context) error {
	return c.JSON(http.StatusNotImplemented, map[string]string{"error": "not built yet"})
}
