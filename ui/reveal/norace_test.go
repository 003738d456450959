//go:build !race

package reveal

const race = 1
