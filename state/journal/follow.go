package journal

// Follow returns the beginning of another record of the same write: who acts, where, on whom, on what grounds, and on
// which pass or method.
func (r Record) Follow(kind Kind) Record {
	return Record{
		Kind: kind, Write: r.Write, Operation: r.Operation,
		Operator: r.Operator, TenantID: r.TenantID, Cloud: r.Cloud, GraphRoot: r.GraphRoot,
		Person: r.Person, Ticket: r.Ticket, Verification: r.Verification,
		PassID: r.PassID, MethodID: r.MethodID, Method: r.Method, Series: r.Series,
		ClientRequestID: r.ClientRequestID, RequestID: r.RequestID,
	}
}
