// Package library is the member service of the town library.
package library

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// New returns the application.
func New() *echo.Echo {
	app := echo.New()
	app.HideBanner, app.HidePort = true, true
	app.Use(middleware.Recover())
	app.POST("/join", join)
	app.POST("/logout", logOut)
	app.GET("/login", func(c echo.Context) error {
		return c.HTML(http.StatusOK, "<!doctype html><title>Log in</title><p>Please log in at the desk.</p>")
	})
	app.GET("/api/me", func(c echo.Context) error {
		session := sessionOf(c)
		if session == nil {
			return c.JSON(http.StatusUnauthorized, map[string]string{"error": "nobody is logged in"})
		}
		return c.JSON(http.StatusOK, session.Member.Details())
	})
	memberPages(app)
	return app
}

// join makes a member and logs in. The portals of the town need the cookie in their frames.
func join(c echo.Context) error {
	session := startSession(&Member{name: c.FormValue("name")})
	c.SetCookie(&http.Cookie{
		Name: cookieName, Value: session.ID, Path: "/", HttpOnly: true, Secure: true, SameSite: http.SameSiteNoneMode,
	})
	return c.Redirect(http.StatusSeeOther, "/")
}

func logOut(c echo.Context) error {
	endSession(sessionOf(c))
	return c.Redirect(http.StatusSeeOther, "/login")
}
