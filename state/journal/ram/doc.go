// Package ram lets tests keep their journals in memory, where a sync takes no time: each record of a journal takes
// several, and they are most of the time of a test that writes some. Only tests import it.
package ram
