package corkboard

import "errors"

// Page is a page of the web that was fetched.
type Page struct {
	URL  string
	HTML string
}

var (
	// ErrBadAddress says that what somebody pasted is no address of a page. It may be wrapped.
	ErrBadAddress = errors.New("this is no address of a page")
	// ErrUnavailable says that the page cannot be fetched, or is none. It may be wrapped.
	ErrUnavailable = errors.New("the page cannot be fetched")
)
