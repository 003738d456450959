//go:build !linux && !windows

package cli

import "tapdesk/state/recorder"

// ancestors finds nothing: only Linux shows processes as files. The environment may still name a recorder.
func ancestors(int) recorder.Chain { return recorder.Chain{} }
