package session

import "strings"

// The template ids of the roles that matter to a helpdesk, and of others that the people it helps may hold. Source:
// learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference.
const (
	RoleAuthenticationAdministrator       = "c4e39bd9-1100-46d3-8c65-fb160da0071f"
	RolePrivilegedAuthentication          = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
	RoleAuthenticationPolicyAdministrator = "0526716b-113d-4c15-b2c8-68e3c22b9f80"
	RoleGlobalAdministrator               = "62e90394-69f5-4237-9190-012177145e10"
	RoleGlobalReader                      = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
	RoleHelpdeskAdministrator             = "729827e3-9c14-49f7-bb1b-9608f156bbb8"
	RoleUserAdministrator                 = "fe930be7-5e62-47db-91af-98c3a49a38b1"
	RoleDirectoryReaders                  = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
	RoleGroupsAdministrator               = "fdd7a751-b60b-444a-984c-02652fe8fa1c"
	RoleGuestInviter                      = "95e79109-95c0-4d8e-aee3-d01accf2d47b"
	RoleMessageCenterReader               = "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b"
	RolePasswordAdministrator             = "966707d0-3269-4727-9be2-8c3a10f19b9d"
	RolePrivilegedRoleAdministrator       = "e8611ab8-c189-46e8-94e1-60213ab1f814"
	RoleReportsReader                     = "4a5d8f65-41da-4de4-8968-e035b65339cf"
	RoleSecurityAdministrator             = "194ae4cb-b126-40b2-bd5b-6091b380977d"
	RoleSecurityOperator                  = "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"
	RoleConditionalAccessAdministrator    = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"
	RoleSecurityReader                    = "5d6b6bb7-de71-4623-b4af-96380a352509"
	RoleUsageSummaryReportsReader         = "75934031-6c7e-415a-99d7-48dbd49e875e"
	RoleUserExperienceSuccessManager      = "27460883-1df1-4691-b032-3b79643e5e63"
)

// roleNames maps template ids to display names.
var roleNames = map[string]string{
	RoleAuthenticationAdministrator:       "Authentication Administrator",
	RolePrivilegedAuthentication:          "Privileged Authentication Administrator",
	RoleAuthenticationPolicyAdministrator: "Authentication Policy Administrator",
	RoleGlobalAdministrator:               "Global Administrator",
	RoleGlobalReader:                      "Global Reader",
	RoleHelpdeskAdministrator:             "Helpdesk Administrator",
	RoleUserAdministrator:                 "User Administrator",
	RoleDirectoryReaders:                  "Directory Readers",
	RoleGroupsAdministrator:               "Groups Administrator",
	RoleGuestInviter:                      "Guest Inviter",
	RoleMessageCenterReader:               "Message Center Reader",
	RolePasswordAdministrator:             "Password Administrator",
	RolePrivilegedRoleAdministrator:       "Privileged Role Administrator",
	RoleReportsReader:                     "Reports Reader",
	RoleSecurityAdministrator:             "Security Administrator",
	RoleSecurityOperator:                  "Security Operator",
	RoleConditionalAccessAdministrator:    "Conditional Access Administrator",
	RoleSecurityReader:                    "Security Reader",
	RoleUsageSummaryReportsReader:         "Usage Summary Reports Reader",
	RoleUserExperienceSuccessManager:      "User Experience Success Manager",
}

// RoleName returns the display name of a directory role by its template id in any case, or "" for an unknown one.
func RoleName(templateID string) string { return roleNames[strings.ToLower(templateID)] }

// RoleID returns the template id of a directory role by its display name, and false for an unknown one.
func RoleID(name string) (string, bool) {
	for id, known := range roleNames {
		if known == name {
			return id, true
		}
	}
	return "", false
}

func sameRole(a, b string) bool { return a != "" && strings.EqualFold(a, b) }
