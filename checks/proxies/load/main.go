// Command load is the origin and the clients of checks/proxies/run. Only loopback addresses are called.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "origin":
			origin(os.Args[2:])
			return
		case "clients":
			clients(os.Args[2:])
			return
		}
	}
	fmt.Fprintln(os.Stderr, "usage: load origin ADDRESS | load clients -url URL -origin URL -id ID [-h2] [-events]")
	os.Exit(2)
}
