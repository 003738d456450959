package graph

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"strings"
)

func baseURL(cfg Config) (*url.URL, error) {
	if !cfg.Cloud.known() {
		return nil, fmt.Errorf("unknown cloud %d", int(cfg.Cloud))
	}
	version := cfg.Version
	switch version {
	case "":
		version = "v1.0"
	case "v1.0", beta:
	default:
		return nil, fmt.Errorf("unknown Graph version %q: use v1.0 or beta", version)
	}
	root := cfg.Cloud.Root()
	if cfg.Root != "" {
		checked, err := LoopbackRoot(cfg.Root)
		if err != nil {
			return nil, err
		}
		root = checked
	}
	return url.Parse(root + "/" + version)
}

// beta is the version of Graph that says when a method was last used.
const beta = "beta"

// Beta reports whether the client asks Graph's beta version.
func (c *Client) Beta() bool { return strings.HasSuffix(c.base.Path, "/"+beta) }

// LoopbackRoot returns the root URL of a sandbox without a trailing slash. It fails unless the URL is http or https,
// its host is a loopback address (127.0.0.0/8, ::1 or localhost), and nothing follows the host.
func LoopbackRoot(root string) (string, error) {
	u, err := url.Parse(root)
	if err != nil {
		return "", fmt.Errorf("the sandbox URL cannot be read: use http://127.0.0.1:PORT")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "", u.User != nil:
		return "", fmt.Errorf("the sandbox URL must be like http://127.0.0.1:PORT")
	case !loopback(u.Hostname()):
		return "", fmt.Errorf("the sandbox must be on this machine: use http://127.0.0.1:PORT, not host %q", u.Hostname())
	case u.Path != "" && u.Path != "/", u.RawQuery != "", u.Fragment != "", u.ForceQuery:
		return "", fmt.Errorf("the sandbox URL must end at the port, without a version: http://127.0.0.1:PORT")
	}
	return u.Scheme + "://" + u.Host, nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// errForeign is the error for an address that does not belong to this Graph.
var errForeign = errors.New("the address is not on the configured Graph host")

// ours reports whether a URL is on the configured host and below the configured version: the only place where the token
// may go.
func (c *Client) ours(u *url.URL) bool {
	if u.Scheme != c.base.Scheme || !strings.EqualFold(hostPort(u), hostPort(c.base)) || u.User != nil || u.Opaque != "" {
		return false
	}
	return strings.HasPrefix(path.Clean(u.Path), c.base.Path+"/")
}

// hostPort returns host:port, with the scheme's default port if there is none.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Hostname() + ":" + port
}

// Root returns the scheme and host that the client talks to, without a trailing slash.
func (c *Client) Root() string { return c.base.Scheme + "://" + c.base.Host }
