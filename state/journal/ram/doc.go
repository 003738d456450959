// Package ram lets tests keep their journals in memory, where a sync takes no time. Each record takes several syncs,
// which is most of the time of a test that writes records. Only tests import it.
package ram
