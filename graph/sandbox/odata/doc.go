// Package odata is the query engine of the sandbox tenant: it compiles the $filter, $search, $orderby and $select of a
// GET /users request and matches them against directory objects in memory.
//
// It follows what Microsoft documents about directory objects: which operator works on which property, which of them
// are advanced queries (ConsistencyLevel: eventual together with $count=true), how $search cuts text into tokens, and
// the texts of the refusals. Four marks in the comments tell where a behaviour comes from:
//
//	[D] Microsoft's documentation: aad-advanced-queries, filter-directory-objects, search-query-parameter
//	[R] a real answer of Graph quoted in a public issue, named there
//	[?] recollection, not backed by a source
//	(invented) nothing is known; a choice was made so that the sandbox has an answer
//
// Everything a query may cost is bounded: its length, its nesting, and the number of comparisons and tokens in it. The
// bounds are invented; each is far above what a console or an SDK sends. A compiled query is immutable and may be
// used by many goroutines at once.
package odata
