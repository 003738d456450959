package account

import (
	"tapdesk/state/journal"
)

// words are the texts of one act.
type words struct {
	title, question, does, doing, lost, undone, again string
	help                                              []string
}

// The texts of each act.
var acts = map[journal.Operation]words{
	journal.Block: {
		title: "Block sign-in", question: "Block the sign-in of this person?", does: "block the sign-in",
		doing: "Blocking the sign-in", lost: "Blocking the sign-in: the answer was lost",
		undone: "The sign-in was not blocked by this request.", again: "block again",
		help: []string{
			"y sends one request, once; any other key goes back and nothing has happened. It needs no ticket and no check of " +
				"who is calling: a block is safe to do before you believe anybody, and b takes it back.",
			"If the answer is lost, the request is not sent again by itself. The screen reads whether the account is " +
				"blocked, and b repeats the request, which does no harm.",
		},
	},
	journal.Unblock: {
		title: "Unblock sign-in", question: "Let this person sign in again?", does: "unblock the sign-in",
		doing: "Unblocking the sign-in", lost: "Unblocking the sign-in: the answer was lost",
		undone: "The sign-in was not unblocked by this request.", again: "unblock again",
		help: []string{
			"y sends one request, once; any other key goes back and nothing has happened. It needs what a new pass needs: " +
				"the ticket and the check of the caller that this desk requires.",
			"Somebody blocked the account for a reason. Ask them first where you can.",
			"If the answer is lost, the request is not sent again by itself. The screen reads whether the account is " +
				"blocked, and b repeats the request, which does no harm.",
		},
	},
	journal.Reset: {
		title: "Reset the password", question: "Reset the password of this person?", does: "reset the password",
		doing: "Resetting the password", lost: "Resetting the password: the answer was lost",
		undone: "The password was not changed by this request.", again: "reset again",
		help: []string{
			"y sends one request, once, and follows what Entra does about it; any other key goes back and nothing has " +
				"happened. It needs what a new pass needs: the ticket and the check of the caller that this desk requires.",
			"A password that is read out is weaker than a pass. Use it where a password is what is needed: an account that " +
				"is locked for wrong passwords, a password that has expired, or Windows with Active Directory.",
			"If the answer is lost, nobody has seen the new password, if there is one. p resets it again.",
		},
	},
}

// The question.
const (
	labelThen   = "Then"
	labelNote   = "Note"
	labelBy     = "Blocked"
	noSignIn    = "They cannot sign in to Entra, with a pass or without, until somebody unblocks them."
	notSessions = "Their sessions are not revoked by it: u does that."
	signInAgain = "They can sign in to Entra again with the methods they have."
	blockThere  = "the account comes from Active Directory: block it in Active Directory too, which cannot be done from " +
		"here"
	unblockThere = "the account comes from Active Directory: if it is disabled there, enable it there too, which cannot " +
		"be done from here"
	entraMakes   = "Entra makes a new password. It is shown here once."
	formatWeMake = "Tapdesk makes a new password of %d characters. It is shown here once."
	notShown     = "The new password is not shown, because nobody is verified. Nobody knows it."
	mustChange   = "The person must change it at the next sign-in."
	writesBack   = "the account comes from Active Directory: the reset needs password writeback, and Active Directory " +
		"may refuse the password"
)

// Who blocked the account.
const (
	byReading      = "reading Entra's audit log..."
	formatByUnread = "not known: Entra's audit log could not be read: %s"
	byNobody       = "not known: Entra's audit log has no block of the last 30 days"
	byUnchecked    = "not checked"
	formatByEntra  = "%s by %s (Entra's audit log)"
	formatByHere   = "%s by you (in this call)"
)

// The wait, and what is known afterwards.
const (
	waitMinute        = "Entra may take up to a minute more after its answer."
	formatBlockedAt   = "Sign-in blocked %s."
	formatUnblockedAt = "Sign-in allowed again %s."
	formatResetAt     = "Password reset %s. Nobody has seen the new one."
	resetLater        = "Once the person is verified, p on the person resets it again and shows it."
	answerLost        = "The answer was lost"
	unseen            = "If the password was changed, nobody has seen the new one. p resets it again."
	lossUnknown       = "the result of the request is not known yet"
)

// Keys, and why one is off.
const (
	doCheckAgain = "check again"
	offChecking  = "it is being checked"
)
