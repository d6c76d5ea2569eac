// Package recipes is the recipe site: comments come in, and are shown below their recipe.
package recipes

import (
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// New returns the application, without comments.
func New() *echo.Echo {
	app := echo.New()
	app.HideBanner, app.HidePort = true, true
	app.Use(middleware.Recover())
	app.HTTPErrorHandler = func(err error, c echo.Context) {
		if !c.Response().Committed {
			c.JSON(http.StatusInternalServerError, map[string]string{"error": "internal error"})
		}
	}
	comments := &store{byRecipe: map[string][]Comment{}}

	app.POST("/recipes/:recipe/comments", func(c echo.Context) error {
		var comment Comment
		if err := c.Bind(&comment); err != nil {
			return c.JSON(http.StatusBadRequest, map[string]string{"error": "a comment is an object of four texts"})
		}
		if problem := check(comment); problem != "" {
			return c.JSON(http.StatusBadRequest, map[string]string{"error": problem})
		}
		return c.JSON(http.StatusCreated, map[string]int{"id": comments.add(c.Param("recipe"), comment)})
	})

	app.GET("/recipes/:recipe", func(c echo.Context) error {
		return c.HTML(http.StatusOK, page(comments.of(c.Param("recipe"))))
	})
	return app
}

// check says what is wrong with a new comment; nothing if it is fine.
func check(comment Comment) string {
	fields := []struct {
		name, value string
		limit       int
	}{
		{"author", comment.Author, 300}, {"town", comment.Town, 300}, {"website", comment.Website, 600}, {"text", comment.Text, 5000},
	}
	for _, field := range fields {
		if utf8.RuneCountInString(field.value) > field.limit {
			return fmt.Sprintf("%s is too long", field.name)
		}
	}
	if comment.Author == "" || comment.Text == "" {
		return "author and text are needed"
	}
	return ""
}
