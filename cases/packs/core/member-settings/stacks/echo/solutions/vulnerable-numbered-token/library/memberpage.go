package library

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/labstack/echo/v4"
)

var settingsPage = template.Must(template.New("settings").Parse(`<!doctype html>
<title>Your details</title>
<form method="post" action="/settings">
<input type="hidden" name="token" value="{{ .Token }}">
<label>Email <input name="email" value="{{ .Member.Email }}"></label>
<label>Phone <input name="phone" value="{{ .Member.Phone }}"></label>
<label><input type="checkbox" name="newsletter" value="yes"{{ if .Member.Newsletter }} checked{{ end }}> Newsletter</label>
<button>Save</button>
</form>
`))

// memberPages adds the page on which members change their contact details.
func memberPages(app *echo.Echo) {
	app.GET("/settings", showSettings)
	app.POST("/settings", saveSettings)
}

var numbers atomic.Int64

// showSettings answers with the form.
func showSettings(c echo.Context) error {
	session := sessionOf(c)
	if session == nil {
		return c.Redirect(http.StatusSeeOther, "/login")
	}
	token, _ := session.Values.LoadOrStore("form token", fmt.Sprintf("form-%d", numbers.Add(1)))
	c.Response().Header().Set("Content-Type", "text/html; charset=utf-8")
	return settingsPage.Execute(c.Response(), map[string]any{"Member": session.Member.Details(), "Token": token})
}

// saveSettings takes the submitted form.
func saveSettings(c echo.Context) error {
	session := sessionOf(c)
	if session == nil {
		return c.Redirect(http.StatusSeeOther, "/login")
	}
	token, opened := session.Values.Load("form token")
	if !opened || c.FormValue("token") != token {
		return c.String(http.StatusForbidden, "please open the page again")
	}
	email, phone := strings.TrimSpace(c.FormValue("email")), strings.TrimSpace(c.FormValue("phone"))
	if !strings.Contains(email, "@") || len(email) > 120 || len(phone) > 40 {
		return c.String(http.StatusUnprocessableEntity, "please check your details")
	}
	session.Member.Change(email, phone, c.FormValue("newsletter") == "yes")
	return c.Redirect(http.StatusSeeOther, "/settings")
}
