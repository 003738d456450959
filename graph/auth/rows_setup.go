package auth

import "tapdesk/state/session"

// setupRows are about the app registration and the configuration.
var setupRows = []row{
	{
		codes:    []int{50194},
		happened: "this app belongs to one tenant and was asked for at an address shared by all",
		operator: "set tenant_id to the GUID of your tenant",
		admin: "the app is registered as single tenant, which is right: the configuration must name the tenant " +
			"by its GUID",
		way: session.Blocked,
	},
	{
		codes:    []int{50105},
		happened: "you are not assigned to this app",
		operator: "ask an administrator to assign you",
		admin:    "add the operator, or a group they are in, to the enterprise application under Users and groups",
		way:      session.Blocked,
	},
	{
		codes: []int{65001, 90094, 90095}, errors: []string{"consent_required"},
		happened: "nobody has consented to the permissions of this app",
		operator: "ask an administrator to grant them",
		admin:    "grant admin consent in the app registration under API permissions",
		way:      session.Blocked,
	},
	{
		codes:    []int{65004},
		happened: "the consent was declined",
		operator: "sign in again and accept, or ask an administrator to consent for all",
		admin:    "grant admin consent in the app registration under API permissions, so that nobody is asked",
	},
	{
		codes:    []int{700016},
		happened: "the tenant knows no app of this client_id",
		operator: "check client_id, tenant_id and cloud: one of them is not right",
		admin:    "the app must be registered in this very tenant and cloud",
		way:      session.Blocked,
	},
	{
		codes:    []int{90002},
		happened: "there is no such tenant in this cloud",
		operator: "check tenant_id and cloud: one of them is not right",
		way:      session.Blocked,
	},
	{
		codes:    []int{7000218},
		grant:    byDevice,
		happened: "the app registration does not allow device code",
		operator: "sign in by browser",
		admin: "for device code, set Allow public client flows to Yes in the app registration under " +
			"Authentication; to keep it off, set sign_in to browser",
		way: session.ByBrowser,
	},
	{
		codes:    []int{50011},
		happened: "the app registration does not know the address the browser must come back to",
		operator: "ask an administrator: another try will end the same way",
		admin: "add the platform Mobile and desktop applications with the redirect URI http://localhost to the " +
			"app registration",
		way: session.Blocked,
	},
	{
		codes:    []int{65002},
		happened: "this client_id is an app of Microsoft's own, which may not be used for this",
		operator: "ask an administrator for an app registration of your own tenant",
		admin:    "register an app of your own and set client_id to it",
		way:      session.Blocked,
	},
	{
		codes: []int{7000112}, errors: []string{"unauthorized_client"},
		happened: "the app is disabled, or may not sign anybody in this way",
		operator: "ask an administrator: another try will end the same way",
		admin: "see whether the enterprise application is enabled for users to sign in, and whether the " +
			"registration allows public clients",
		way: session.Blocked,
	},
	{
		codes: []int{70011, 500011, 650052, 650057}, errors: []string{"invalid_scope", "invalid_resource"},
		happened: "the app may not ask for Microsoft Graph in this tenant",
		operator: "ask an administrator to look at the app's permissions",
		admin: "the app registration needs delegated permissions of Microsoft Graph, with admin consent, in " +
			"this cloud",
		way: session.Blocked,
	},
	{
		codes: []int{7000218},
		grant: byCode,
		happened: "the app registration has the redirect URI as one of the platform Web, for which a secret is " +
			"asked, and Tapdesk has none",
		operator: "ask an administrator: another try will end the same way",
		admin: "in the app registration under Authentication, remove http://localhost from Web and add it to " +
			"Mobile and desktop applications",
		way: session.Blocked,
	},
	{
		codes:    []int{7000218},
		happened: "the app registration asks for a secret, and Tapdesk has none",
		operator: "ask an administrator: another try will end the same way",
		admin: "http://localhost belongs to the platform Mobile and desktop applications; for device code, set " +
			"Allow public client flows to Yes",
		way: session.Blocked,
	},
	{
		codes:    []int{9002327},
		happened: "the app registration has the redirect URI as one of a single-page application, which this is not",
		operator: "ask an administrator: another try will end the same way",
		admin: "in the app registration under Authentication, remove http://localhost from Single-page " +
			"application and add it to Mobile and desktop applications",
		way: session.Blocked,
	},
	{
		codes:    []int{90099},
		happened: "the app is not authorised in this tenant for administrators of a partner",
		operator: "ask an administrator of this tenant",
		admin:    "consent to the app in this tenant, or let the partner authorise it through Partner Center",
		way:      session.Blocked,
	},
	{
		errors:   []string{"access_denied"},
		happened: "the sign-in was given up on the page, or the app needs an administrator's approval",
		operator: "sign in again and finish the page; if it asks for approval, ask an administrator",
		admin:    "grant admin consent in the app registration under API permissions",
	},
}
