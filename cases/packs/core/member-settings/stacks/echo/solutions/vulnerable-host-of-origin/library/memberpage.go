package library

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

var settingsPage = template.Must(template.New("settings").Parse(`<!doctype html>
<title>Your details</title>
<form method="post" action="/settings">
<label>Email <input name="email" value="{{ .Email }}"></label>
<label>Phone <input name="phone" value="{{ .Phone }}"></label>
<label><input type="checkbox" name="newsletter" value="yes"{{ if .Newsletter }} checked{{ end }}> Newsletter</label>
<button>Save</button>
</form>
`))

// memberPages adds the page on which members change their contact details.
func memberPages(app *echo.Echo) {
	app.GET("/settings", showSettings)
	app.POST("/settings", saveSettings)
}

// showSettings answers with the form.
func showSettings(c echo.Context) error {
	session := sessionOf(c)
	if session == nil {
		return c.Redirect(http.StatusSeeOther, "/login")
	}
	c.Response().Header().Set("Content-Type", "text/html; charset=utf-8")
	return settingsPage.Execute(c.Response(), session.Member.Details())
}

// saveSettings takes the submitted form.
func saveSettings(c echo.Context) error {
	session := sessionOf(c)
	if session == nil {
		return c.Redirect(http.StatusSeeOther, "/login")
	}
	origin, err := url.Parse(c.Request().Header.Get("Origin"))
	if err != nil || origin.Host != c.Request().Host {
		return c.String(http.StatusForbidden, "please open the page again")
	}
	email, phone := strings.TrimSpace(c.FormValue("email")), strings.TrimSpace(c.FormValue("phone"))
	if !strings.Contains(email, "@") || len(email) > 120 || len(phone) > 40 {
		return c.String(http.StatusUnprocessableEntity, "please check your details")
	}
	session.Member.Change(email, phone, c.FormValue("newsletter") == "yes")
	return c.Redirect(http.StatusSeeOther, "/settings")
}
