// Package journal keeps what an operator did: an append-only file of JSON lines, each chained to the one before.
//
// In the directory of a journal, which belongs to the user alone (0700), are:
//
//	journal.jsonl            the records, one a line (Record), 0600
//	journal-000000000812.jsonl  an older file, named by the serial of its first record; the next file goes on from its last line
//	journal.head             how many records there are and the hash of the last line, so that a cut tail shows
//	journal.lock             locked (flock) by whoever appends, so that several consoles of a user can at once
//	journal.reserve          takes room on the disk, which it gives up where there is no other
//	journal.torn-1           the piece of a line that a power cut left, set aside
//	session-ID.lock          locked by the console of that session as long as it lives
//
// # An append
//
// Under the lock: the end of the file is read, so that the chain goes on from what another console wrote; the line is
// written with one write and synced; its hash goes to the anchor; the head is written beside and renamed into place. A
// crash in between leaves either a torn line, which the next append sets aside, or a head one record behind, which the
// next append mends. Neither is tampering and neither is told. The head is never further behind: nothing is appended
// until it has caught up. It is there before the first file is: a file without a head is one whose head was removed.
//
// Everything else that does not fit (lines missing, added or changed at the end, a head that is gone or of another
// journal) was done by other hands, or by a broken disk. It does not stop the desk, since whoever wants it stopped
// could do worse, and it is not papered over: the next append first writes a Damaged record that says what was found,
// and Verify names it for good.
//
// # No journal, no write
//
// What keeps the journal from being written is its Trouble: a disk that is full, read-only or failing; a file of
// another owner, one that others may read, a link or a directory in its place; a disk or an anchor that does not
// answer; no anchor where the site wants one.
//
// An intent is written only when the reserve is whole. Where the disk fills before the outcome, or while the pass is in
// sight, the records of that are written in its place.
//
// # What it cannot show
//
// The owner of the files can rewrite all of them, hashes included. Only an Anchor, the hash of each record in a log
// that the owner cannot write, shows that.
package journal
