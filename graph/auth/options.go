package auth

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"tapdesk/graph"
	"tapdesk/state/clock"
)

// Options configure a Session. Clock is required, and either TenantID and ClientID or Sandbox.
type Options struct {
	// TenantID and ClientID are the GUIDs of the tenant and of the app registration in it.
	TenantID, ClientID string
	// Cloud selects the sign-in service and Graph. It is ignored with a sandbox.
	Cloud graph.Cloud
	// Sandbox is the root URL of a sandbox tenant. It is asked for its ids, authority and certificate when they are
	// first needed.
	Sandbox string
	// Authority overrides the cloud's sign-in service in tests: an https URL of a loopback host, without a path.
	Authority string
	// RootCAs are the certificates to trust instead of the system's; nil means the system's.
	RootCAs *x509.CertPool
	// Transport sends the requests; nil means the session's own. It must not follow redirects.
	Transport http.RoundTripper
	// IgnoreProxy makes the session ignore HTTPS_PROXY and the like.
	IgnoreProxy bool
	Clock       clock.Clock
	// RedirectPort is the only port that the browser sign-in waits on, 1024 to 65535. 0 means a socket in RuntimeDir,
	// if SSHConnection is not empty and the directory is the operator's alone; otherwise a port derived from UID, or
	// one above it.
	RedirectPort int
	// RuntimeDir is the environment variable XDG_RUNTIME_DIR.
	RuntimeDir string
	// UID is the operator's user id on this machine.
	UID int
	// SSHHost is how the operator's own machine reaches this one (host or user@host); empty means a guess from
	// SSHConnection, which is the environment variable SSH_CONNECTION.
	SSHHost, SSHConnection string
	// PasteBack allows sign-in by a pasted address.
	PasteBack bool
}

// services are the hosts of each cloud's sign-in service: the one in use first, then its older names. Source:
// learn.microsoft.com/entra/identity-platform/authentication-national-cloud.
var services = map[graph.Cloud][]string{
	graph.Global:   {"login.microsoftonline.com", "login.microsoft.com", "login.windows.net", "sts.windows.net"},
	graph.USGov:    {"login.microsoftonline.us", "login.usgovcloudapi.net"},
	graph.USGovDoD: {"login.microsoftonline.us", "login.usgovcloudapi.net"},
	graph.China:    {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"},
}

// place describes where the session signs in.
type place struct {
	tenantID, clientID string
	cloud              string   // its name
	authority          string   // with the tenant
	hosts              []string // where requests may go
	local              bool
	roots              *x509.CertPool
}

var sshHostText = regexp.MustCompile(`^([A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9:][A-Za-z0-9.:_%-]*$`)

// check returns what is wrong with the options. Its errors name the setting.
func (o Options) check() error {
	switch {
	case o.Clock == nil:
		return errors.New("a session needs a clock")
	case o.RedirectPort != 0 && (o.RedirectPort < 1024 || o.RedirectPort > 65535):
		return fmt.Errorf("sign_in.redirect_port %d: use 1024 to 65535, or 0", o.RedirectPort)
	case o.SSHHost != "" && !sshHostText.MatchString(o.SSHHost):
		return errors.New("sign_in.ssh_host: use a host name or address, or user@host")
	}
	if o.Sandbox != "" {
		if o.TenantID != "" || o.ClientID != "" || o.Authority != "" {
			return errors.New("a sandbox has its own tenant, client and authority: leave them out")
		}
		_, err := graph.LoopbackRoot(o.Sandbox)
		return err
	}
	_, err := o.place()
	return err
}

// place returns where to sign in if the options alone say so.
func (o Options) place() (*place, error) {
	tenant, client := guid(o.TenantID), guid(o.ClientID)
	switch {
	case tenant == "":
		return nil, errors.New("tenant_id: use the tenant's GUID")
	case client == "":
		return nil, errors.New("client_id: use the GUID of the app registration")
	}
	p := &place{tenantID: tenant, clientID: client, cloud: o.Cloud.Name(), roots: o.RootCAs}
	if o.Authority == "" {
		p.hosts = services[o.Cloud]
		if len(p.hosts) == 0 {
			return nil, fmt.Errorf("unknown cloud %d", int(o.Cloud))
		}
		p.authority = "https://" + p.hosts[0] + "/" + tenant
		return p, nil
	}
	// An authority may be given with or without its tenant.
	bare := strings.TrimSuffix(strings.TrimSuffix(o.Authority, "/"), "/"+tenant)
	root, err := graph.LoopbackRoot(bare)
	if err != nil || !strings.HasPrefix(root, "https://") {
		return nil, errors.New("the authority can only be overridden with https on this machine: use https://127.0.0.1:PORT")
	}
	u, err := url.Parse(root)
	if err != nil {
		return nil, errors.New("the authority cannot be read: use https://127.0.0.1:PORT")
	}
	p.local, p.authority, p.hosts = true, root+"/"+tenant, []string{strings.ToLower(u.Host)}
	return p, nil
}

// root returns the address of the Graph that tokens are for. For a sandbox that is the worldwide one.
func (o Options) root() string {
	if o.local() {
		return graph.Global.Root()
	}
	return o.Cloud.Root()
}

func (o Options) local() bool { return o.Sandbox != "" || o.Authority != "" }

// serves returns an error unless tokens from here may go to a Graph; see graph.Bound.
func (o Options) serves(cloud graph.Cloud, root string) error {
	switch {
	case o.local() && root == "":
		return errors.New("a sandbox's sign-in must not go to Microsoft Graph")
	case !o.local() && root != "":
		return errors.New("a sign-in at Microsoft must not go to a sandbox")
	case o.Sandbox != "" && !sameHost(root, o.Sandbox):
		return errors.New("a sandbox's sign-in must not go to another sandbox")
	case !o.local() && cloud != o.Cloud:
		return fmt.Errorf("a sign-in in the cloud %s must not go to the Graph of %s", o.Cloud, cloud)
	}
	return nil
}

const (
	// firstPort and ports are the range of derived ports: below those that Linux uses for outgoing connections.
	firstPort = 20000
	ports     = 12000
	// stride keeps neighbouring user ids apart, so that the next free port is not a colleague's. It has no factor in
	// common with ports, so that no two of 12,000 successive ids share a port.
	stride = 7
	// portTries is how many successive ports are tried.
	portTries = 16
)

// wantedPort returns the port to try first: the configured one, or one derived from the user id, so that an ssh_config
// can contain it.
func (o Options) wantedPort() int {
	if o.RedirectPort != 0 {
		return o.RedirectPort
	}
	uid := o.UID % ports
	if uid < 0 {
		uid += ports
	}
	return firstPort + uid*stride%ports
}

// sshHost returns how the operator's own machine reaches this one, with the ssh options it needs, and whether that is a
// guess.
func (o Options) sshHost() (target string, guessed bool) {
	if o.SSHHost != "" {
		return o.SSHHost, false
	}
	// Source: ssh(1), SSH_CONNECTION: client address, client port, server address, server port.
	fields := strings.Fields(o.SSHConnection)
	if len(fields) != 4 {
		return "", false
	}
	addr, err := netip.ParseAddr(fields[2])
	if err != nil || !sshHostText.MatchString(fields[2]) {
		return "", false
	}
	target = addr.Unmap().String()
	if port := fields[3]; port != "22" && strings.Trim(port, "0123456789") == "" {
		target = "-p " + port + " " + target
	}
	return target, true
}
