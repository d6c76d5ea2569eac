package shop

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

type newProduct struct {
	Name       string `json:"name"`
	Category   string `json:"category"`
	PriceCents int    `json:"price_cents"`
	AddedOn    string `json:"added_on"`
	Published  bool   `json:"published"`
}

type newReader struct {
	Email    string `json:"email"`
	Postcode int    `json:"postcode"`
}

// addProduct is the door through which products come in.
func addProduct(c echo.Context) error {
	var product newProduct
	if err := c.Bind(&product); err != nil {
		return err
	}
	return inserted(c, "INSERT INTO products (name, category, price_cents, added_on, published) VALUES (?, ?, ?, ?, ?)",
		product.Name, product.Category, product.PriceCents, product.AddedOn, product.Published)
}

// subscribe is the door through which readers of the newsletter come in.
func subscribe(c echo.Context) error {
	var reader newReader
	if err := c.Bind(&reader); err != nil {
		return err
	}
	return inserted(c, "INSERT INTO subscribers (email, postcode) VALUES (?, ?)", reader.Email, reader.Postcode)
}

func inserted(c echo.Context, statement string, values ...any) error {
	result, err := database.Exec(statement, values...)
	if err != nil {
		return err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, map[string]int64{"id": id})
}
