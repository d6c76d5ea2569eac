package corkboard

import (
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"golang.org/x/net/html/charset"
)

const (
	userAgent    = "Corkboard/1.0"
	maxRedirects = 3
	maxBytes     = 200_000
	timeout      = 2 * time.Second
)

// special holds the ranges that are neither private nor public.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"),
}

// isPublic says whether an address belongs to the public internet.
func isPublic(address netip.Addr) bool {
	address = address.Unmap()
	for _, place := range special {
		if place.Contains(address) {
			return false
		}
	}
	return address.IsGlobalUnicast() && !address.IsPrivate()
}

// publicOnly looks at every connection just before it is made.
func publicOnly(network, address string, _ syscall.RawConn) error {
	where, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(where.Addr()) {
		return fmt.Errorf("this host is not fetched")
	}
	return nil
}

var client = &http.Client{
	Timeout: timeout,
	Transport: &http.Transport{
		DialContext:       (&net.Dialer{Timeout: timeout, Control: publicOnly}).DialContext,
		DisableKeepAlives: true,
	},
	CheckRedirect: func(request *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return fmt.Errorf("there are too many redirects")
		}
		return nil
	},
}

// FetchPage returns the page at an address. Errors are ErrBadAddress or ErrUnavailable.
func FetchPage(address string) (Page, error) {
	where, err := url.Parse(address)
	if err != nil || where.Scheme != "http" && where.Scheme != "https" || where.Host == "" {
		return Page{}, ErrBadAddress
	}
	page, err := fetch(where)
	if err != nil {
		return Page{}, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return page, nil
}

func fetch(where *url.URL) (Page, error) {
	request, err := http.NewRequest(http.MethodGet, where.String(), nil)
	if err != nil {
		return Page{}, err
	}
	request.Header.Set("User-Agent", userAgent)
	answer, err := client.Do(request)
	if err != nil {
		return Page{}, err
	}
	defer answer.Body.Close()
	kind := answer.Header.Get("Content-Type")
	media, parameters, err := mime.ParseMediaType(kind)
	if err != nil || media != "text/html" || answer.StatusCode != http.StatusOK {
		return Page{}, fmt.Errorf("there is no page at this address")
	}
	if parameters["charset"] == "" {
		kind = "text/html; charset=utf-8"
	}
	reader, err := charset.NewReader(io.LimitReader(answer.Body, maxBytes), kind)
	if err != nil {
		return Page{}, err
	}
	text, err := io.ReadAll(reader)
	return Page{URL: answer.Request.URL.String(), HTML: string(text)}, err
}
