// Starts the recipe site on 127.0.0.1:$PORT.
package main

import (
	"cmp"
	"log"
	"os"

	"recipesite/recipes"
)

func main() {
	log.Fatal(recipes.New().Start("127.0.0.1:" + cmp.Or(os.Getenv("PORT"), "8080")))
}
