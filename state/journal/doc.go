// Package journal records what an operator did in an append-only file of JSON lines, each chained to the one before.
//
// A journal's directory belongs to the user alone (0700) and contains:
//
//	journal.jsonl               the records, one a line (Record), 0600
//	journal-000000000812.jsonl  an older file, named by the serial of its first record; the next file continues it
//	journal.head                how many records there are and the hash of the last line, which reveals a cut tail
//	journal.lock                locked (flock) during an append, so that several consoles of a user can write
//	journal.reserve             reserves disk space, to be freed when there is no other
//	journal.torn-1              a partial line that a power cut left, set aside
//	session-ID.lock             locked by the console of that session while it runs
//
// # An append
//
// Under the lock, the journal reads the end of the file, so that the chain continues from what another console wrote.
// It writes the line with one write and syncs it, sends its hash to the anchor, and replaces the head by renaming a
// new file. A crash in between leaves either a torn line, which the next append sets aside, or a head one record
// behind, which the next append updates. Neither is tampering and neither is reported. The head is never further
// behind: nothing is appended until it has caught up. It is written before the first file, so a file without a head
// means that the head was removed.
//
// Everything else that does not match (lines missing, added or changed at the end, a head that is missing or belongs
// to another journal) was done outside Tapdesk, or by a broken disk. It does not stop the desk, since a person who
// wants that could do worse, but it is not hidden: the next append first writes a Damaged record that says what was
// found, and Verify reports it from then on.
//
// # No journal, no write
//
// Trouble is what keeps the journal from being written: a disk that is full, read-only or failing; a file that belongs
// to somebody else or is open to others, or a link or directory in its place; a disk or an anchor that does not
// answer; no anchor although the site requires one.
//
// An intent is written only when the reserve is complete. If the disk fills before the outcome, or while the pass is
// in sight, those records take the space of the reserve.
//
// # What it cannot show
//
// The owner of the files can rewrite all of them, hashes included. Only an Anchor shows that: a log, which the owner
// cannot write, of the hash of each record.
package journal
