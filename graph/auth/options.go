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

// Options is what a Session is made from. Either TenantID and ClientID are obligatory, or Sandbox; and Clock.
type Options struct {
	// TenantID and ClientID are the GUIDs of the tenant and of the app registered there.
	TenantID, ClientID string
	// Cloud says which sign-in service and which Graph. With a sandbox it is not looked at.
	Cloud graph.Cloud
	// Sandbox is the root URL of a sandbox tenant, which tells its own ids, authority and certificate when first
	// needed.
	Sandbox string
	// Authority overrides the cloud's sign-in service, for tests: an https URL of a loopback host without a path.
	Authority string
	// RootCAs are the certificates to trust instead of the system's; nil means the system's.
	RootCAs *x509.CertPool
	// Transport carries the requests; nil means one of the session's own. It must not follow redirects.
	Transport http.RoundTripper
	// IgnoreProxy says that HTTPS_PROXY and the like do not count.
	IgnoreProxy bool
	Clock       clock.Clock
	// RedirectPort is where the browser sign-in waits, 1024 to 65535, and nowhere else; 0 means a socket in RuntimeDir
	// where SSHConnection is not empty and the directory is the operator's alone, else a port derived from UID, or one
	// of those above it.
	RedirectPort int
	// RuntimeDir is the environment variable XDG_RUNTIME_DIR.
	RuntimeDir string
	// UID is the operator's user id on this machine.
	UID int
	// SSHHost is how the operator's own machine reaches this one (host or user@host); empty means a guess from
	// SSHConnection, the environment variable of that name.
	SSHHost, SSHConnection string
	// PasteBack allows the sign-in by a pasted address.
	PasteBack bool
}

// services are the sign-in services of the clouds: the one that is asked, and the others that are the same one by older
// names. Source: learn.microsoft.com/entra/identity-platform/authentication-national-cloud.
var services = map[graph.Cloud][]string{
	graph.Global:   {"login.microsoftonline.com", "login.microsoft.com", "login.windows.net", "sts.windows.net"},
	graph.USGov:    {"login.microsoftonline.us", "login.usgovcloudapi.net"},
	graph.USGovDoD: {"login.microsoftonline.us", "login.usgovcloudapi.net"},
	graph.China:    {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"},
}

// place is where the session signs in.
type place struct {
	tenantID, clientID string
	cloud              string   // its name
	authority          string   // with the tenant
	hosts              []string // where requests may go
	local              bool
	roots              *x509.CertPool
}

var sshHostText = regexp.MustCompile(`^([A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9:][A-Za-z0-9.:_%-]*$`)

// check says what is wrong with options. Its errors name the setting.
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
			return errors.New("a sandbox tells its own tenant, client and authority")
		}
		_, err := graph.LoopbackRoot(o.Sandbox)
		return err
	}
	_, err := o.place()
	return err
}

// place returns where to sign in when the options say so themselves.
func (o Options) place() (*place, error) {
	tenant, client := guid(o.TenantID), guid(o.ClientID)
	switch {
	case tenant == "":
		return nil, errors.New("tenant_id: it must be the tenant's GUID")
	case client == "":
		return nil, errors.New("client_id: it must be the GUID of the app registration")
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
	// An authority may be given with its tenant or without.
	bare := strings.TrimSuffix(strings.TrimSuffix(o.Authority, "/"), "/"+tenant)
	root, err := graph.LoopbackRoot(bare)
	if err != nil || !strings.HasPrefix(root, "https://") {
		return nil, errors.New("the authority may be overridden by https on this machine alone: use https://127.0.0.1:PORT")
	}
	u, err := url.Parse(root)
	if err != nil {
		return nil, errors.New("the authority cannot be read: use https://127.0.0.1:PORT")
	}
	p.local, p.authority, p.hosts = true, root+"/"+tenant, []string{strings.ToLower(u.Host)}
	return p, nil
}

// root is the address of the Graph that tokens are for, which is the worldwide one at a sandbox.
func (o Options) root() string {
	if o.local() {
		return graph.Global.Root()
	}
	return o.Cloud.Root()
}

func (o Options) local() bool { return o.Sandbox != "" || o.Authority != "" }

// serves reports whether tokens from here may go to a Graph: see graph.Config.
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
	// firstPort and ports are where derived ports lie: below those that Linux gives to outgoing connections.
	firstPort = 20000
	ports     = 12000
	// stride keeps neighbouring user ids apart, so that the next free port is not a colleague's own. It has no factor
	// in common with ports, so that no two of 12,000 successive ids share one.
	stride = 7
	// portTries is how many ports are tried in a row.
	portTries = 16
)

// wantedPort returns the port to ask for first: as configured, or derived from the user id, so that it can stand in an
// ssh_config.
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

// sshHost returns how the operator's own machine reaches this one with the options ssh needs for it, and whether that
// is a guess.
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
