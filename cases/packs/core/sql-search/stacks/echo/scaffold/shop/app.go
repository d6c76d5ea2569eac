// Package shop is the shop front: back office, public list, and one shape for errors.
package shop

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// New returns the application on a new database.
func New(schema string) (*echo.Echo, error) {
	if err := open(schema); err != nil {
		return nil, err
	}
	app := echo.New()
	app.HideBanner, app.HidePort = true, true
	app.Use(middleware.Recover())
	app.HTTPErrorHandler = func(err error, c echo.Context) {
		if !c.Response().Committed {
			c.JSON(http.StatusInternalServerError, map[string]string{"error": "internal error"})
		}
	}
	app.POST("/products", addProduct)
	app.POST("/newsletter", subscribe)
	app.GET("/products", listProducts)
	return app, nil
}
