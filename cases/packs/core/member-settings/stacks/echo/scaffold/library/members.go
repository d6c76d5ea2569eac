package library

import (
	"crypto/rand"
	"sync"

	"github.com/labstack/echo/v4"
)

const cookieName = "library_session"

// Details is what the library knows of a member.
type Details struct {
	Name       string `json:"name"`
	Email      string `json:"email"`
	Phone      string `json:"phone"`
	Newsletter bool   `json:"newsletter"`
}

// Member is somebody who borrows books.
type Member struct {
	lock       sync.Mutex
	name       string
	email      string
	phone      string
	newsletter bool
}

// Details returns what is stored.
func (m *Member) Details() Details {
	m.lock.Lock()
	defer m.lock.Unlock()
	return Details{m.name, m.email, m.phone, m.newsletter}
}

// Change stores new contact details.
func (m *Member) Change(email, phone string, newsletter bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.email, m.phone, m.newsletter = email, phone, newsletter
}

// Session is one login of a member.
type Session struct {
	ID     string
	Member *Member
	// Values keeps what pages want to remember for the session.
	Values sync.Map
}

var sessions sync.Map

func startSession(member *Member) *Session {
	session := &Session{ID: rand.Text(), Member: member}
	sessions.Store(session.ID, session)
	return session
}

func endSession(session *Session) {
	if session != nil {
		sessions.Delete(session.ID)
	}
}

// sessionOf returns the session of a request, or nil if nobody is logged in.
func sessionOf(c echo.Context) *Session {
	cookie, err := c.Cookie(cookieName)
	if err != nil {
		return nil
	}
	found, _ := sessions.Load(cookie.Value)
	session, _ := found.(*Session)
	return session
}
