package recipes

import "sync"

// Comment is what a reader has written below a recipe.
type Comment struct {
	ID      int    `json:"-"`
	Author  string `json:"author"`
	Town    string `json:"town"`
	Website string `json:"website"`
	Text    string `json:"text"`
}

// store keeps comments in memory, by recipe, oldest first.
type store struct {
	mutex    sync.Mutex
	byRecipe map[string][]Comment
	last     int
}

func (s *store) add(recipe string, comment Comment) int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.last++
	comment.ID = s.last
	s.byRecipe[recipe] = append(s.byRecipe[recipe], comment)
	return s.last
}

func (s *store) of(recipe string) []Comment {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.byRecipe[recipe]
}
