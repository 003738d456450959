package auth

import (
	"fmt"

	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// The rows of what has no code of Microsoft's.
var (
	generic = row{
		happened: "the sign-in service refused, for a reason Tapdesk does not know",
		operator: "try again; if it stays so, give an administrator the code and the correlation id",
		admin:    "look up the code at login.microsoftonline.com/error, and the correlation id in the sign-in log",
	}
	nameless = row{
		happened: "the sign-in service refused, and gave no code",
		operator: "try again; if it stays so, tell an administrator at what time",
		admin:    "the sign-in log has the attempts of this account by their time",
	}
	interaction = row{
		happened: "the tenant asks for something that only you can do on its page",
		operator: "sign in again, by browser if device code does not do",
		admin:    "the sign-in log names the policy: look there by the correlation id",
	}
	stuck = row{
		happened: "the sign-in cannot be renewed, since the service gave nothing to renew it with",
		operator: "sign in again",
		admin:    "the app must be allowed offline_access, which comes with the delegated permissions",
	}
	revoked = row{
		happened: "the sign-in is no longer accepted",
		operator: "sign in again",
		admin:    "if this comes often, look in the sign-in log by the correlation id",
	}
	offline = row{
		happened: "the sign-in service was not reached",
		operator: "check the network and the proxy, then try again",
		passing:  true,
	}
	unavailable = row{
		happened: "the sign-in service cannot answer at the moment",
		operator: "try again in a moment",
		way:      session.Later, passing: true,
	}
	intercepted = row{
		happened: "something between here and the sign-in service answered in its place",
		operator: "check the network and the proxy, then try again",
		passing:  true,
	}
	foreign = row{
		happened: "the sign-in service pointed to another host, where Tapdesk does not go",
		operator: "check the cloud and the proxy",
		way:      session.Blocked, kind: fault.Refused,
	}
	notGranted = row{
		happened: "a token came without any permission for Microsoft Graph",
		operator: "ask an administrator to grant the permissions of the app",
		admin:    "the app registration needs delegated permissions of Microsoft Graph, with admin consent",
		way:      session.Blocked,
	}
	wrongTenant = row{
		happened: "you signed in to another tenant than the one configured, and were signed out again",
		operator: "sign in again with your account of this tenant",
		admin:    "tenant_id must be the tenant the operators have their accounts in",
	}
	noIdentity = row{
		happened: "the sign-in service did not say who signed in",
		operator: "try again",
		admin:    "the ID token must name object id and tenant",
	}
	otherPerson = row{
		happened: "the sign-in came back for another person than before",
		operator: "sign in again",
	}
	replaced = row{
		happened: "another operator has signed in meanwhile, and nothing is done in their name that was not theirs",
		operator: "start again what you meant to do",
		kind:     fault.Refused,
	}
	answerForeign = row{
		happened: "an answer came that belongs to another sign-in, and it was not taken",
		operator: "open the address that is shown here now, and no older one",
	}
	answerByQuery = row{
		happened: "the answer of the sign-in page came in the browser's address, where Tapdesk does not take it",
		operator: "start again, or sign in another way",
		admin: "the page was asked to send its answer as a form (response_mode=form_post), and something made a " +
			"link of it",
	}
	portsTaken = row{
		happened: "your port and those that follow it are taken by other programs on this machine",
		operator: "set sign_in.redirect_port to a free one, or sign in another way",
	}
	portRefused = row{
		happened: "this machine does not let Tapdesk wait on the port",
		operator: "set sign_in.redirect_port to one from 1024 to 65535, or sign in another way",
	}
	windowOver = row{
		happened: "nobody has signed in in time, and the port is closed again",
		operator: "try again: the page must be finished while the console waits",
	}
	codeOver = row{
		happened: "the code has expired",
		operator: "ask for a new one",
	}
	canceled   = row{happened: "it was given up", kind: fault.Canceled}
	notYet     = row{happened: "nobody has signed in yet", operator: "sign in, then try again"}
	superseded = row{happened: "another sign-in was begun, or the session was closed", kind: fault.Canceled}
	pasteOff   = row{
		happened: "pasting the address is not allowed here",
		operator: "sign in by browser or by device code",
		admin:    "sign_in.paste_back in the site's file allows it",
		way:      session.Blocked, kind: fault.Refused,
	}
	pasteWrong = row{
		happened: "that is not the address the browser ended on",
		operator: "paste the whole address, which begins with http://localhost",
	}
	pasteForeign = row{
		happened: "that address belongs to another sign-in",
		operator: "paste the one this page led to; if somebody sent it to you, do not use it",
	}
	pasteUsed = row{
		happened: "this sign-in was finished or given up before",
		operator: "start again",
	}
	sandboxGone = row{
		happened: "the sandbox was started again or has ended: nobody answers where its sign-in was",
		operator: "sign in again",
	}
	noSandbox = row{
		happened: "there is no Tapdesk sandbox at this address",
		operator: "start one with: tapdesk sandbox",
	}
	misconfigured = row{
		happened: "the sign-in cannot be set up with this configuration",
		operator: "check tenant_id, client_id and cloud",
		way:      session.Blocked,
	}
)

// untrustedAdmin is what an administrator can do about a certificate that is not trusted.
const untrustedAdmin = "a proxy that breaks TLS open needs its certificate installed on this machine"

// portTaken is the row of a port that was asked for by its number. No other is taken in its place: what is set up for
// that number, as in an ssh_config, would lead the operator's browser to whatever program has it.
func portTaken(port int) row {
	return row{
		happened: fmt.Sprintf("port %d is taken by another program on this machine, and nobody can be sure who answers there", port),
		operator: fmt.Sprintf("open nothing at localhost:%d; free the port or set sign_in.redirect_port to another, or sign in another way", port),
	}
}
