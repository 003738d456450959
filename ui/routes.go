package ui

import (
	"fmt"

	"tapdesk/graph"
	"tapdesk/ui/confirm"
	"tapdesk/ui/fx"
	"tapdesk/ui/help"
	"tapdesk/ui/issue"
	"tapdesk/ui/lookup"
	"tapdesk/ui/nav"
	"tapdesk/ui/person"
	"tapdesk/ui/reveal"
)

// routes turns a route into a screen. It is the one place that knows all screens, and hands each what it asks for.
func routes(client *graph.Client, dossiers *graph.Dossiers, cloud graph.Cloud) func(nav.Route, fx.Env) nav.Screen {
	return func(to nav.Route, env fx.Env) nav.Screen {
		switch to := to.(type) {
		case nav.Lookup:
			return lookup.New(env, client, dossiers)
		case nav.Person:
			return person.New(env, dossiers, cloud, to.Person)
		case nav.Issue:
			return issue.New(env, dossiers, client, to)
		case nav.ConfirmIssue:
			return confirm.Issue(env, client, dossiers, to)
		case nav.ConfirmDelete:
			return confirm.Delete(env, client, dossiers, to)
		case nav.Reveal:
			return reveal.New(env, to)
		case nav.Help:
			return help.New(to.Title, to.Keys, to.Text)
		}
		panic(fmt.Sprintf("no screen for route %T", to))
	}
}
