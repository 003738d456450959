package auth

// WantedPort and SSHTarget open what a session works out for the tests.
func WantedPort(o Options) int { return o.wantedPort() }

// SSHTarget returns Options.sshHost.
func SSHTarget(o Options) (string, bool) { return o.sshHost() }
