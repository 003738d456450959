package ui

import (
	"fmt"
	"math/rand/v2"

	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/ui/account"
	"tapdesk/ui/confirm"
	"tapdesk/ui/fx"
	"tapdesk/ui/help"
	"tapdesk/ui/impostor"
	"tapdesk/ui/issue"
	"tapdesk/ui/log"
	"tapdesk/ui/lookup"
	"tapdesk/ui/methods"
	"tapdesk/ui/nav"
	"tapdesk/ui/person"
	"tapdesk/ui/reveal"
	"tapdesk/ui/sessions"
	"tapdesk/ui/signin"
	"tapdesk/ui/signins"
	"tapdesk/ui/situation"
	"tapdesk/ui/unfinished"
	"tapdesk/ui/watch"
	"tapdesk/ui/whatif"
)

// The screens' options that a site, or the person who starts the console, can set.
type (
	// SignIn is how the operator may sign in.
	SignIn = signin.Options
	// Way is one of the ways to sign in.
	Way = signin.Way
	// Form is what the site adds to the form of a pass.
	Form = issue.Site
	// Reveal is how the site wants a pass to be shown.
	Reveal = reveal.Options
	// Wanted is the person to look up first.
	Wanted = nav.Lookup
)

// The ways to sign in that can be first.
const (
	ByAsking  = signin.Ask
	ByBrowser = signin.Browser
	ByCode    = signin.Device
)

// Checker is a site's own program that is asked before a pass is issued; see ui/issue.
type Checker = issue.Checker

// engine is what the sign-in asks of a Session.
type engine = signin.Engine

// isSignIn reports whether a screen is the sign-in.
func isSignIn(screen nav.Screen) bool {
	_, is := screen.(*signin.Screen)
	return is
}

// isPerson reports whether a screen is that of a person, and callOf returns its call.
func isPerson(screen nav.Screen) bool {
	_, is := screen.(*person.Screen)
	return is
}

func callOf(screen nav.Screen) *desk.Call { return screen.(*person.Screen).Call() }

// isImpostor reports whether a screen is the one that stops an impostor.
func isImpostor(screen nav.Screen) bool {
	_, is := screen.(*impostor.Screen)
	return is
}

// isLog reports whether a screen is the log.
func isLog(screen nav.Screen) bool {
	_, is := screen.(*log.Screen)
	return is
}

// holdsPass reports whether a screen is a reveal whose pass is not wiped yet.
func holdsPass(screen nav.Screen) bool {
	r, is := screen.(*reveal.Screen)
	return is && r.Loss() != ""
}

// signsIn reports whether a screen is the sign-in while one is in progress, when no key chooses anything.
func signsIn(screen nav.Screen) bool {
	s, is := screen.(*signin.Screen)
	return is && s.UnderWay()
}

// screenJournal is the journal as screens use it. state/desk records writes, and what else is done at the desk.
type screenJournal interface {
	reveal.Journal
	log.Journal
	unfinished.Journal
}

// routes returns the function that turns a route into a screen. It is the only place that knows all screens, and gives
// each what it needs.
func (a *App) routes(o Options, j screenJournal) func(nav.Route, fx.Env) nav.Screen {
	d, behind := a.desk, o.Client.Background()
	shows := reveal.Means{Journal: j, WritesOff: d.Off, Clipboard: &a.clipboard, Forget: a.forget}
	if o.Form.Shuffle == nil {
		o.Form.Shuffle = rand.Shuffle
	}
	return func(to nav.Route, env fx.Env) nav.Screen {
		switch to := to.(type) {
		case nav.Lookup:
			return lookup.New(env, d, o.Client, to)
		case nav.Person:
			return person.New(env, d, o.Client, behind, to)
		case nav.Issue:
			return issue.New(env, d, o.Client, o.Form, to)
		case nav.ConfirmIssue:
			return confirm.Issue(env, d, to)
		case nav.ConfirmDelete:
			if d.Lacks(to.Call, to.Question) {
				return issue.Delete(env, d, o.Client, to)
			}
			return confirm.Delete(env, d, to)
		case nav.Challenge:
			return issue.NewChallenge(env, d, to)
		case nav.Note:
			return person.NewNote(env, to)
		case nav.Reveal:
			return reveal.New(env, shows, o.Reveal, to)
		case nav.Watch:
			return watch.New(env, d, o.Client, func() bool { return a.stack.inFront(env.ID) }, o.Card, to)
		case nav.SignIns:
			return signins.New(env, d, o.Client, behind, to)
		case nav.WhatIf:
			return whatif.New(env, o.Client, to)
		case nav.Methods:
			return a.toMethods(env, o, to)
		case nav.Sessions:
			return sessions.New(env, d, to)
		case nav.Impostor:
			return impostor.New(env, d, o.Client, to)
		case nav.Account:
			return a.toAccount(env, o, to)
		case nav.Situation:
			return situation.New(env, d, to)
		case nav.Verify:
			return issue.Verify(env, d, o.Client, to)
		case nav.SignIn:
			return signin.New(env, o.Session, o.SignIn, to)
		case nav.Unfinished:
			return unfinished.New(env, d, j, to)
		case nav.Log:
			return log.New(env, d, j, o.Client)
		case nav.Help:
			return help.New(to.Title, to.Keys, to.Text)
		}
		panic(fmt.Sprintf("no screen for route %T", to))
	}
}

// toMethods leads to the methods to be removed, by way of what the site wants to know first.
func (a *App) toMethods(env fx.Env, o Options, to nav.Methods) nav.Screen {
	if to.Grounds == nil {
		grounds := to.Call.Said(env.Now()).Case
		if a.desk.LacksForRemoval(to.Call, grounds) != "" {
			return issue.Remove(env, a.desk, o.Client, to)
		}
		to.Grounds = &grounds
	}
	return methods.New(env, a.desk, o.Client, to)
}

// toAccount leads to the question about the account, by way of what the site wants to know first. To block needs
// nothing.
func (a *App) toAccount(env fx.Env, o Options, to nav.Account) nav.Screen {
	if to.Grounds == nil && to.Act != journal.Block {
		grounds := to.Call.Said(env.Now()).Case
		if grounds.NoCaller() { // which was said of something else
			grounds.Verification = ""
		}
		if o.Form.Checker != nil || a.desk.LacksForAccount(to.Call, to.Act, grounds) != "" {
			return issue.Account(env, a.desk, o.Client, o.Form.Checker, to)
		}
		to.Grounds = &grounds
	}
	return account.New(env, a.desk, o.Client, to)
}
