// Package odata is the query engine of the sandbox tenant: it compiles $filter, $search, $orderby and $select of a
// request such as GET /users and applies them to objects in memory.
//
// It follows Microsoft's documentation of directory objects: which operators each property supports, which of them need
// advanced queries (ConsistencyLevel: eventual together with $count=true), how $search splits text into tokens, and the
// texts of errors. Four marks in the comments show where a behaviour comes from:
//
//	[D] Microsoft's documentation: aad-advanced-queries, filter-directory-objects, search-query-parameter
//	[R] a real answer from Graph, quoted in the public issue named
//	[?] from memory, without a source
//	(invented) not known; chosen so that the sandbox has an answer
//
// The cost of a query is bounded: its length, its nesting, and its number of comparisons and tokens. The bounds are
// invented and far above what a console or an SDK sends. A compiled query is immutable and safe for concurrent use.
package odata
