//go:build race

package reveal

// race divides what the race detector makes slow.
const race = 50
