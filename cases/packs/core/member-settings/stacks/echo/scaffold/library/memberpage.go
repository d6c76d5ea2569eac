package library

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// memberPages adds the page on which members change their contact details.
func memberPages(app *echo.Echo) {
	app.GET("/settings", showSettings)
	app.POST("/settings", saveSettings)
}

// showSettings answers with the form.
func showSettings(c echo.Context) error {
	return c.String(http.StatusNotImplemented, "not built yet")
}

// saveSettings takes the submitted form.
func saveSettings(c echo.Context) error {
	return c.String(http.StatusNotImplemented, "not built yet")
}
