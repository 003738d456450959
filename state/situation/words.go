package situation

// Words say what is to be done.
func (s Step) Words() string {
	switch s {
	case Verify:
		return "verify the caller"
	case VerifyInPerson:
		return "verify in person or by video"
	case Block:
		return "block sign-in"
	case BlockOrReset:
		return "block sign-in, or reset the password"
	case Reset:
		return "reset the password"
	case EndSessions:
		return "end sessions"
	case EndAgain:
		return "end sessions again"
	case TellSecurity:
		return "tell security"
	case Review:
		return "review what changed lately: methods, numbers, manager"
	case HangUp:
		return "hang up"
	case RemovePhone:
		return "remove the phone's methods"
	case RemoveOld:
		return "remove the old methods"
	case Remove:
		return "remove what is not theirs"
	case Unblock:
		return "unblock sign-in"
	case Issue:
		return "issue a pass"
	case IssueShortest:
		return "issue the shortest one-time pass"
	case HandOver:
		return "hand it over"
	case NewMethod:
		return "let the caller name the new method"
	case Watch:
		return "check that the new method is theirs"
	}
	return string(s)
}
